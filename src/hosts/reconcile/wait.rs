//! Waits until a container that was started can be said to run, and finds out why when it cannot.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};

use crate::engine::{ContainerDetail, ContainerState, ContainerSummary, HealthState, LogQuery};
use crate::hosts::error::HostError;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use super::Job;

/// The first pause between two looks; each is a little longer than the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How many of a container's last lines are told.
const LAST_LINES: usize = 10;
/// How long to wait for a container's last lines.
const LOG_LIMIT: Duration = Duration::from_secs(5);

/// What one look tells.
enum Look {
    /// It runs, and is healthy if it has a health check.
    Ready,
    /// It runs, but has no verdict yet.
    Starting,
    /// It runs, but not yet long enough.
    Fresh,
    /// It ended.
    Ended,
    /// Its health check failed.
    Unhealthy,
}

impl Job<'_> {
    /// Waits until a container runs and is healthy; `restarts` is how often the engine may have
    /// started it again by itself, if that is known: 0 right after a start.
    pub(super) async fn wait(
        &self,
        name: &str,
        mut restarts: Option<u64>,
    ) -> Result<ContainerSummary, HostError> {
        let clock = &self.site.services().clock;
        let limit = self.container.start_limit.unwrap_or(self.host.start_limit);
        let begun = clock.now();
        let (mut pause, mut told) = (FIRST_PAUSE, false);
        loop {
            let detail = self.look(name).await?;
            let waited = clock.now().saturating_sub(begun);
            let again = is_restarted(&detail, *restarts.get_or_insert(detail.restarts));
            match judge(&detail, again, waited >= self.host.settle_time) {
                Look::Ready => return Ok(detail.summary),
                Look::Ended => return Err(self.ended(name, &detail, again).await),
                Look::Unhealthy => return Err(self.unhealthy(name, &detail).await),
                Look::Starting if !told => {
                    told = true;
                    self.site.tell(self.application(), &Event::WaitingForHealth);
                }
                Look::Starting | Look::Fresh => {}
            }
            if waited >= limit {
                return Err(self.too_slow(name, limit).await);
            }
            self.site.go_on(self.application(), "waiting for")?;
            clock.sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    async fn look(&self, name: &str) -> Result<ContainerDetail, HostError> {
        let found = self.site.engine().inspect(name).await;
        let found =
            found.map_err(|error| self.site.failed(&format!("looking at `{name}`"), error))?;
        self.site.saw(found.summary.clone());
        Ok(found)
    }

    async fn ended(&self, name: &str, detail: &ContainerDetail, restarting: bool) -> HostError {
        let log = self.last_lines(name).await;
        if restarting {
            // It would go on failing for ever. That it cannot be stopped changes nothing of the news.
            let _ = removal::stop(self.site, name, None).await;
            let _ = self.look(name).await;
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
            output: self.without_secrets(&detail.health.last_output),
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

    /// What a container wrote last; nothing when that cannot be found out.
    async fn last_lines(&self, name: &str) -> Vec<String> {
        let clock = &self.site.services().clock;
        let read = Box::pin(self.read_log(name));
        let bytes = match select(read, clock.sleep(LOG_LIMIT)).await {
            Either::Left((bytes, _)) => bytes,
            Either::Right(_) => Vec::new(),
        };
        let text = self.without_secrets(&String::from_utf8_lossy(&bytes));
        let lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].to_vec()
    }

    async fn read_log(&self, name: &str) -> Vec<u8> {
        let query = LogQuery { tail: Some(LAST_LINES), follow: false };
        let Ok(mut log) = self.site.engine().logs(name, query).await else { return Vec::new() };
        let mut bytes = Vec::new();
        while let Some(Ok(chunk)) = log.next().await {
            bytes.extend(chunk.bytes);
        }
        bytes
    }

    /// A text of the container without the values of variables that are named like secrets.
    fn without_secrets(&self, text: &str) -> String {
        let secret = self.container.env.iter().filter(|var| {
            let name = var.name.to_uppercase();
            var.value.len() >= 4
                && ["PASS", "SECRET", "TOKEN", "KEY"].iter().any(|word| name.contains(word))
        });
        secret.fold(text.to_owned(), |text, var| text.replace(&var.value, "***"))
    }
}

fn judge(detail: &ContainerDetail, again: bool, settled: bool) -> Look {
    match (detail.summary.state, detail.summary.health) {
        _ if again => Look::Ended,
        (ContainerState::Running, HealthState::Healthy) => Look::Ready,
        (ContainerState::Running, HealthState::Starting) => Look::Starting,
        (ContainerState::Running, HealthState::Unhealthy) => Look::Unhealthy,
        (ContainerState::Running, HealthState::None) if settled => Look::Ready,
        (ContainerState::Running | ContainerState::Created, _) => Look::Fresh,
        _ => Look::Ended,
    }
}

/// Whether the engine starts it again and again: a container that ends at once is up for an instant each time.
fn is_restarted(detail: &ContainerDetail, before: u64) -> bool {
    detail.summary.state == ContainerState::Restarting || detail.restarts > before
}
