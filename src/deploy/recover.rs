//! Corrects a record by what an engine really holds.
//!
//! After a run that was killed, a lost record, or somebody's `docker rm`, the labels are right and the
//! record is wrong. Only what is listed is known to be there; volumes and networks are looked at when they matter.

use serde::Serialize;

use crate::hosts::{Change, Deployed};

use super::state::State;

/// In what a record was wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Recovery {
    /// The engine.
    pub engine: String,
    /// Containers that were there and not recorded.
    pub adopted: Vec<String>,
    /// Containers that were recorded and not there.
    pub vanished: Vec<String>,
    /// Changes that were begun and perhaps not made.
    pub unfinished: Vec<Change>,
}

impl Recovery {
    /// Whether the record was right.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.adopted.is_empty() && self.vanished.is_empty() && self.unfinished.is_empty()
    }
}

/// Makes the record of one engine agree with what was found there.
pub fn recover(state: &mut State, engine: &str, found: &[Deployed]) -> Recovery {
    let known = state.engines.contains_key(engine);
    if !known && found.is_empty() {
        return Recovery::default();
    }
    let environment = state.environment.clone();
    let record = state.engine(engine);
    let name = |deployed: &Deployed| deployed.container.clone();
    let adopted: Vec<Deployed> = found
        .iter()
        .filter(|d| needs_record(record.containers.get(&d.container)))
        .cloned()
        .collect();
    let is_there = |name: &str| found.iter().any(|deployed| deployed.container == name);
    let vanished: Vec<String> =
        record.containers.keys().filter(|name| !is_there(name)).cloned().collect();
    record.containers.retain(|name, _| is_there(name));
    for deployed in &adopted {
        record.containers.insert(name(deployed), deployed.clone());
        record.volumes.extend(deployed.volumes.iter().cloned());
        // A container of ours is on our network.
        record.network.get_or_insert_with(|| crate::hosts::ownership::network_name(&environment));
    }
    Recovery {
        engine: engine.to_owned(),
        adopted: adopted.iter().map(name).collect(),
        vanished,
        unfinished: std::mem::take(&mut record.pending),
    }
}

/// A record of a container that was made but never known to run says nothing but its name.
fn needs_record(recorded: Option<&Deployed>) -> bool {
    recorded.is_none_or(|deployed| deployed.application.is_empty())
}
