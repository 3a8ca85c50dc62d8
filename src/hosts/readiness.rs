//! What an inspection tells of a started container, and its last log lines: for runs and for `murano start`.

use futures_util::StreamExt;

use crate::engine::{ContainerDetail, ContainerState, Engine, HealthState, LogQuery};

/// How many of a container's last log lines a report shows.
const LAST_LINES: usize = 10;

/// What one inspection shows.
pub(crate) enum Readiness {
    /// It runs, and is healthy if it has a health check.
    Ready,
    /// It runs; its health check has neither passed nor failed yet.
    Starting,
    /// It runs, but not yet long enough to count as running.
    Fresh,
    /// It exited.
    Exited,
    /// Its health check failed.
    Unhealthy,
}

impl Readiness {
    /// Judges an inspection. `restarted`: the engine has restarted it since the start; `settled`: it was started long enough ago.
    #[must_use]
    pub(crate) fn of(detail: &ContainerDetail, restarted: bool, settled: bool) -> Self {
        match (detail.summary.state, detail.summary.health) {
            _ if restarted => Self::Exited,
            (ContainerState::Running, HealthState::Healthy) => Self::Ready,
            (ContainerState::Running, HealthState::Starting) => Self::Starting,
            (ContainerState::Running, HealthState::Unhealthy) => Self::Unhealthy,
            (ContainerState::Running, HealthState::None) if settled => Self::Ready,
            (ContainerState::Running | ContainerState::Created | ContainerState::Paused, _) => {
                Self::Fresh
            }
            _ => Self::Exited,
        }
    }
}

/// Whether the engine has restarted it: a container that exits at once runs for an instant each time.
#[must_use]
pub(crate) fn is_restarted(detail: &ContainerDetail, before: u64) -> bool {
    detail.summary.state == ContainerState::Restarting || detail.restarts > before
}

/// What a container printed last; nothing when it cannot be read.
pub(crate) async fn last_output(engine: &dyn Engine, name: &str) -> Vec<u8> {
    let query = LogQuery { tail: Some(LAST_LINES), ..LogQuery::default() };
    let Ok(mut log) = engine.logs(name, query).await else { return Vec::new() };
    let mut bytes = Vec::new();
    while let Some(Ok(chunk)) = log.next().await {
        bytes.extend(chunk.bytes);
    }
    bytes
}

/// The last lines of an output, as many as a report shows.
#[must_use]
pub(crate) fn last_lines(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].to_vec()
}
