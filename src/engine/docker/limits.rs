//! Reads the limits of containers of a real engine from an inspection.

use std::collections::BTreeMap;

use bollard::models::{HostConfig, RestartPolicy, RestartPolicyNameEnum};

use crate::engine::{ResourceLimits, Restart};

/// The limit of processes that Podman gives every container; Docker gives none.
const DEFAULT_PIDS: i64 = 2048;

/// The limits and the restart policy in an inspection.
pub(super) fn limits(host: &HostConfig) -> ResourceLimits {
    ResourceLimits {
        memory: positive(host.memory).and_then(|bytes| u64::try_from(bytes).ok()),
        cpus: positive(host.nano_cpus).map(|billionths| billionths as f64 / 1e9),
        restart: host.restart_policy.as_ref().map(restart).unwrap_or_default(),
    }
}

/// The limits that no request of ours sets, as far as they are not the engine's defaults.
pub(super) fn other_limits(host: &HostConfig) -> BTreeMap<String, String> {
    let memory = positive(host.memory).unwrap_or_default();
    // The engine adds as much swap as memory, or none at all where the kernel does not count it.
    let swap = positive(host.memory_swap).filter(|swap| *swap != memory.saturating_mul(2));
    let numbers = [
        ("memorySwap", swap),
        ("memoryReservation", positive(host.memory_reservation)),
        ("pidsLimit", positive(host.pids_limit).filter(|limit| *limit != DEFAULT_PIDS)),
        ("cpuShares", positive(host.cpu_shares)),
        ("cpuQuota", positive(host.cpu_quota)),
        ("blkioWeight", positive(host.blkio_weight.map(i64::from))),
    ];
    let texts = [("cpusetCpus", &host.cpuset_cpus), ("cpusetMems", &host.cpuset_mems)];
    let numbers = numbers.into_iter().filter_map(|(name, n)| Some((name, n?.to_string())));
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
    let set = numbers.chain(texts).filter(|(_, value)| !value.is_empty());
    set.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A limit; engines write 0 and -1 for none.
fn positive(limit: Option<i64>) -> Option<i64> {
    limit.filter(|n| *n > 0)
}

fn restart(policy: &RestartPolicy) -> Restart {
    match policy.name {
        None | Some(RestartPolicyNameEnum::EMPTY | RestartPolicyNameEnum::NO) => Restart::No,
        Some(RestartPolicyNameEnum::ALWAYS) => Restart::Always,
        Some(RestartPolicyNameEnum::UNLESS_STOPPED) => Restart::UnlessStopped,
        Some(RestartPolicyNameEnum::ON_FAILURE) => {
            let times = policy.maximum_retry_count.and_then(|n| u32::try_from(n).ok());
            Restart::OnFailure(times.filter(|n| *n > 0))
        }
    }
}
