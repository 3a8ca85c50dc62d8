//! Why a command could not do what it was told, ready to be shown.

use crate::deploy::DeployError;
use crate::diag::{Code, Diagnostic, codes};
use crate::engine::EngineError;
use crate::hosts::HostError;
use crate::source::Span;

use super::exit::Exit;

/// A reason with the exit code it asks for.
#[derive(Debug)]
pub(super) struct Failure {
    /// How the command ends.
    pub exit: Exit,
    /// What is shown; `None`: it was shown already.
    pub diagnostic: Option<Box<Diagnostic>>,
}

impl Failure {
    /// A failure without a place in any source.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self::of(Diagnostic::error(code, Span::NONE, message))
    }

    /// The command line makes no sense.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(codes::BAD_COMMAND_LINE, message)
    }

    /// Everything was said already.
    pub(super) fn said(exit: Exit) -> Self {
        Self { exit, diagnostic: None }
    }

    /// A failure with a diagnostic.
    pub(super) fn of(diagnostic: Diagnostic) -> Self {
        Self { exit: Exit::of_error(diagnostic.code), diagnostic: Some(Box::new(diagnostic)) }
    }

    /// With another end of the command.
    pub(super) fn ending(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// With a remedy.
    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        if let Some(diagnostic) = &mut self.diagnostic {
            diagnostic.hints.push(text.into());
        }
        self
    }
}

impl From<DeployError> for Failure {
    fn from(error: DeployError) -> Self {
        let exit = match &error {
            DeployError::BadName { .. } => Exit::Usage,
            other => Exit::of_error(other.code()),
        };
        let mut diagnostic = Diagnostic::error(error.code(), Span::NONE, error.to_string());
        diagnostic.hints = error.hints();
        Self { exit, diagnostic: Some(Box::new(diagnostic)) }
    }
}

/// An engine that was asked to do something and did not.
pub(super) fn engine(address: &str, doing: &str, error: EngineError) -> Failure {
    let error = HostError::Engine { engine: address.to_owned(), doing: doing.to_owned(), error };
    DeployError::from(error).into()
}
