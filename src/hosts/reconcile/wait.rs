//! Waits until a started container runs and is healthy; otherwise finds out why it does not.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};

use crate::engine::{ContainerDetail, ContainerState, ContainerSummary, HealthState, LogQuery};
use crate::hosts::error::HostError;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use super::Reconciliation;
use super::probe::Probes;

/// The first pause between two inspections; each is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How many of a container's last log lines a report shows.
const LAST_LINES: usize = 10;
/// How long to wait for a container's last log lines.
const LOG_LIMIT: Duration = Duration::from_secs(5);

/// What one inspection shows.
enum Readiness {
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

impl Reconciliation<'_> {
    /// Waits until a container runs and is healthy. `restarts` is the engine's restart count at the beginning, if
    /// known (0 right after a start): a higher count means that the container exited in between. Until the engine has
    /// made its first health check, the check is also run from here.
    pub(super) async fn wait(
        &self,
        name: &str,
        mut restarts: Option<u64>,
    ) -> Result<ContainerSummary, HostError> {
        // Polling with a growing pause, because an engine reports neither "runs long enough"
        // nor the end of a start. The state is inspected before the timeout is checked, so that
        // a container that is ready at the last moment counts.
        let clock = &self.site.services().clock;
        let limit = self.container.start_limit.unwrap_or(self.host.start_limit);
        let begun = clock.now();
        let (mut pause, mut reported) = (FIRST_PAUSE, false);
        let mut probes = Probes::default();
        loop {
            let detail = self.site.inventory().inspect(name).await?;
            let waited = clock.now().saturating_sub(begun);
            let again = is_restarted(&detail, *restarts.get_or_insert(detail.restarts));
            match readiness(&detail, again, waited >= self.host.settle_time) {
                Readiness::Ready => return Ok(detail.summary),
                Readiness::Exited => return Err(self.ended(name, &detail, again).await),
                Readiness::Unhealthy => return Err(self.unhealthy(name, &detail).await),
                Readiness::Starting => {
                    if !std::mem::replace(&mut reported, true) {
                        self.site.ledger().report(self.application(), &Event::WaitingForHealth);
                    }
                    if let Some(check) = &detail.healthcheck
                        && self.probe(name, check, &mut probes, waited).await?
                    {
                        return Ok(detail.summary);
                    }
                }
                Readiness::Fresh => {}
            }
            if waited >= limit {
                return Err(self.too_slow(name, limit).await);
            }
            self.site.check_interrupt(self.application(), "waiting for")?;
            clock.sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    async fn ended(&self, name: &str, detail: &ContainerDetail, restarting: bool) -> HostError {
        let log = self.last_lines(name).await;
        if restarting {
            // It would restart and fail for ever. An error here must not hide why it failed.
            let _ = removal::stop(self.site, name, None).await;
            let _ = self.site.inventory().inspect(name).await;
        }
        HostError::Exited {
            container: self.application().to_owned(),
            exit_code: detail.summary.exit_code,
            out_of_memory: detail.out_of_memory,
            restarting,
            log,
        }
    }

    async fn unhealthy(&self, name: &str, detail: &ContainerDetail) -> HostError {
        HostError::Unhealthy {
            container: self.application().to_owned(),
            output: self.container.without_secrets(&detail.health.last_output),
            log: self.last_lines(name).await,
        }
    }

    async fn too_slow(&self, name: &str, limit: Duration) -> HostError {
        HostError::TimedOut {
            container: self.application().to_owned(),
            doing: "waiting for the health check of".into(),
            limit,
            property: "startTimeout",
            log: self.last_lines(name).await,
        }
    }

    /// The container's last log lines; none when they cannot be read in time.
    async fn last_lines(&self, name: &str) -> Vec<String> {
        let clock = &self.site.services().clock;
        let read = Box::pin(self.read_log(name));
        let bytes = match select(read, clock.sleep(LOG_LIMIT)).await {
            Either::Left((bytes, _)) => bytes,
            Either::Right(_) => Vec::new(),
        };
        let text = self.container.without_secrets(&String::from_utf8_lossy(&bytes));
        let lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].to_vec()
    }

    async fn read_log(&self, name: &str) -> Vec<u8> {
        let query = LogQuery { tail: Some(LAST_LINES), ..LogQuery::default() };
        let Ok(mut log) = self.site.engine().logs(name, query).await else { return Vec::new() };
        let mut bytes = Vec::new();
        while let Some(Ok(chunk)) = log.next().await {
            bytes.extend(chunk.bytes);
        }
        bytes
    }
}

fn readiness(detail: &ContainerDetail, again: bool, settled: bool) -> Readiness {
    match (detail.summary.state, detail.summary.health) {
        _ if again => Readiness::Exited,
        (ContainerState::Running, HealthState::Healthy) => Readiness::Ready,
        (ContainerState::Running, HealthState::Starting) => Readiness::Starting,
        (ContainerState::Running, HealthState::Unhealthy) => Readiness::Unhealthy,
        (ContainerState::Running, HealthState::None) if settled => Readiness::Ready,
        (ContainerState::Running | ContainerState::Created | ContainerState::Paused, _) => {
            Readiness::Fresh
        }
        _ => Readiness::Exited,
    }
}

/// Whether the engine has restarted it: a container that exits at once runs for an instant each time.
fn is_restarted(detail: &ContainerDetail, before: u64) -> bool {
    detail.summary.state == ContainerState::Restarting || detail.restarts > before
}
