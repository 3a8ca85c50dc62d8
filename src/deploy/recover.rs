//! Corrects the recorded state by what an engine really holds.
//!
//! After a killed run, a lost record or a manual `docker rm`, the engine is right and the record is wrong. Only containers
//! are listed here; volumes and networks are observed when they matter.

use serde::Serialize;

use crate::hosts::{Change, Deployed};

use super::state::EnvironmentState;

/// How a recorded state was corrected.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Recovery {
    /// The engine.
    pub engine: String,
    /// Containers that existed and were not recorded.
    pub adopted: Vec<String>,
    /// Containers that were recorded and did not exist.
    pub vanished: Vec<String>,
    /// Changes that were journaled and perhaps not made.
    pub unfinished: Vec<Change>,
}

impl Recovery {
    /// Whether nothing was corrected.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.adopted.is_empty() && self.vanished.is_empty() && self.unfinished.is_empty()
    }
}

/// Corrects the recorded state of one engine by the containers found there.
pub(crate) fn recover(state: &mut EnvironmentState, engine: &str, found: &[Deployed]) -> Recovery {
    let known = state.engines.contains_key(engine);
    if !known && found.is_empty() {
        return Recovery::default();
    }
    let environment = state.environment.clone();
    let record = state.engine(engine);
    let name = |deployed: &Deployed| deployed.container.clone();
    let adopted: Vec<Deployed> = found
        .iter()
        .filter(|d| needs_record(record.containers.get(&d.container), d))
        .cloned()
        .collect();
    let is_there = |name: &str| found.iter().any(|deployed| deployed.container == name);
    let vanished: Vec<String> =
        record.containers.keys().filter(|name| !is_there(name)).cloned().collect();
    record.containers.retain(|name, _| is_there(name));
    for deployed in &adopted {
        record.containers.insert(name(deployed), deployed.clone());
        record.volumes.extend(deployed.volumes.iter().cloned());
        // The environment's containers are on its network.
        record.network.get_or_insert_with(|| crate::hosts::ownership::network_name(&environment));
    }
    let unfinished = record.pending.clone();
    // The engine may still be at a stop: the record keeps it until the container was started or removed.
    record.pending.retain(|change| change.ends_container() && is_there(&change.name));
    Recovery {
        engine: engine.to_owned(),
        adopted: adopted.iter().map(name).collect(),
        vanished,
        unfinished,
    }
}

/// Whether the record lacks a container's description: a container that was created but never known to run is recorded
/// by name only, and one that another user's run replaced has another id.
fn needs_record(recorded: Option<&Deployed>, found: &Deployed) -> bool {
    recorded.is_none_or(|known| known.application.is_empty() || known.id != found.id)
}
