//! The parse of a text that may become an input.

use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::source::Source;
use crate::syntax::tokens::{Token, TokenKind, tokens};
use crate::syntax::{self, Module};

/// A parsed text. Its source is added to the session's when it is run.
pub(super) struct InputDraft {
    pub(super) source: Arc<Source>,
    pub(super) module: Module,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl InputDraft {
    pub(super) fn of(source: Arc<Source>) -> Self {
        let (module, diagnostics) = syntax::parse_module(&source);
        Self { source, module, diagnostics }
    }

    /// Whether more lines may complete it.
    pub(super) fn is_incomplete(&self) -> bool {
        self.diagnostics.iter().any(|found| found.incomplete) || self.only_documents()
    }

    /// Whether it is the documentation of a declaration that follows.
    fn only_documents(&self) -> bool {
        let all = tokens(&self.source.text).all;
        let last = all.iter().rev().find(|token| token.kind != TokenKind::Blank);
        let documents = last.is_some_and(|token| token.kind == TokenKind::Documentation);
        documents && all.iter().all(Token::is_blank)
    }
}
