//! What reconciling a container does, or would do.

use super::fingerprint::Difference;
use super::repair::Repair;

/// The effect of reconciling one container.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// It already was in its desired state.
    Unchanged,
    /// It was stopped and was started again.
    Started,
    /// It has the desired specification, but something had changed its state or its limits.
    Repaired {
        /// What was done, in this order.
        repairs: Vec<Repair>,
    },
    /// It was created.
    Created,
    /// It replaced a previous container.
    Replaced {
        /// The fields in which the two differ.
        differences: Vec<Difference>,
        /// What became of the volumes that the previous image declared.
        volumes: Vec<ImageVolume>,
    },
}

/// A volume that an image declares, when its container is replaced.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct ImageVolume {
    /// The path inside the container.
    pub path: String,
    /// Whether the new container has it; otherwise the program mounts something else there.
    pub kept: bool,
}

impl Action {
    /// The action that these repairs make.
    pub(super) fn of_repairs(repairs: Vec<Repair>) -> Self {
        if repairs == [Repair::Start] { Self::Started } else { Self::Repaired { repairs } }
    }
}
