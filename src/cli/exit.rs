//! What the exit code says.

use std::process::ExitCode;

use crate::diag::{Code, codes};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Done,
    /// The program failed.
    Failed,
    /// The command line makes no sense.
    Usage,
    /// The source, or data, cannot be read, parsed, compiled or checked.
    Source,
    /// The engine cannot be reached, or refused.
    Engine,
    /// The program failed when something was deployed already.
    Partly,
    /// `plan --exit-code`: a run would change something.
    Changes,
    /// A mistake in `murano` itself.
    Internal,
    /// Interrupted.
    Interrupted,
    /// What a command in a container ended with.
    Of(u8),
}

impl Exit {
    /// The code the system is given.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Source => 3,
            Self::Engine => 4,
            Self::Partly => 5,
            Self::Changes => 10,
            Self::Internal => 70,
            Self::Interrupted => 130,
            Self::Of(code) => code,
        }
    }

    /// What an error of that code means for the exit of a command.
    #[must_use]
    pub(super) fn of_error(code: Code) -> Self {
        const ENGINE: &[Code] = &[
            codes::ENGINE_UNREACHABLE,
            codes::ENGINE_REFUSED,
            codes::IMAGE_MISSING,
            codes::NAME_TAKEN,
            codes::CONNECTION_LOST,
            codes::ENVIRONMENT_LOCKED,
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
