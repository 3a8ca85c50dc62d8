//! How a container that is there stands to the one that is wanted.

use crate::engine::{ContainerState, ContainerSummary, HealthState};
use crate::hosts::fingerprint::{Difference, Fingerprint};
use crate::hosts::labels::Deployed;

/// What must be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is there.
    Absent,
    /// What is there can neither be used nor is it worth keeping.
    Broken,
    /// It was made from something else.
    Different(Vec<Difference>),
    /// It is the right one, but does not run.
    Stopped,
    /// It is the right one and runs, but its health is not known to be good.
    Settling,
    /// It is the right one and runs.
    Current,
}

/// Judges what is there; no question is asked.
pub(super) fn assess(
    found: Option<&ContainerSummary>,
    environment: &str,
    wanted: &Fingerprint,
) -> Verdict {
    let Some(found) = found else { return Verdict::Absent };
    if matches!(found.state, ContainerState::Removing | ContainerState::Dead) {
        return Verdict::Broken;
    }
    let Some(deployed) = Deployed::read(environment, found) else { return Verdict::Broken };
    if found.state == ContainerState::Created && !is_complete(&deployed, wanted) {
        return Verdict::Broken;
    }
    if deployed.fingerprint.hash != wanted.hash {
        return Verdict::Different(deployed.fingerprint.differences(wanted));
    }
    match (found.state, found.health) {
        (ContainerState::Running, HealthState::None | HealthState::Healthy) => Verdict::Current,
        (ContainerState::Running | ContainerState::Restarting, _) => Verdict::Settling,
        _ => Verdict::Stopped,
    }
}

/// Whether a container that never ran is worth starting: it is the right one, and nothing can be missing
/// in it (files are placed after the creation, and a run may have been killed in between).
fn is_complete(deployed: &Deployed, wanted: &Fingerprint) -> bool {
    let places_files = deployed.fingerprint.fields.keys().any(|field| field.starts_with("file."));
    deployed.fingerprint.hash == wanted.hash && !places_files
}
