//! What a run would change.
//!
//! The program is run against a simulated engine that holds what the real one holds; what is then
//! there is compared with what was there before. Values that may be secret never show: of them only
//! digests are compared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::ContainerState;
use crate::hosts::{Deployed, Difference};

/// What a run would change, in the order of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The environment.
    pub environment: String,
    /// One for each application that is there or wanted.
    pub changes: Vec<PlannedChange>,
}

/// What a run would do to one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedChange {
    /// The application.
    pub application: String,
    /// Its host.
    pub host: String,
    /// Its image.
    pub image: String,
    /// What would be done.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What can be done to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Create,
    /// It takes the place of a former one.
    Replace {
        /// In what the two differ.
        differences: Vec<Difference>,
    },
    /// It is there, but stopped.
    Start,
    /// It is there and stays.
    Keep,
    /// It is there, and the program no longer wants it; removed only when asked for.
    Remove,
}

impl Plan {
    /// Whether a run would change anything; what nobody wants any more stays unless it is pruned.
    #[must_use]
    pub fn has_changes(&self, prune: bool) -> bool {
        self.changes.iter().any(|change| match change.kind {
            Kind::Create | Kind::Replace { .. } | Kind::Start => true,
            Kind::Remove => prune,
            Kind::Keep => false,
        })
    }

    /// How many changes there are of a kind, for a summary line.
    #[must_use]
    pub fn count(&self, of: fn(&Kind) -> bool) -> usize {
        self.changes.iter().filter(|change| of(&change.kind)).count()
    }
}

/// Compares what is there with what is wanted.
#[must_use]
pub fn plan(environment: &str, present: &[Deployed], wanted: &[Deployed]) -> Plan {
    let key = |d: &Deployed| d.application.clone();
    let mut all: BTreeMap<String, (Option<&Deployed>, Option<&Deployed>)> = BTreeMap::new();
    for deployed in present {
        all.entry(key(deployed)).or_default().0 = Some(deployed);
    }
    for deployed in wanted {
        all.entry(key(deployed)).or_default().1 = Some(deployed);
    }
    let changes = all.into_values().filter_map(|(before, after)| {
        let shown = after.or(before)?;
        Some(PlannedChange {
            application: shown.application.clone(),
            host: shown.host.clone(),
            image: shown.image.clone(),
            kind: kind(before, after),
        })
    });
    Plan { environment: environment.to_owned(), changes: changes.collect() }
}

fn kind(before: Option<&Deployed>, after: Option<&Deployed>) -> Kind {
    match (before, after) {
        (None, _) => Kind::Create,
        (Some(_), None) => Kind::Remove,
        (Some(before), Some(after)) if before.id != after.id => {
            Kind::Replace { differences: differences(before, after) }
        }
        (Some(before), Some(_)) if before.state != ContainerState::Running => Kind::Start,
        _ => Kind::Keep,
    }
}

fn differences(before: &Deployed, after: &Deployed) -> Vec<Difference> {
    let mut found = before.fingerprint.differences(&after.fingerprint);
    for port in &after.ports {
        let was = before.published(port.port, port.protocol);
        if was.is_some() && port.published.is_some() && was != port.published {
            found.push(Difference {
                field: format!("published.{}/{}", port.port, port.protocol.name()),
                from: was.map(|n| n.to_string()),
                to: port.published.map(|n| n.to_string()),
            });
        }
    }
    found
}
