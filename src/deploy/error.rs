//! What goes wrong with an environment as a whole.

use std::fmt;
use std::path::PathBuf;

use crate::diag::{Code, codes};
use crate::engine::EngineError;
use crate::hosts::HostError;

/// What went wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum DeployError {
    /// Another run works on the environment.
    Locked {
        /// The environment.
        environment: String,
        /// The process that does, when it said so.
        pid: Option<u32>,
    },
    /// The record cannot be read or written.
    StateFile {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
        /// What to do about it.
        hint: String,
    },
    /// A name that cannot be an environment's.
    BadName {
        /// The name.
        name: String,
    },
    /// A host, or its engine, failed.
    Host(Box<HostError>),
}

impl From<HostError> for DeployError {
    fn from(error: HostError) -> Self {
        Self::Host(Box::new(error))
    }
}

impl DeployError {
    /// An engine that could not even be asked.
    pub(crate) fn engine(address: &str, doing: &str, error: EngineError) -> Self {
        HostError::Engine { engine: address.to_owned(), doing: doing.to_owned(), error }.into()
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Locked { .. } => codes::ENVIRONMENT_LOCKED,
            Self::StateFile { .. } => codes::STATE_FILE,
            Self::BadName { .. } => codes::BAD_VALUE,
            Self::Host(error) => error.code(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Locked { pid: Some(pid), .. } => {
                vec![format!("wait for process {pid}, or choose another environment with `--env`")]
            }
            Self::Locked { .. } => {
                vec!["wait for the other run, or choose another environment with `--env`".into()]
            }
            Self::StateFile { hint, .. } => vec![hint.clone()],
            Self::BadName { .. } => vec![
                "a name begins with a letter or digit and goes on with up to 39 of these, `_`, `.` and `-`"
                    .into(),
            ],
            Self::Host(error) => error.hints(),
        }
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { environment, pid: Some(pid) } => {
                write!(f, "process {pid} works on environment `{environment}` already")
            }
            Self::Locked { environment, pid: None } => {
                write!(f, "another run works on environment `{environment}` already")
            }
            Self::StateFile { path, reason, .. } => write!(f, "`{}`: {reason}", path.display()),
            Self::BadName { name } => write!(f, "`{name}` cannot be the name of an environment"),
            Self::Host(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DeployError {}
