//! The origin of an environment: the program or model that deploys it.
//!
//! Two programs can have environments of one name: files of the same name in two directories, two users of one engine.
//! So every container carries the origin of the program that created it, and a run that finds containers of another
//! origin changes nothing. Containers that the environment's record vouches for were accepted by an earlier run.

use crate::engine::ContainerSummary;

use super::error::HostError;
use super::labels;

/// What happens to an environment that another program deployed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Takeover {
    /// It is refused before anything is changed.
    #[default]
    Refused,
    /// It is taken over, with all its containers.
    Allowed,
}

/// The origin that the containers of an environment must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OriginRule {
    /// The origin of what this run creates; `None`: unknown, and any origin is accepted.
    pub own: Option<String>,
    /// What happens to containers of another origin.
    pub takeover: Takeover,
}

impl OriginRule {
    /// Checks one container of the environment that the record does not vouch for. A container without an origin was
    /// created by an older version and is accepted.
    ///
    /// # Errors
    /// When it has another origin and is not to be taken over.
    pub(crate) fn check(
        &self,
        environment: &str,
        found: &ContainerSummary,
    ) -> Result<(), HostError> {
        match (&self.own, found.labels.get(labels::ORIGIN)) {
            (Some(own), Some(other)) => self.compare(environment, own, other),
            _ => Ok(()),
        }
    }

    /// Compares the run's own origin with the recorded or labelled one.
    ///
    /// # Errors
    /// When they differ and the environment is not to be taken over.
    pub(crate) fn compare(
        &self,
        environment: &str,
        own: &str,
        other: &str,
    ) -> Result<(), HostError> {
        if own == other || self.takeover == Takeover::Allowed {
            return Ok(());
        }
        Err(HostError::OtherOrigin {
            environment: environment.to_owned(),
            own: own.to_owned(),
            other: other.to_owned(),
        })
    }
}
