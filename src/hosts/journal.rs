//! What is written down before and after each change at an engine, so that a run that is killed loses track
//! of nothing. Who writes it, and where, is not known here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::deployed::Deployed;
use super::port_allocator::Owner;

/// One change at an engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The address of the engine.
    pub engine: String,
    /// What is changed: the name of a container, network or volume at the engine.
    pub name: String,
    /// What is done to it.
    pub kind: ChangeKind,
    /// The new name, when it gets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What can be done to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A network is made.
    CreateNetwork,
    /// A volume is made.
    CreateVolume,
    /// A container is made.
    Create,
    /// A container is started.
    Start,
    /// A container is stopped.
    Stop,
    /// A container gets another name.
    Rename,
    /// A container is removed.
    Remove,
    /// A volume is removed.
    RemoveVolume,
    /// A network is removed.
    RemoveNetwork,
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The change is about to be made.
    Before(Change),
    /// It was made.
    After(Change),
    /// It was not made.
    Failed(Change),
    /// The connection broke: whether it was made is unknown.
    Unknown(Change),
    /// A container is as the program wants it.
    Deployed {
        /// The address of the engine.
        engine: String,
        /// The container.
        deployed: Box<Deployed>,
        /// The published numbers it holds.
        ports: Vec<(Owner, u16)>,
    },
}

/// The journal could not be written; nothing is changed without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalError(pub String);

/// Who writes things down.
pub trait Journal: Send + Sync + fmt::Debug {
    /// Returns when the step is safe on disk.
    ///
    /// # Errors
    /// When it could not be written.
    fn note(&self, step: &Step) -> Result<(), JournalError>;

    /// Learns what an engine really holds of the environment, before anything is changed.
    ///
    /// # Errors
    /// When that had to be written down and could not be.
    fn listed(&self, engine: &str, found: &[Deployed]) -> Result<(), JournalError>;
}

/// Writes nothing: for the simulated engine, which forgets everything itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentJournal;

impl Journal for SilentJournal {
    fn note(&self, _: &Step) -> Result<(), JournalError> {
        Ok(())
    }

    fn listed(&self, _: &str, _: &[Deployed]) -> Result<(), JournalError> {
        Ok(())
    }
}
