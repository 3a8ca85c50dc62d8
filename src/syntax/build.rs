//! Builds the tree from pest's pairs.
//!
//! The builder looks at text only inside literals, and never fails: an error becomes a
//! diagnostic and an `Error` node. Its recursion, and so the depth of the tree, is bounded by
//! [`MAX_TREE_DEPTH`].

mod arguments;
mod class;
mod climb;
mod contract;
mod literal;
mod module;
mod operator;
mod primary;
mod statement;

use super::dialect::{Dialect, YaqlFactory};
use super::errors;
use super::grammar::{GrammarNode, Rule};
use super::limits::{MAX_ERRORS, MAX_TREE_DEPTH};
use super::tree::{Expr, ExprKind, Name, TypeName};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Source, Span};

/// The span in the source of a byte range of a mapped text.
pub(super) fn mapped(map: &[u32], start: usize, end: usize) -> Span {
    let at = |n: usize| map.get(n).or(map.last()).copied().unwrap_or_default();
    let last = if end > start { at(end - 1) + 1 } else { at(start) };
    Span::new(at(start), last.max(at(start)))
}

/// Builds the syntax tree of one text from the nodes of the grammar.
pub(super) struct Builder<'s> {
    /// The source of the text.
    source: &'s Source,
    /// The offset of the parsed text's first byte.
    offset: u32,
    /// The source offset of each byte of the parsed text, if that is not a part of the source
    /// as it is.
    pub(super) map: Option<&'s [u32]>,
    /// The dialect of expressions.
    dialect: Dialect,
    /// Whether any value may be called.
    pub(super) delegates: bool,
    /// Decides whether `=>` is an operator.
    pub(super) factory: YaqlFactory,
    /// Depth of the node that is being built.
    depth: usize,
    /// The depth limit was exceeded: nothing more is built.
    exhausted: bool,
    /// A missing closing brace was reported: later ones follow from it.
    unfinished: bool,
    /// Errors and warnings, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Starts of comments that are documentation, ascending.
    pub documentation: Vec<u32>,
}

impl<'s> Builder<'s> {
    /// A builder for a text that begins at `offset`.
    pub(super) fn new(source: &'s Source, offset: u32, dialect: Dialect) -> Self {
        Self {
            source,
            offset,
            map: None,
            dialect,
            delegates: false,
            factory: YaqlFactory::Standard,
            depth: 0,
            exhausted: false,
            unfinished: false,
            diagnostics: Vec::new(),
            documentation: Vec::new(),
        }
    }

    /// The span of a node in the source.
    pub(super) fn span(&self, node: &GrammarNode<'_>) -> Span {
        let span = node.as_span();
        if let Some(map) = self.map {
            return mapped(map, span.start(), span.end());
        }
        Span::new(self.offset + span.start() as u32, self.offset + span.end() as u32)
    }

    /// Reports an error at a span.
    fn report(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic::error(code, span, message))
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        if self.diagnostics.len() >= MAX_ERRORS {
            self.diagnostics.pop();
        }
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    /// Parses a part that recovery skipped once more, alone, to report the error in it.
    fn explain(&mut self, rule: Rule, span: Span) {
        if self.diagnostics.len() < MAX_ERRORS {
            self.diagnostics.push(errors::explain(self.source, span, rule));
        }
    }

    /// Builds a node `levels` deeper, unless that exceeds the limit.
    fn deeper<T>(
        &mut self,
        levels: usize,
        span: Span,
        build: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.exhausted {
            return None;
        }
        if self.depth + levels > MAX_TREE_DEPTH {
            self.exhausted = true;
            self.push(errors::too_deep(span));
            return None;
        }
        self.depth += levels;
        let built = build(self);
        self.depth -= levels;
        Some(built)
    }

    /// Converts an identifier to a name.
    fn name(&self, node: &GrammarNode<'_>) -> Name {
        Name { text: node.as_str().into(), span: self.span(node) }
    }

    /// Converts a variable to a name, without its `$`.
    fn variable_name(&self, node: &GrammarNode<'_>) -> Name {
        Name { text: node.as_str().trim_start_matches('$').into(), span: self.span(node) }
    }

    /// `Foo`, `a.b.Foo`, `p:Foo`, `:Foo`.
    fn type_name(&self, node: &GrammarNode<'_>) -> TypeName {
        let (prefix, name) = match node.as_str().split_once(':') {
            Some((prefix, name)) => (Some(prefix.into()), name),
            None => (None, node.as_str()),
        };
        TypeName { prefix, name: name.into(), span: self.span(node) }
    }

    /// Reports a grammar rule that the builder does not expect here, which is an internal
    /// error.
    fn surprise(&mut self, node: &GrammarNode<'_>) -> Expr {
        let span = self.span(node);
        let rule = node.as_rule();
        self.report(codes::INTERNAL, span, format!("internal error: unexpected rule `{rule:?}`"));
        error_at(span)
    }
}

/// The node for an expression that could not be built.
fn error_at(span: Span) -> Expr {
    Expr { kind: ExprKind::Error, span }
}
