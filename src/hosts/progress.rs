//! Progress events of hosts.

use std::fmt;

use super::fingerprint::Difference;
use super::repair::Repair;

/// Receives progress events. Called from any thread; must not block.
pub(crate) trait Progress: Send + Sync + fmt::Debug {
    /// Reports an event of a container.
    fn report(&self, container: &str, event: &Event);

    /// Takes note of how many applications the program has: as many may be reported on.
    fn announce(&self, _applications: usize) {}
}

/// A progress event of a container.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// It is looked after from now on; whether anything is to be done follows.
    Begun {
        /// The image that it is to have, or has.
        image: String,
    },
    /// Its image is being pulled.
    Pulling {
        /// The image.
        image: String,
        /// Bytes downloaded so far, of all layers that have reported.
        done: u64,
        /// Bytes in all, of all layers that have reported.
        total: u64,
    },
    /// It is being created.
    Creating,
    /// It is being started.
    Starting,
    /// Its published port is in use; the next one is tried.
    PortTaken {
        /// The port inside the container.
        port: u16,
        /// The published port that was taken.
        taken: u16,
    },
    /// It runs; its health check has not passed yet.
    WaitingForHealth,
    /// It differs from the desired container and is being replaced.
    Replacing {
        /// The fields that differ.
        differences: Vec<Difference>,
    },
    /// It has the desired specification and is being repaired.
    Repairing {
        /// What is done.
        repairs: Vec<Repair>,
    },
    /// The new container failed; the previous one is being restored.
    Restoring,
    /// It is being removed.
    Removing,
    /// It already was in its desired state.
    Unchanged,
    /// It was stopped and runs again.
    Started,
    /// It was repaired.
    Repaired,
    /// It is new and runs.
    Created,
    /// The new container runs in place of the previous one.
    Replaced,
    /// It was removed.
    Removed,
    /// It failed.
    Failed {
        /// The error, in one line.
        message: String,
    },
}

impl Event {
    /// Whether it is the last event of a container in this operation.
    #[must_use]
    pub(crate) fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Unchanged
                | Self::Started
                | Self::Repaired
                | Self::Created
                | Self::Replaced
                | Self::Removed
                | Self::Failed { .. }
        )
    }
}

/// A receiver that ignores all events.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SilentProgress;

impl Progress for SilentProgress {
    fn report(&self, _: &str, _: &Event) {}
}
