//! Clears what a run that was killed, or lost its engine, left behind for one application.
//!
//! A replacement sets the former container aside before it makes the new one, and removes it after the new
//! one runs. So a former container next to one that runs is a finished replacement, and next to one that
//! does not run, or to none, an unfinished one, which is undone.

use crate::engine::ContainerState;
use crate::hosts::error::HostError;
use crate::hosts::labels::Deployed;
use crate::hosts::removal;

use super::Job;

impl Job<'_> {
    /// Brings the containers of this application back to one of its name, or none.
    pub(super) async fn tidy(&self) -> Result<(), HostError> {
        let all = self.site.containers_of(self.application());
        let (current, aside): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|deployed| deployed.container == self.name);
        if aside.is_empty() {
            return Ok(());
        }
        self.site.go_on(self.application(), "clearing up after a former run of")?;
        if let Some(current) = current.first() {
            if current.state == ContainerState::Running {
                return self.clear_all(&aside).await;
            }
            self.clear(&self.name).await?;
        }
        // Only one is ever set aside; of several, all but the first are debris of something else.
        let (first, rest) = aside.split_first().expect("checked above");
        self.clear_all(rest).await?;
        self.put_back(&first.container).await
    }

    /// Gives a container that was set aside its name again.
    pub(super) async fn put_back(&self, aside: &str) -> Result<(), HostError> {
        self.site.rename(aside, &self.name).await
    }

    /// Removes a container of this application with its volumes.
    pub(super) async fn clear(&self, name: &str) -> Result<(), HostError> {
        let found = self.site.find(name);
        let deployed = found.and_then(|c| Deployed::read(self.site.environment(), &c));
        match deployed {
            Some(deployed) => removal::remove_container(self.site, &deployed).await,
            None => Ok(()),
        }
    }

    async fn clear_all(&self, containers: &[Deployed]) -> Result<(), HostError> {
        for deployed in containers {
            removal::remove_container(self.site, deployed).await?;
        }
        Ok(())
    }
}
