//! Compares the existing container with the desired one: its state, its specification, and what was changed by hand.

use crate::engine::{ContainerDetail, ContainerState, HealthState};
use crate::hosts::container::Container;
use crate::hosts::deployed::Deployed;
use crate::hosts::fingerprint::{Difference, Fingerprint};
use crate::hosts::placement::Placement;
use crate::hosts::repair::{Repair, RestartReason};

/// The limit of memory and swap together, in the engine's API.
const MEMORY_SWAP: &str = "memorySwap";

/// What the comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is no container.
    Absent,
    /// The container is unusable and is created anew.
    Broken(ContainerState),
    /// It was created from another specification, or differs in a way that only a new container can change.
    Different(Vec<Difference>),
    /// It has the desired specification; these repairs bring it into its desired state.
    Repairable(Vec<Repair>),
    /// It runs with the desired specification, but is not known to be healthy.
    Settling,
    /// It runs with the desired specification.
    Current,
}

/// What the comparison is made with.
pub(super) struct Desired<'a> {
    /// The desired container.
    pub(super) container: &'a Container,
    /// Its fingerprint.
    pub(super) fingerprint: &'a Fingerprint,
    /// Where it is to be.
    pub(super) placement: &'a Placement,
    /// The environment's network.
    pub(super) network: &'a str,
    /// Whether an earlier command that was ended had begun to stop the container.
    pub(super) being_stopped: bool,
}

/// An existing container, with everything that is compared.
pub(super) struct Existing<'a> {
    /// Its inspection.
    pub(super) detail: &'a ContainerDetail,
    /// What its labels describe.
    pub(super) deployed: &'a Deployed,
    /// The id of the image that its image's name means now; `None`: the engine has no such image.
    pub(super) image_id: Option<&'a str>,
}

/// Compares an existing container with the desired one. Asks nothing.
pub(super) fn assess(found: &Existing<'_>, desired: &Desired<'_>) -> Verdict {
    let summary = &found.detail.summary;
    let state = summary.state;
    if matches!(state, ContainerState::Removing | ContainerState::Dead) {
        return Verdict::Broken(state);
    }
    if state == ContainerState::Created && !is_complete(found.deployed, desired.fingerprint) {
        return Verdict::Broken(state);
    }
    if !found.deployed.fingerprint.is_equivalent(desired.fingerprint) {
        return Verdict::Different(found.deployed.fingerprint.differences(desired.fingerprint));
    }
    let limits = limit_differences(found.detail, desired.container);
    let mut fixed = fixed_differences(found);
    if desired.placement.is_elsewhere(found.detail) {
        let text = |text: &str| Some(text.to_owned());
        let (from, to) = (text("previous network"), text("new network"));
        fixed.push(Difference { field: "pod".to_owned(), from, to });
    }
    // An engine takes a request without a limit as one that leaves it as it is.
    if !fixed.is_empty() || limits.iter().any(|difference| difference.to.is_none()) {
        fixed.extend(limits);
        return Verdict::Different(fixed);
    }
    let repairs = repairs(found, desired, limits);
    match (repairs.is_empty(), summary.health) {
        (false, _) => Verdict::Repairable(repairs),
        (true, HealthState::None | HealthState::Healthy) => Verdict::Current,
        (true, _) => Verdict::Settling,
    }
}

/// Whether a container that never ran can be started. One with files cannot: files are placed after the
/// creation, and a run may have been killed in between.
fn is_complete(deployed: &Deployed, desired: &Fingerprint) -> bool {
    let places_files = deployed.fingerprint.fields.keys().any(|field| field.starts_with("file."));
    deployed.fingerprint.is_equivalent(desired) && !places_files
}

