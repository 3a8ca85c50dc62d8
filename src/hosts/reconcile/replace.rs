//! Replaces a container; if the new one fails, the previous one is restored.

use std::time::Duration;

use crate::engine::{AnonymousVolume, ContainerState, EngineErrorKind};
use crate::hosts::deployed::Deployed;
use crate::hosts::error::HostError;
use crate::hosts::fingerprint::Difference;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use crate::hosts::action::Action;
use crate::hosts::outcome::{Reconciled, Warning};
use crate::hosts::ownership::PREVIOUS_SUFFIX;

use super::{Reconciliation, volumes};

/// How long an engine may take to release the name of a container that it has removed.
const RELEASE_PAUSE: Duration = Duration::from_millis(200);

/// A previous container, renamed until its replacement runs.
pub(super) struct Previous {
    /// What its labels describe.
    pub(super) deployed: Deployed,
    /// Its name meanwhile.
    name: String,
    /// Its state before.
    state: ContainerState,
    /// The volumes that it has because its image declares them.
    pub(super) image_volumes: Vec<AnonymousVolume>,
}

impl Reconciliation<'_> {
    /// Replaces the present container: renames it, creates and starts the new one, then removes the previous one.
    pub(super) async fn replace(
        &self,
        differences: Vec<Difference>,
    ) -> Result<Reconciled, HostError> {
        // A missing image or an interrupt leaves the present container as it is.
        self.image().await?;
        self.site.check_interrupt(self.application(), "replacing")?;
        let event = Event::Replacing { differences: differences.clone() };
        self.report(&event);
        let Some(previous) = self.rename_previous().await? else { return self.create().await };
        match self.build(Some(&previous)).await {
            Ok(found) => {
                let renamed = previous.renamed();
                let cleared = removal::remove_container(self.site, &renamed).await;
                let volumes = volumes::fates(self.container, &previous.image_volumes);
                let mut outcome = self.done(Action::Replaced { differences, volumes }, &found)?;
                match cleared {
                    Err(error) if error.is_engine_gone() => return Err(error),
                    // The new one runs: the next run cleans up what is left of the previous one.
                    Err(error) => outcome.warnings.push(left_over(&previous, &error)),
                    Ok(()) => {}
                }
                Ok(outcome)
            }
            // Nothing can be restored now; the next run does it.
            Err(error) if error.is_engine_gone() => Err(error),
            Err(error) => Err(self.give_up(error, &previous).await),
        }
    }

    /// Stops the previous container, which frees its ports.
    pub(super) async fn stop_previous(&self, previous: &Previous) -> Result<(), HostError> {
        if !previous.ran() {
            return Ok(());
        }
        removal::stop(self.site, &previous.name, None).await
    }

    /// Renames the present container; `None`: there is none any more.
    async fn rename_previous(&self) -> Result<Option<Previous>, HostError> {
        let found = self.site.inventory().find(&self.name);
        let Some(found) = found else { return Ok(None) };
        let Some((deployed, detail)) = self.site.inventory().confirm(&self.name).await? else {
            self.site.inventory().forget(&self.name);
            return Ok(None);
        };
        let name = format!("{}{PREVIOUS_SUFFIX}", self.name);
        if let Err(error) = self.site.rename(&self.name, &name).await {
            self.observe_obstacle(&name, &error).await?;
            return Err(error);
        }
        let (state, image_volumes) = (found.state, detail.anonymous_volumes);
        Ok(Some(Previous { deployed, name, state, image_volumes }))
    }

    /// Observes the container that has the name of a previous one: the engine may have carried out a request of a killed run
    /// after the containers were listed. The next attempt then cleans it up.
    async fn observe_obstacle(&self, name: &str, error: &HostError) -> Result<(), HostError> {
        let HostError::Engine { error: said, .. } = error else { return Ok(()) };
        if said.kind != EngineErrorKind::NameTaken {
            return Ok(());
        }
        match self.site.engine().inspect(name).await {
            Ok(found) if self.site.inventory().owned(&found.summary).is_none() => {
                Err(self.site.inventory().foreign("container", name))
            }
            Ok(found) => {
                self.site.inventory().observe(found.summary);
                Ok(())
            }
            // It is being removed, and its name is free only a little later.
            Err(_) => {
                self.site.services().clock.sleep(RELEASE_PAUSE).await;
                Ok(())
            }
        }
    }

    /// Removes the new container and restores the previous one; the error says how that went.
    async fn give_up(&self, cause: HostError, previous: &Previous) -> HostError {
        self.report(&Event::Restoring);
        let restored = self.restore(previous).await.map_err(Box::new);
        let name = if restored.is_ok() { &self.name } else { &previous.name };
        HostError::ReplacementFailed { cause: Box::new(cause), restored, previous: name.clone() }
    }

    async fn restore(&self, previous: &Previous) -> Result<(), HostError> {
        self.clear(&self.name).await?;
        self.restore_name(&previous.name).await?;
        // The previous container has its own ports, whatever was allocated for the new one.
        self.site.allocations().keep_ports(previous.deployed.held_ports());
        let is_paused = || async {
            let found = self.site.inventory().inspect(&self.name).await?;
            Ok::<_, HostError>(found.summary.state == ContainerState::Paused)
        };
        // A container that was paused still is, unless its replacement came far enough to stop it.
        if !previous.ran() || (previous.state == ContainerState::Paused && is_paused().await?) {
            return Ok(());
        }
        self.start(&self.name).await?;
        self.site.inventory().inspect(&self.name).await.map(drop)
    }
}

impl Previous {
    /// Whether its processes existed.
    fn ran(&self) -> bool {
        matches!(
            self.state,
            ContainerState::Running | ContainerState::Restarting | ContainerState::Paused
        )
    }

    /// Its description under its present name.
    fn renamed(&self) -> Deployed {
        Deployed { container: self.name.clone(), ..self.deployed.clone() }
    }
}

fn left_over(previous: &Previous, error: &HostError) -> Warning {
    Warning {
        code: error.code(),
        message: format!(
            "the previous container `{}` could not be removed: {error}",
            previous.name
        ),
        hint: "the next run tries again".into(),
    }
}
