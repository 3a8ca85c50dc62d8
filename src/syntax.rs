//! From text to tree and back: both notations, one [`tree`].
//!
//! pest's types stay inside this folder. `parse_*` return tree *and* diagnostics, never only an error.
//!
//! Reading recurses as deeply as brackets nest, within a limit. It takes a stack of its own where the caller's has not
//! enough left, or is a coroutine's, of which nobody can tell.

pub mod dump;
pub mod print;
pub mod tree;

pub mod convert;

mod brackets;
mod build;
mod errors;
mod grammar;
mod habits;
pub(crate) mod tokens;
pub mod yaml;
mod yaql_errors;

pub use tree::*;

use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};
use build::Builder;
use grammar::Rule;
use tokens::Notation;

/// How an expression is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpressionOptions {
    /// Which rules hold.
    pub dialect: Dialect,
    /// May any value be called, `value(args)`?
    pub delegates: bool,
}

impl ExpressionOptions {
    /// The rules of a dialect, without delegates.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, delegates: false }
    }
}

/// Reads a `.murano` file. What could be read is in the tree, what could not in the diagnostics.
pub fn parse_module(source: &Source) -> (Module, Vec<Diagnostic>) {
    with_room(|| read_module(source))
}

fn read_module(source: &Source) -> (Module, Vec<Diagnostic>) {
    let text = &source.text;
    let scan = brackets::scan(text, Notation::Murano);
    if let Some(at) = scan.too_deep {
        let at = source.base + at as u32;
        return (Module::default(), vec![errors::too_deep(Span::new(at, at + 1))]);
    }
    let pairs = match grammar::read(Rule::module, text) {
        Ok(pairs) => pairs,
        Err(failure) if failure.limit => {
            return (Module::default(), vec![errors::too_deep(source.span())]);
        }
        Err(_) => {
            let found = errors::explain(source, source.span(), Rule::module);
            return (Module::default(), vec![found]);
        }
    };
    let mut builder = Builder::new(source, source.base, Dialect::Murano, false);
    let comments = pairs.clone().flatten().filter(|node| grammar::is_comment(node.as_rule()));
    let comments: Vec<Comment> = comments
        .map(|node| Comment { text: node.as_str().into(), span: builder.span(&node) })
        .collect();
    let mut module = Module::default();
    if let Some(root) = pairs.into_iter().next() {
        module = builder.module(root);
    }
    let documentation = std::mem::take(&mut builder.documentation);
    module.comments = comments;
    module.comments.retain(|c| documentation.binary_search(&c.span.start).is_err());
    (module, builder.diagnostics)
}

/// Reads an input of the REPL: a module, where a diagnostic that is `incomplete` asks for more lines.
pub fn parse_input(source: &Source) -> (Module, Vec<Diagnostic>) {
    parse_module(source)
}

/// Reads a whole source as one expression.
///
/// # Errors
///
/// The first thing wrong with it.
pub fn parse_expression(source: &Source, dialect: Dialect) -> Result<Expr, Diagnostic> {
    parse_expression_in(source, source.span(), ExpressionOptions::new(dialect))
}

/// Reads a part of a source as one expression, such as YAQL within a YAML file.
///
/// # Errors
///
/// The first thing wrong with it: `LEXICAL`, `SYNTAX` or `BAD_ESCAPE` in YAQL, where the leftmost one wins.
pub fn parse_expression_in(
    source: &Source,
    span: Span,
    options: ExpressionOptions,
) -> Result<Expr, Diagnostic> {
    with_room(|| read_expression(source, span, options, false))
}

/// Reads YAQL as its old factory (0.2) does: `=>` is an operator that builds tuples, `#operator_=>`, and there are no
/// named arguments.
///
/// # Errors
///
/// The first thing wrong with it.
pub fn parse_legacy_expression(
    source: &Source,
    span: Span,
    options: ExpressionOptions,
) -> Result<Expr, Diagnostic> {
    with_room(|| read_expression(source, span, options, true))
}

fn read_expression(
    source: &Source,
    span: Span,
    options: ExpressionOptions,
    legacy: bool,
) -> Result<Expr, Diagnostic> {
    let text = source.slice(span);
    let murano = options.dialect == Dialect::Murano;
    let notation = if murano { Notation::Murano } else { Notation::Yaql };
    if let Some(at) = brackets::scan(text, notation).too_deep {
        let at = span.start + at as u32;
        return Err(errors::too_deep(Span::new(at, at + 1)));
    }
    let rule = if murano { Rule::lone_expression } else { Rule::yaql };
    let explain = || {
        if murano {
            return errors::explain(source, span, rule);
        }
        yaql_errors::explain(text, span, options, legacy)
    };
    let pairs = match grammar::read(rule, text) {
        Ok(pairs) => pairs,
        Err(failure) if failure.limit => return Err(errors::too_deep(span)),
        Err(_) => return Err(explain()),
    };
    let mut builder = Builder::new(source, span.start, options.dialect, options.delegates);
    builder.legacy = legacy;
    let root = pairs.into_iter().next();
    let inner = root.and_then(|node| grammar::parts(node).next());
    let expr = inner.map(|node| builder.expression(node));
    match (expr, builder.diagnostics.into_iter().next()) {
        (Some(expr), None) => Ok(expr),
        (_, Some(found)) if murano || found.code == codes::TOO_DEEP => Err(found),
        _ => Err(explain()),
    }
}

/// Reads YAQL whose text stands in a source in another form: folded, indented, in quotes. `map` has the place of each byte
/// and of the end.
///
/// # Errors
///
/// The first thing wrong with it.
pub(crate) fn parse_mapped(source: &Source, text: &str, map: &[u32]) -> Result<Expr, Diagnostic> {
    with_room(|| read_mapped(source, text, map)).map_err(|mut found| {
        let place = |span: Span| build::mapped(map, span.start as usize, span.end as usize);
        found.span = place(found.span);
        found.labels.iter_mut().for_each(|label| label.span = place(label.span));
        found
    })
}

fn read_mapped(source: &Source, text: &str, map: &[u32]) -> Result<Expr, Diagnostic> {
    if let Some(at) = brackets::scan(text, Notation::Yaql).too_deep {
        return Err(errors::too_deep(Span::new(at as u32, at as u32 + 1)));
    }
    let whole = Span::new(0, text.len() as u32);
    let options = ExpressionOptions::new(Dialect::Yaql);
    let explain = || yaql_errors::explain(text, whole, options, false);
    let pairs = match grammar::read(Rule::yaql, text) {
        Ok(pairs) => pairs,
        Err(failure) if failure.limit => return Err(errors::too_deep(whole)),
        Err(_) => return Err(explain()),
    };
    let mut builder = Builder::new(source, 0, options.dialect, false);
    builder.map = Some(map);
    let root = pairs.into_iter().next();
    let inner = root.and_then(|node| grammar::parts(node).next());
    match (inner.map(|node| builder.expression(node)), builder.diagnostics.is_empty()) {
        (Some(expr), true) => Ok(expr),
        _ => Err(explain()),
    }
}

/// Runs with enough stack for the deepest text that is read.
pub(crate) fn with_room<T>(read: impl FnOnce() -> T) -> T {
    const ENOUGH: usize = 1 << 20;
    const OWN: usize = 8 << 20;
    stacker::maybe_grow(ENOUGH, OWN, read)
}
