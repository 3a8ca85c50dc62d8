//! Exit codes of commands.

use std::process::ExitCode;

use crate::diag::{Code, codes};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Success.
    Done,
    /// The program raised an exception, or tests failed.
    Failed,
    /// Invalid command line.
    Usage,
    /// A source or data file cannot be read, parsed, compiled or checked.
    Source,
    /// The engine cannot be reached or refused a request.
    Engine,
    /// The program failed after it had deployed something.
    PartlyDeployed,
    /// `plan --exit-code`: a run would change something.
    Changes,
    /// A bug in `murano` itself.
    Internal,
    /// Interrupted by Ctrl-C.
    Interrupted,
    /// The exit code of a command in a container, or of the REPL.
    Forwarded(u8),
}

impl Exit {
    /// The exit code of the process.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Source => 3,
            Self::Engine => 4,
            Self::PartlyDeployed => 5,
            Self::Changes => 10,
            Self::Internal => 70,
            Self::Interrupted => 130,
            Self::Forwarded(code) => code,
        }
    }

    /// How a command ends that failed with an error of that code.
    #[must_use]
    pub(super) fn of_error(code: Code) -> Self {
        const ENGINE: &[Code] = &[
            codes::ENGINE_UNREACHABLE,
            codes::ENGINE_REFUSED,
            codes::IMAGE_MISSING,
            codes::NAME_TAKEN,
            codes::CONNECTION_LOST,
            codes::ENVIRONMENT_LOCKED,
            codes::OTHER_ORIGIN,
        ];
        match code {
            codes::INTERRUPTED => Self::Interrupted,
            codes::INTERNAL => Self::Internal,
            codes::UNREADABLE | codes::BAD_DATA => Self::Source,
            codes::BAD_COMMAND_LINE | codes::UNKNOWN_ENVIRONMENT => Self::Usage,
            code if ENGINE.contains(&code) => Self::Engine,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
