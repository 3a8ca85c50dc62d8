//! What a host tells about while it works, for whoever shows it.

use std::fmt;

use super::fingerprint::Difference;

/// Who is told. Called from any thread; must not wait.
pub trait Progress: Send + Sync + fmt::Debug {
    /// Something happened to a container.
    fn report(&self, container: &str, event: &Event);
}

/// What can happen to a container.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Its image is being fetched.
    Pulling {
        /// The image.
        image: String,
        /// Bytes so far, of all layers that told.
        done: u64,
        /// Bytes in all, of all layers that told.
        total: u64,
    },
    /// It is being created.
    Creating,
    /// It is being started.
    Starting,
    /// Its published port is in use; the next is tried.
    PortTaken {
        /// The port inside the container.
        port: u16,
        /// The number on the machine that was taken.
        taken: u16,
    },
    /// It runs; its health check has not passed yet.
    WaitingForHealth,
    /// It differs from what is wanted and is being replaced.
    Replacing {
        /// In what it differs.
        differences: Vec<Difference>,
    },
    /// The new one failed; the former one is being put back.
    Restoring,
    /// It is being removed.
    Removing,
    /// Nothing was to be done.
    Unchanged,
    /// It was stopped and runs again.
    Started,
    /// It is new and runs.
    Created,
    /// The new one runs in place of the former.
    Replaced,
    /// It is gone.
    Removed,
    /// It could not be done.
    Failed {
        /// Why, in one line.
        message: String,
    },
}

impl Event {
    /// Whether nothing more comes for this container.
    #[must_use]
    pub fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Unchanged
                | Self::Started
                | Self::Created
                | Self::Replaced
                | Self::Removed
                | Self::Failed { .. }
        )
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentProgress;

impl Progress for SilentProgress {
    fn report(&self, _: &str, _: &Event) {}
}
