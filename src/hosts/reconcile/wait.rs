//! Waits until a started container runs and is healthy; otherwise finds out why it does not.

use std::time::Duration;

use futures_util::future::{Either, select};

use crate::engine::{ContainerDetail, ContainerSummary};
use crate::hosts::error::HostError;
use crate::hosts::progress::Event;
use crate::hosts::readiness::{Readiness, is_restarted, last_lines, last_output};
use crate::hosts::removal;

use super::Reconciliation;
use super::probe::Probes;

/// The first pause between two inspections; each is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How long to wait for a container's last log lines.
const LOG_LIMIT: Duration = Duration::from_secs(5);

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
            match Readiness::of(&detail, again, waited >= self.host.settle_time) {
                Readiness::Ready => return Ok(detail.summary),
                Readiness::Exited => return Err(self.ended(name, &detail, again).await),
                Readiness::Unhealthy => return Err(self.unhealthy(name, &detail).await),
                Readiness::Starting => {
                    if !std::mem::replace(&mut reported, true) {
                        self.report(&Event::WaitingForHealth);
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
        // `['CMD-SHELL', text]` is what a check given as text becomes.
        let check = match self.container.healthcheck.as_ref().map(|check| check.test.as_slice()) {
            Some([kind, text]) if kind == "CMD-SHELL" => Some(text.clone()),
            _ => None,
        };
        HostError::Unhealthy {
            check,
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
        let read = Box::pin(last_output(&**self.site.engine(), name));
        let bytes = match select(read, clock.sleep(LOG_LIMIT)).await {
            Either::Left((bytes, _)) => bytes,
            Either::Right(_) => Vec::new(),
        };
        let text = self.container.without_secrets(&String::from_utf8_lossy(&bytes));
        last_lines(&text)
    }
}