/// The repairs in the order in which they are made: what needs running processes comes before what ends them.
fn repairs(found: &Existing<'_>, desired: &Desired<'_>, limits: Vec<Difference>) -> Vec<Repair> {
    let summary = &found.detail.summary;
    let mut repairs = Vec::new();
    if summary.state == ContainerState::Paused {
        repairs.push(Repair::Unpause);
    }
    if !is_connected(found.detail, desired) {
        repairs.push(Repair::Reconnect);
    }
    if !limits.is_empty() {
        repairs.push(Repair::Update { differences: limits });
    }
    repairs.extend(start_or_restart(found.detail, desired));
    repairs
}

fn start_or_restart(detail: &ContainerDetail, desired: &Desired<'_>) -> Option<Repair> {
    let reason = match (detail.summary.state, detail.summary.health) {
        (ContainerState::Restarting, _) => RestartReason::KeepsExiting,
        (ContainerState::Running | ContainerState::Paused, _) if desired.being_stopped => {
            RestartReason::BeingStopped
        }
        (ContainerState::Running | ContainerState::Paused, _)
            if desired.placement.is_left_behind(detail) =>
        {
            RestartReason::PodRestarted
        }
        (ContainerState::Running, HealthState::Unhealthy) => RestartReason::Unhealthy,
        // Whether a paused container is healthy shows once it goes on.
        (ContainerState::Running | ContainerState::Paused, _) => return None,
        _ => return Some(Repair::Start),
    };
    Some(Repair::Restart { reason })
}

/// Whether it is on the environment's network, where other containers find it by its name. In a pod, the pause container is.
fn is_connected(detail: &ContainerDetail, desired: &Desired<'_>) -> bool {
    let Some(name) = desired.placement.dns_name(desired.container) else { return true };
    let on_network = detail.summary.networks.iter().any(|at| at.network == desired.network);
    on_network && detail.aliases.get(desired.network).is_some_and(|all| all.contains(&name))
}

/// The limits and the restart policy, as far as they are not the desired ones.
fn limit_differences(found: &ContainerDetail, desired: &Container) -> Vec<Difference> {
    let ContainerDetail { limits, other_limits, .. } = found;
    let bytes = |limit: Option<u64>| limit.map(|bytes| bytes.to_string());
    let cpus = |limit: Option<f64>| limit.map(|cpus| cpus.to_string());
    // An update sets as much swap as memory, as the creation does.
    let both = desired.memory.map(|bytes| bytes.saturating_mul(2));
    let swap = other_limits.get(MEMORY_SWAP);
    let pairs = [
        ("memory", bytes(limits.memory), bytes(desired.memory)),
        (MEMORY_SWAP, swap.cloned(), swap.and(bytes(both))),
        ("cpus", cpus(limits.cpus), cpus(desired.cpus)),
        ("restart", Some(limits.restart.to_string()), Some(desired.restart.to_string())),
    ];
    let differs = pairs.into_iter().filter(|(_, from, to)| from != to);
    differs.map(|(field, from, to)| Difference { field: field.to_owned(), from, to }).collect()
}

/// What only a new container can change: another image under the same name, and limits that no program sets.
fn fixed_differences(found: &Existing<'_>) -> Vec<Difference> {
    let summary = &found.detail.summary;
    let mut all = Vec::new();
    let old = summary.image_id.as_str();
    if let Some(new) = found.image_id.filter(|new| *new != old && !old.is_empty()) {
        let named = |id: &str| Some(format!("{} ({})", summary.image, short_id(id)));
        all.push(Difference { field: "image".to_owned(), from: named(old), to: named(new) });
    }
    let others = found.detail.other_limits.iter().filter(|(field, _)| *field != MEMORY_SWAP);
    for (field, value) in others {
        all.push(Difference { field: field.clone(), from: Some(value.clone()), to: None });
    }
    all
}

/// An id of an image as `docker images` shows it.
fn short_id(id: &str) -> &str {
    let digits = id.split_once(':').map_or(id, |(_, digits)| digits);
    digits.get(..12).unwrap_or(digits)
}
