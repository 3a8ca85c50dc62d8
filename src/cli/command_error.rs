//! The error a command ends with, ready to be printed.

use crate::deploy::DeployError;
use crate::diag::{Code, Diagnostic, codes};
use crate::engine::EngineError;
use crate::hosts::HostError;
use crate::source::Span;

use super::exit::Exit;

/// How a command ends.
pub(super) type CommandResult = Result<Exit, CommandError>;

/// Why a command failed, with the exit code that follows from it.
#[derive(Debug)]
pub(super) struct CommandError {
    /// How the command ends.
    pub exit: Exit,
    /// What to print; `None`: the command printed it already.
    pub diagnostic: Option<Box<Diagnostic>>,
}

impl CommandError {
    /// An error that points to no source.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self::from_diagnostic(Diagnostic::error(code, Span::NONE, message))
    }

    /// An invalid command line.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(codes::BAD_COMMAND_LINE, message)
    }

    /// An error that was printed already.
    pub(super) fn reported(exit: Exit) -> Self {
        Self { exit, diagnostic: None }
    }

    /// An error whose exit code follows from the diagnostic's code.
    pub(super) fn from_diagnostic(diagnostic: Diagnostic) -> Self {
        Self { exit: Exit::of_error(diagnostic.code), diagnostic: Some(Box::new(diagnostic)) }
    }

    /// The same error with another exit code.
    pub(super) fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Adds a hint.
    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        if let Some(diagnostic) = &mut self.diagnostic {
            diagnostic.hints.push(text.into());
        }
        self
    }
}

impl From<DeployError> for CommandError {
    fn from(error: DeployError) -> Self {
        let exit = match &error {
            DeployError::BadName { .. } | DeployError::Unnamed => Exit::Usage,
            other => Exit::of_error(other.code()),
        };
        let mut diagnostic = Diagnostic::error(error.code(), Span::NONE, error.to_string());
        diagnostic.hints = error.hints();
        Self { exit, diagnostic: Some(Box::new(diagnostic)) }
    }
}

impl From<HostError> for CommandError {
    fn from(error: HostError) -> Self {
        DeployError::from(error).into()
    }
}

/// A request to the engine at `address` that failed; `action` says what was asked for ("reading the log").
pub(super) fn engine_error(address: &str, action: &str, error: EngineError) -> CommandError {
    HostError::Engine { engine: address.to_owned(), doing: action.to_owned(), error }.into()
}
