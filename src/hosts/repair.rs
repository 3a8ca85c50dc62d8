//! Repairs: changes that bring an existing container of the desired specification back into its desired state.

use std::fmt;

use serde::Serialize;

use super::fingerprint::Difference;

/// One repair of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Repair {
    /// Its processes are paused: they are resumed.
    Unpause,
    /// It is not on the environment's network, or lacks its DNS name there: it is connected again.
    Reconnect,
    /// Its limits or its restart policy were changed: they are set back.
    Update {
        /// What was changed.
        differences: Vec<Difference>,
    },
    /// Its pod has another number of replicas: it is scaled.
    Scale {
        /// The number of pods.
        from: u32,
        /// The desired number.
        to: u32,
    },
    /// It does not run: it is started.
    Start,
    /// It runs, but not as it should: it is stopped and started.
    Restart {
        /// What is wrong.
        reason: RestartReason,
    },
}

/// Why a container that runs is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RestartReason {
    /// Its health check fails.
    Unhealthy,
    /// It exits again and again, and the engine restarts it.
    KeepsExiting,
    /// An earlier command that was ended had begun to stop or remove it.
    BeingStopped,
}

impl Repair {
    /// What is done, as the participle of "it would be …".
    #[must_use]
    pub(crate) fn participle(&self) -> &'static str {
        match self {
            Self::Unpause => "unpaused",
            Self::Reconnect => "connected to its network again",
            Self::Update { .. } => "updated",
            Self::Scale { .. } => "scaled",
            Self::Start => "started",
            Self::Restart { .. } => "restarted",
        }
    }

    /// The differences that it removes.
    #[must_use]
    pub(crate) fn differences(&self) -> &[Difference] {
        match self {
            Self::Update { differences } => differences,
            _ => &[],
        }
    }
}

/// What was found, as in "`web` is paused".
impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Scale { from, to } = self {
            let pods = if *from == 1 { "pod" } else { "pods" };
            return write!(f, "{from} {pods} instead of {to}");
        }
        f.write_str(match self {
            Self::Scale { .. } => "of another size",
            Self::Unpause => "paused",
            Self::Reconnect => "not on its network",
            Self::Update { .. } => "changed by hand",
            Self::Start => "not running",
            Self::Restart { reason: RestartReason::Unhealthy } => "unhealthy",
            Self::Restart { reason: RestartReason::KeepsExiting } => "exiting again and again",
            Self::Restart { reason: RestartReason::BeingStopped } => {
                "being stopped by an earlier command"
            }
        })
    }
}
