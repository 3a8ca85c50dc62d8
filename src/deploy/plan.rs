//! Plans: what a run would change.
//!
//! The program runs against a simulated engine that starts with a snapshot of the real one; its containers afterwards
//! are compared with those before. Values that may be secret are never shown: only their digests are compared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::ContainerState;
use crate::hosts::host_access::host_access;
use crate::hosts::{Deployed, Difference};

/// What a run would change, in the order of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DeploymentPlan {
    /// The environment.
    pub environment: String,
    /// Addresses of the engines that its hosts name; the default one is left out.
    pub engines: Vec<String>,
    /// One for each application that is deployed or desired.
    pub changes: Vec<PlannedChange>,
}

/// What a run would do to one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PlannedChange {
    /// The application.
    pub application: String,
    /// Its host.
    pub host: String,
    /// Its image.
    pub image: String,
    /// What its container gets of the host's machine, one line for each; of one that is removed nothing.
    pub access: Vec<String>,
    /// The planned action.
    #[serde(flatten)]
    pub kind: PlannedAction,
}

/// What a run would do to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub(crate) enum PlannedAction {
    /// Create it.
    Create,
    /// Replace its container.
    Replace {
        /// The fields that differ.
        differences: Vec<Difference>,
    },
    /// Start its stopped container.
    Start,
    /// Keep it as it is.
    Keep,
    /// The program no longer wants it: remove it with `--prune`.
    Remove,
}

impl DeploymentPlan {
    /// Whether a run would change anything; orphans count only with `prune`.
    #[must_use]
    pub(crate) fn has_changes(&self, prune: bool) -> bool {
        self.changes.iter().any(|change| match change.kind {
            PlannedAction::Create | PlannedAction::Replace { .. } | PlannedAction::Start => true,
            PlannedAction::Remove => prune,
            PlannedAction::Keep => false,
        })
    }

    /// Counts the changes of some kind, for a summary line.
    #[must_use]
    pub(crate) fn count(&self, of: fn(&PlannedAction) -> bool) -> usize {
        self.changes.iter().filter(|change| of(&change.kind)).count()
    }
}

/// Compares the containers before and after a simulated run.
#[must_use]
pub(crate) fn plan(
    environment: &str,
    present: &[Deployed],
    desired: &[Deployed],
) -> DeploymentPlan {
    let key = |d: &Deployed| d.application.clone();
    let mut all: BTreeMap<String, (Option<&Deployed>, Option<&Deployed>)> = BTreeMap::new();
    for deployed in present {
        all.entry(key(deployed)).or_default().0 = Some(deployed);
    }
    for deployed in desired {
        all.entry(key(deployed)).or_default().1 = Some(deployed);
    }
    let changes = all.into_values().filter_map(|(before, after)| {
        let shown = after.or(before)?;
        Some(PlannedChange {
            application: shown.application.clone(),
            host: shown.host.clone(),
            image: shown.image.clone(),
            access: after.map(host_access).unwrap_or_default(),
            kind: kind(before, after),
        })
    });
    DeploymentPlan {
        environment: environment.to_owned(),
        engines: Vec::new(),
        changes: changes.collect(),
    }
}

fn kind(before: Option<&Deployed>, after: Option<&Deployed>) -> PlannedAction {
    match (before, after) {
        (None, _) => PlannedAction::Create,
        (Some(_), None) => PlannedAction::Remove,
        (Some(before), Some(after)) if before.id != after.id => {
            PlannedAction::Replace { differences: differences(before, after) }
        }
        (Some(before), Some(_)) if before.state != ContainerState::Running => PlannedAction::Start,
        _ => PlannedAction::Keep,
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
