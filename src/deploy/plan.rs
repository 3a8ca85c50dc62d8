//! Plans: what a run would change.
//!
//! The program runs against a simulated engine that starts with a snapshot of the real one; its containers afterwards
//! are compared with those before. Secret values are masked.

mod values;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::{ContainerState, HealthState};
use crate::hosts::host_access::host_access;
use crate::hosts::natives::provider::ApplicationLink;
use crate::hosts::{Action, Deployed, Difference, ImageVolume, Repair};

pub(crate) use self::values::{PlanValues, PlannedSetting};
use super::dependency::Dependency;

/// What a run would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DeploymentPlan {
    /// The environment.
    pub environment: String,
    /// Addresses of the engines that its hosts name; the default one is left out.
    pub engines: Vec<String>,
    /// One for each application that is deployed or desired, in the order in which the run deploys them.
    pub changes: Vec<PlannedChange>,
    /// The connections between applications.
    pub connections: Vec<PlannedConnection>,
}

/// A connection from one application to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PlannedConnection {
    /// The application that connects.
    pub from: String,
    /// The application that listens.
    pub to: String,
    /// The port inside the container of the one that listens.
    pub port: u16,
    /// Its protocol.
    pub protocol: &'static str,
    /// The scope of the chosen endpoint.
    pub scope: &'static str,
    /// Whether the last run did not connect the two.
    #[serde(rename = "new")]
    pub is_new: bool,
}

impl PlannedConnection {
    /// A connection that a program asked for; `recorded` are those of the last run.
    pub(crate) fn of(link: ApplicationLink, recorded: &[Dependency]) -> Self {
        let ApplicationLink { from, to, port, protocol, scope } = link;
        let is_new = !recorded.iter().any(|known| known.from == from && known.to == to);
        Self { from, to, port, protocol: protocol.name(), scope: scope.name(), is_new }
    }
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
    /// The state of its container, if it does not just run: `paused`, `running (unhealthy)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
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
    Create {
        /// What its container is created with.
        settings: Vec<PlannedSetting>,
    },
    /// Replace its container.
    Replace {
        /// The fields that differ.
        differences: Vec<Difference>,
        /// What becomes of the volumes that the image of the present container declares.
        volumes: Vec<ImageVolume>,
    },
    /// Start its stopped container.
    Start,
    /// Repair its container, which was paused, disconnected or changed by hand, or does not run as it should.
    Repair {
        /// What is to be done.
        repairs: Vec<Repair>,
    },
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
            PlannedAction::Create { .. }
            | PlannedAction::Replace { .. }
            | PlannedAction::Start
            | PlannedAction::Repair { .. } => true,
            PlannedAction::Remove => prune,
            PlannedAction::Keep => false,
        })
    }

    /// Sorts the changes by the order in which applications are deployed; what is not deployed any more comes last.
    pub(crate) fn sort(&mut self, order: &[String]) {
        let position = |change: &PlannedChange| {
            order.iter().position(|name| *name == change.application).unwrap_or(order.len())
        };
        self.changes.sort_by_key(position);
    }
}

/// Compares the containers before and after a simulated run, whose actions say more than the containers do.
#[must_use]
pub(crate) fn changes(
    present: &[Deployed],
    desired: &[Deployed],
    actions: &BTreeMap<String, Action>,
    values: &PlanValues,
) -> Vec<PlannedChange> {
    // Joins both sides by application: one that is only on the left is an orphan, one only on
    // the right is new. What happens to one on both sides is known from the simulated run.
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
        let kind = kind(before, after, actions.get(&shown.application), values);
        // A pause container comes and goes with the applications of its pod.
        let is_part = matches!(
            kind,
            PlannedAction::Create { .. } | PlannedAction::Keep | PlannedAction::Remove
        );
        if is_part && shown.is_pause() {
            return None;
        }
        Some(PlannedChange {
            application: shown.application.clone(),
            host: shown.host.clone(),
            image: shown.image.clone(),
            state: before.and_then(state),
            access: after.map(host_access).unwrap_or_default(),
            kind,
        })
    });
    changes.collect()
}

fn kind(
    before: Option<&Deployed>,
    after: Option<&Deployed>,
    action: Option<&Action>,
    values: &PlanValues,
) -> PlannedAction {
    match (before, after, action) {
        (None, after, _) => PlannedAction::Create {
            settings: after.map(|after| values.settings(after)).unwrap_or_default(),
        },
        (Some(_), None, _) => PlannedAction::Remove,
        (Some(before), Some(after), _) if before.id != after.id => {
            replacement(before, after, action, values)
        }
        (_, _, Some(Action::Repaired { repairs })) => {
            PlannedAction::Repair { repairs: repairs.clone() }
        }
        (_, _, Some(Action::Started)) => PlannedAction::Start,
        _ => PlannedAction::Keep,
    }
}

fn replacement(
    before: &Deployed,
    after: &Deployed,
    action: Option<&Action>,
    values: &PlanValues,
) -> PlannedAction {
    let (differences, volumes) = match action {
        Some(Action::Replaced { differences, volumes }) => (differences.clone(), volumes.clone()),
        _ => (before.fingerprint.differences(&after.fingerprint), Vec::new()),
    };
    let differences = differences.into_iter().map(|found| values.complete(found, before, after));
    let differences = differences.chain(port_differences(before, after)).collect();
    PlannedAction::Replace { differences, volumes }
}

/// Ports that would be published under another number.
fn port_differences(before: &Deployed, after: &Deployed) -> Vec<Difference> {
    let mut found = Vec::new();
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

/// The state of a container in words, unless it just runs.
fn state(present: &Deployed) -> Option<String> {
    let health = match present.health {
        HealthState::None | HealthState::Healthy => "",
        HealthState::Starting => " (starting)",
        HealthState::Unhealthy => " (unhealthy)",
    };
    let runs = present.state == ContainerState::Running && health.is_empty();
    (!runs).then(|| format!("{}{health}", present.state.name()))
}
