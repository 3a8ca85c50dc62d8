//! Parsing of `.murano` files and of expressions: tree and diagnostics, never only an error.
//!
//! Parsing recurses as deeply as brackets nest, within [`super::limits`], on a stack that is large enough.

use super::brackets;
use super::build::{self, Builder};
use super::dialect::{Dialect, ExpressionOptions, YaqlFactory};
use super::errors;
use super::follow_ups;
use super::grammar::{self, Rule};
use super::limits::with_enough_stack;
use super::tokens::SourceLanguage;
use super::tree::{Comment, Expr, Module};
use super::yaql_errors;
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};

/// Parses a `.murano` file, or an input of the REPL, for which an `incomplete` diagnostic asks
/// for more lines. The tree has all that could be parsed, the diagnostics the rest.
pub(crate) fn parse_module(source: &Source) -> (Module, Vec<Diagnostic>) {
    with_enough_stack(|| module(source))
}

fn module(source: &Source) -> (Module, Vec<Diagnostic>) {
    // Brackets are checked first, without recursion: text that is nested too deeply never
    // reaches the recursive parser. The grammar recovers from errors inside itself, so a
    // failure of the whole is rare; it is explained as one error. Comments are not part of the
    // grammar's structure, and are collected from all levels.
    let text = &source.text;
    let scan = brackets::scan(text, SourceLanguage::Murano);
    if let Some(at) = scan.too_deep {
        let at = source.base + at as u32;
        return (Module::default(), vec![errors::too_deep(Span::new(at, at + 1))]);
    }
    let pairs = match grammar::parse(Rule::module, text) {
        Ok(pairs) => pairs,
        Err(failure) if failure.limit => {
            return (Module::default(), vec![errors::too_deep(source.span())]);
        }
        Err(_) => {
            let found = errors::explain(source, source.span(), Rule::module);
            return (Module::default(), vec![found]);
        }
    };
    let mut builder = Builder::new(source, source.base, Dialect::Murano);
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
    let diagnostics = follow_ups::without(source, builder.diagnostics, &scan);
    (module, diagnostics)
}

#[cfg(test)]
/// Parses a whole source as one expression.
///
/// # Errors
///
/// The first error.
pub(crate) fn parse_expression(source: &Source, dialect: Dialect) -> Result<Expr, Diagnostic> {
    parse_expression_in(source, source.span(), ExpressionOptions::new(dialect))
}

/// Parses a part of a source as one expression, such as YAQL within a YAML file.
///
/// # Errors
///
/// The first error: `LEXICAL`, `SYNTAX` or `BAD_ESCAPE` in YAQL, where the leftmost one wins.
pub(crate) fn parse_expression_in(
    source: &Source,
    span: Span,
    options: ExpressionOptions,
) -> Result<Expr, Diagnostic> {
    let factory = YaqlFactory::Standard;
    let part = SourcePart { source, text: source.slice(span), span, map: None, options, factory };
    with_enough_stack(|| part.expression())
}

/// Parses YAQL by the rules of its old factory (0.2): `=>` is an operator that builds tuples,
/// `#operator_=>`, and there are no named arguments.
///
/// # Errors
///
/// The first error.
pub(crate) fn parse_legacy_expression(
    source: &Source,
    span: Span,
    options: ExpressionOptions,
) -> Result<Expr, Diagnostic> {
    let factory = YaqlFactory::Legacy;
    let part = SourcePart { source, text: source.slice(span), span, map: None, options, factory };
    with_enough_stack(|| part.expression())
}

/// Parses YAQL whose text is folded, indented or quoted in the source. `map` has the source
/// offset of each byte and of the end.
///
/// # Errors
///
/// The first error.
pub(super) fn parse_mapped(source: &Source, text: &str, map: &[u32]) -> Result<Expr, Diagnostic> {
    let part = SourcePart {
        source,
        text,
        span: Span::new(0, text.len() as u32),
        map: Some(map),
        options: ExpressionOptions::new(Dialect::Yaql),
        factory: YaqlFactory::Standard,
    };
    with_enough_stack(|| part.expression()).map_err(|mut found| {
        let mapped = |span: Span| build::mapped(map, span.start as usize, span.end as usize);
        found.span = mapped(found.span);
        found.labels.iter_mut().for_each(|label| label.span = mapped(label.span));
        found
    })
}

/// A part of a source that is parsed as one expression.
struct SourcePart<'a> {
    source: &'a Source,
    text: &'a str,
    /// The span of the text: in the source, or in the text itself if there is a `map`.
    span: Span,
    /// Source offsets of the bytes of a text that is encoded there.
    map: Option<&'a [u32]>,
    options: ExpressionOptions,
    factory: YaqlFactory,
}

impl SourcePart<'_> {
    fn expression(&self) -> Result<Expr, Diagnostic> {
        let murano = self.options.dialect == Dialect::Murano;
        let (notation, rule) = match murano {
            true => (SourceLanguage::Murano, Rule::lone_expression),
            false => (SourceLanguage::Yaql, Rule::yaql),
        };
        if let Some(at) = brackets::scan(self.text, notation).too_deep {
            let at = self.span.start + at as u32;
            return Err(errors::too_deep(Span::new(at, at + 1)));
        }
        let pairs = match grammar::parse(rule, self.text) {
            Ok(pairs) => pairs,
            Err(failure) if failure.limit => return Err(errors::too_deep(self.span)),
            Err(_) => return Err(self.explain()),
        };
        let ExpressionOptions { dialect, delegates } = self.options;
        let mut builder = Builder::new(self.source, self.span.start, dialect);
        builder.delegates = delegates;
        builder.factory = self.factory;
        builder.map = self.map;
        let root = pairs.into_iter().next();
        let inner = root.and_then(|node| grammar::parts(node).next());
        let expr = inner.map(|node| builder.expression(node));
        // Of several errors in YAQL the leftmost counts, as in the reference implementation.
        match (expr, builder.diagnostics.into_iter().next()) {
            (Some(expr), None) => Ok(expr),
            (_, Some(found)) if murano || found.code == codes::TOO_DEEP && self.map.is_none() => {
                Err(found)
            }
            _ => Err(self.explain()),
        }
    }

    fn explain(&self) -> Diagnostic {
        match self.options.dialect {
            Dialect::Murano => errors::explain(self.source, self.span, Rule::lone_expression),
            _ => yaql_errors::explain(self.text, self.span, self.options, self.factory),
        }
    }
}
