//! Compares the existing container with the desired one.

use crate::engine::{ContainerState, ContainerSummary, HealthState};
use crate::hosts::deployed::Deployed;
use crate::hosts::fingerprint::{Difference, Fingerprint};

/// What the comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is no container.
    Absent,
    /// The container is unusable and is created anew.
    Broken,
    /// It was created from another specification.
    Different(Vec<Difference>),
    /// It has the desired specification, but does not run.
    Stopped,
    /// It runs with the desired specification, but is not known to be healthy.
    Settling,
    /// It runs with the desired specification.
    Current,
}

/// Compares the container of the last observation, with its labels, with the desired one. Asks nothing.
pub(super) fn assess(
    found: Option<(&ContainerSummary, &Deployed)>,
    desired: &Fingerprint,
) -> Verdict {
    let Some((found, deployed)) = found else { return Verdict::Absent };
    if matches!(found.state, ContainerState::Removing | ContainerState::Dead) {
        return Verdict::Broken;
    }
    if found.state == ContainerState::Created && !is_complete(deployed, desired) {
        return Verdict::Broken;
    }
    if deployed.fingerprint.hash != desired.hash {
        return Verdict::Different(deployed.fingerprint.differences(desired));
    }
    match (found.state, found.health) {
        (ContainerState::Running, HealthState::None | HealthState::Healthy) => Verdict::Current,
        (ContainerState::Running | ContainerState::Restarting, _) => Verdict::Settling,
        _ => Verdict::Stopped,
    }
}

/// Whether a container that never ran can be started. One with files cannot: files are placed after the
/// creation, and a run may have been killed in between.
fn is_complete(deployed: &Deployed, desired: &Fingerprint) -> bool {
    let places_files = deployed.fingerprint.fields.keys().any(|field| field.starts_with("file."));
    deployed.fingerprint.hash == desired.hash && !places_files
}
