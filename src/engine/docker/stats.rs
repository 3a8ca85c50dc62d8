//! The resources that a container of a real engine uses.

use bollard::models::{ContainerCpuStats, ContainerStatsResponse};
use bollard::query_parameters::StatsOptionsBuilder;
use futures_util::StreamExt as _;

use super::{Docker, inspect};
use crate::engine::{ContainerState, ContainerStats, EngineError, EngineErrorKind};

/// Measures a running container. The engine takes two samples, a second apart, because processor time is a rate.
pub(super) async fn stats(engine: &Docker, name: &str) -> Result<ContainerStats, EngineError> {
    // The engine returns zeros for a container that does not run.
    let found = inspect::inspect(engine, name).await?.summary;
    if !matches!(found.state, ContainerState::Running | ContainerState::Paused) {
        let message = format!("Container {name} is not running");
        return Err(EngineError::new(EngineErrorKind::Conflict, message));
    }
    let options = StatsOptionsBuilder::default().stream(false).build();
    let mut samples = Box::pin(engine.client.stats(name, Some(options)));
    let request = async { samples.next().await.transpose() };
    let sample = engine.ask("measuring a container", request).await?;
    let none = || EngineError::new(EngineErrorKind::Other, "the engine returned no measurement");
    Ok(convert(&sample.ok_or_else(none)?))
}

fn convert(sample: &ContainerStatsResponse) -> ContainerStats {
    let memory = sample.memory_stats.clone().unwrap_or_default();
    // As the docker command does: what the kernel can give back at once is not counted.
    let kernel = memory.stats.unwrap_or_default();
    let cache = kernel.get("total_inactive_file").or_else(|| kernel.get("inactive_file"));
    let networks = || sample.networks.iter().flat_map(|networks| networks.values());
    ContainerStats {
        cpu_percent: cpu_percent(sample),
        memory: memory.usage.unwrap_or(0).saturating_sub(cache.copied().unwrap_or(0)),
        memory_limit: memory.limit.unwrap_or(0),
        received: networks().filter_map(|network| network.rx_bytes).sum(),
        sent: networks().filter_map(|network| network.tx_bytes).sum(),
        processes: sample.pids_stats.as_ref().and_then(|pids| pids.current).unwrap_or(0),
    }
}

/// The share of processor time between the two samples: 100 is one processor.
fn cpu_percent(sample: &ContainerStatsResponse) -> f64 {
    let times = |stats: Option<&ContainerCpuStats>| {
        let stats = stats?;
        Some((stats.cpu_usage.as_ref()?.total_usage?, stats.system_cpu_usage?))
    };
    let now = times(sample.cpu_stats.as_ref());
    let (Some((used, system)), Some((used_before, system_before))) =
        (now, times(sample.precpu_stats.as_ref()))
    else {
        return 0.0;
    };
    let (used, system) = (used.saturating_sub(used_before), system.saturating_sub(system_before));
    let processors = sample.cpu_stats.as_ref().and_then(|stats| stats.online_cpus).unwrap_or(1);
    if system == 0 { 0.0 } else { ratio(used, system) * f64::from(processors) * 100.0 }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of nanoseconds needs no more digits")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
