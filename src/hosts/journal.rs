//! The write-ahead journal: every change at an engine is journaled before and after it is made, so that a killed run
//! loses track of nothing. Where the journal is stored is the business of the outer layers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::deployed::Deployed;
use super::port_allocator::PortOwner;

/// One change at an engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// The address of the engine.
    pub engine: String,
    /// Name of the container, network or volume at the engine.
    pub name: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The new name of a renamed container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Change {
    /// Whether a container does not run once the change is made.
    #[must_use]
    pub(crate) fn ends_container(&self) -> bool {
        matches!(self.kind, ChangeKind::Stop | ChangeKind::Remove)
    }
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ChangeKind {
    /// A network is created.
    CreateNetwork,
    /// A volume is created.
    CreateVolume,
    /// A container is created.
    Create,
    /// A container is started.
    Start,
    /// A container is stopped.
    Stop,
    /// A paused container is resumed.
    Unpause,
    /// The limits of a container are changed.
    Update,
    /// A container is connected to the environment's network.
    Connect,
    /// A container is disconnected from it, to be connected anew.
    Disconnect,
    /// A container is renamed.
    Rename,
    /// A container is removed.
    Remove,
    /// A volume is removed.
    RemoveVolume,
    /// A network is removed.
    RemoveNetwork,
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JournalEntry {
    /// A change is about to be made.
    Before(Change),
    /// The change was made.
    After(Change),
    /// The change was not made.
    Failed(Change),
    /// The connection broke: whether the change was made is unknown.
    Unknown(Change),
    /// A container is in its desired state.
    Deployed {
        /// The address of the engine.
        engine: String,
        /// The container.
        deployed: Box<Deployed>,
        /// Its published ports.
        ports: Vec<(PortOwner, u16)>,
    },
}

/// The journal cannot be written; without it nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalError(pub String);

/// Stores the changes that a run makes, so that a later run knows of them.
pub(crate) trait Journal: Send + Sync + fmt::Debug {
    /// Appends an entry; returns when it is safe on disk.
    ///
    /// # Errors
    /// When it could not be written.
    fn append(&self, step: &JournalEntry) -> Result<(), JournalError>;

    /// Records what an engine really holds of the environment, before anything is changed.
    ///
    /// # Errors
    /// When the record had to be corrected and could not be written.
    fn record_observed(&self, engine: &str, found: &[Deployed]) -> Result<(), JournalError>;
}

/// A journal that stores nothing, for simulated engines.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SilentJournal;

impl Journal for SilentJournal {
    fn append(&self, _: &JournalEntry) -> Result<(), JournalError> {
        Ok(())
    }

    fn record_observed(&self, _: &str, _: &[Deployed]) -> Result<(), JournalError> {
        Ok(())
    }
}
