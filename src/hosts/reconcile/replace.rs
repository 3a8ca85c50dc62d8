//! Replaces a container, so that there is always one that ran.

use crate::engine::ContainerState;
use crate::hosts::error::HostError;
use crate::hosts::fingerprint::Difference;
use crate::hosts::labels::Deployed;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use super::{Action, Job, Outcome, Warning};

/// What is appended to the name of a container that is set aside. Labels, not names, decide what it is.
const ASIDE: &str = ".former";

/// A container that is set aside.
pub(super) struct Former {
    /// What it is.
    pub(super) deployed: Deployed,
    /// Its name while it is set aside.
    name: String,
    /// Whether it ran.
    ran: bool,
}

impl Job<'_> {
    /// Puts a new container in the place of the present one.
    pub(super) async fn replace(&self, differences: Vec<Difference>) -> Result<Outcome, HostError> {
        // An image that cannot be had, or an interrupt, leaves the present one as it is.
        self.image().await?;
        self.site.go_on(self.application(), "replacing")?;
        let event = Event::Replacing { differences: differences.clone() };
        self.site.tell(self.application(), &event);
        let Some(former) = self.set_aside().await? else { return self.create().await };
        match self.build(Some(&former)).await {
            Ok(found) => {
                let cleared = removal::remove_container(self.site, &former_now(&former)).await;
                let mut outcome = self.done(Action::Replaced { differences }, &found)?;
                match cleared {
                    Err(error) if error.is_engine_gone() => return Err(error),
                    // The new one runs: what is left of the former one is cleared by the next run.
                    Err(error) => outcome.warnings.push(left_over(&former, &error)),
                    Ok(()) => {}
                }
                Ok(outcome)
            }
            // Nothing can be put back now; the next run does it.
            Err(error) if error.is_engine_gone() => Err(error),
            Err(error) => Err(self.give_up(error, &former).await),
        }
    }

    /// Stops the former one: from now on its ports are free.
    pub(super) async fn stop_former(&self, former: &Former) -> Result<(), HostError> {
        if !former.ran {
            return Ok(());
        }
        removal::stop(self.site, &former.name, None).await
    }

    async fn set_aside(&self) -> Result<Option<Former>, HostError> {
        let found = self.site.find(&self.name);
        let Some(found) = found else { return Ok(None) };
        let Some(deployed) = Deployed::read(self.site.environment(), &found) else {
            return Ok(None);
        };
        let name = format!("{}{ASIDE}", self.name);
        self.site.rename(&self.name, &name).await?;
        let ran = matches!(
            found.state,
            ContainerState::Running | ContainerState::Restarting | ContainerState::Paused
        );
        Ok(Some(Former { deployed, name, ran }))
    }

    /// Removes the new one, puts the former one back, and says how that went.
    async fn give_up(&self, cause: HostError, former: &Former) -> HostError {
        self.site.tell(self.application(), &Event::Restoring);
        let restored = self.restore(former).await.map_err(Box::new);
        let name = if restored.is_ok() { &self.name } else { &former.name };
        HostError::ReplacementFailed { cause: Box::new(cause), restored, former: name.clone() }
    }

    async fn restore(&self, former: &Former) -> Result<(), HostError> {
        self.clear(&self.name).await?;
        self.put_back(&former.name).await?;
        // The former one has its own numbers, whatever was tried for the new one.
        for (owner, number) in crate::hosts::site::held_ports(&former.deployed) {
            self.site.with_ports(|book| book.remember(owner, number));
        }
        if !former.ran {
            return Ok(());
        }
        self.start(&self.name).await?;
        let found = self.site.engine().inspect(&self.name).await;
        let found =
            found.map_err(|error| self.site.failed("looking at the former container", error))?;
        self.site.saw(found.summary);
        Ok(())
    }
}

fn left_over(former: &Former, error: &HostError) -> Warning {
    Warning {
        code: error.code(),
        message: format!("the former container `{}` is not wholly removed: {error}", former.name),
        hint: "the next run tries again".into(),
    }
}

/// The former container under its present name.
fn former_now(former: &Former) -> Deployed {
    Deployed { container: former.name.clone(), ..former.deployed.clone() }
}
