//! Cleans up what a killed run, or one that lost its engine, left behind for one application.
//!
//! A replacement renames the previous container before it creates the new one, and removes it after the new one
//! runs. So a previous container beside one that runs belongs to a finished replacement; beside one that does not
//! run, or beside none, to an unfinished one, which is undone.

use crate::engine::ContainerState;
use crate::hosts::deployed::Deployed;
use crate::hosts::error::HostError;
use crate::hosts::removal;

use super::Reconciliation;

impl Reconciliation<'_> {
    /// Leaves at most one container of this application, under its own name.
    pub(super) async fn tidy(&self) -> Result<(), HostError> {
        let all = self.site.inventory().containers_of(self.application());
        let (current, previous): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|deployed| deployed.container == self.name);
        if previous.is_empty() {
            return Ok(());
        }
        self.site.check_interrupt(self.application(), "cleaning up after an earlier run of")?;
        if let Some(current) = current.first() {
            if current.state == ContainerState::Running {
                return self.clear_all(&previous).await;
            }
            self.clear(&self.name).await?;
        }
        // A replacement leaves one previous container; of several, the others are leftovers of something else.
        let (first, rest) = previous.split_first().expect("checked above");
        self.clear_all(rest).await?;
        self.restore_name(&first.container).await
    }

    /// Gives a previous container its own name again.
    pub(super) async fn restore_name(&self, previous: &str) -> Result<(), HostError> {
        self.site.rename(previous, &self.name).await
    }

    /// Removes a container of this application with its volumes.
    pub(super) async fn clear(&self, name: &str) -> Result<(), HostError> {
        let found = self.site.inventory().find(name);
        let deployed = found.and_then(|c| self.site.inventory().owned(&c));
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
