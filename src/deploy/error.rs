//! Errors of an environment as a whole.

use std::fmt;
use std::path::PathBuf;

use crate::diag::{Code, codes};
use crate::engine::EngineError;
use crate::hosts::HostError;

/// An error of an environment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DeployError {
    /// Another run has the lock of the environment.
    Locked {
        /// The environment.
        environment: String,
        /// The process that has it, if known.
        pid: Option<u32>,
    },
    /// The recorded state cannot be read or written.
    StateFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// How to fix it.
        hint: String,
    },
    /// An invalid name of an environment.
    BadName {
        /// The name.
        name: String,
    },
    /// An engine that is to be forgotten and is not recorded.
    UnknownEngine {
        /// The address that was given.
        address: String,
        /// The recorded addresses.
        known: Vec<String>,
    },
    /// What is deployed has no file name that its environment could be named after.
    Unnamed,
    /// An error of a host or its engine.
    Host(Box<HostError>),
}

impl From<HostError> for DeployError {
    fn from(error: HostError) -> Self {
        Self::Host(Box::new(error))
    }
}

impl DeployError {
    /// An error of an engine outside of any host.
    pub(crate) fn engine(address: &str, doing: &str, error: EngineError) -> Self {
        HostError::Engine { engine: address.to_owned(), doing: doing.to_owned(), error }.into()
    }

    /// Its stable code.
    #[must_use]
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Locked { .. } => codes::ENVIRONMENT_LOCKED,
            Self::StateFile { .. } => codes::STATE_FILE,
            Self::BadName { .. } | Self::Unnamed => codes::BAD_VALUE,
            Self::UnknownEngine { .. } => codes::UNKNOWN_ENVIRONMENT,
            Self::Host(error) => error.code(),
        }
    }

    /// Hints: what to do about it.
    #[must_use]
    pub(crate) fn hints(&self) -> Vec<String> {
        match self {
            Self::Locked { pid: Some(pid), .. } => {
                vec![format!("wait for process {pid}, or choose another environment with `--env`")]
            }
            Self::Locked { .. } => {
                vec!["wait for the other run, or choose another environment with `--env`".into()]
            }
            Self::StateFile { hint, .. } => vec![hint.clone()],
            Self::BadName { .. } => vec![
                "expected a letter or digit, then at most 39 letters, digits, `_`, `.` and `-`"
                    .into(),
            ],
            Self::UnknownEngine { known, .. } if known.is_empty() => {
                vec!["no engine is recorded for this environment".into()]
            }
            Self::UnknownEngine { known, .. } => {
                vec![format!("recorded engines: {}", known.join(", "))]
            }
            Self::Unnamed => vec!["name it with `--env NAME`".into()],
            Self::Host(error) => error.hints(),
        }
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { environment, pid: Some(pid) } => {
                write!(f, "environment `{environment}` is locked by process {pid}")
            }
            Self::Locked { environment, pid: None } => {
                write!(f, "environment `{environment}` is locked by another run")
            }
            Self::StateFile { path, reason, .. } => write!(f, "`{}`: {reason}", path.display()),
            Self::BadName { name } => write!(f, "`{name}` is not a valid name of an environment"),
            Self::UnknownEngine { address, .. } => {
                write!(f, "no engine at `{address}` is recorded for this environment")
            }
            Self::Unnamed => f.write_str(
                "the environment of standard input, a pipe or a device has no name of its own",
            ),
            Self::Host(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DeployError {}
