//! Values as expressions: decides which scalars are strings and which are YAQL (see
//! docs/language/yaml.md#values); mappings and lists contain both.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::align;
use super::node::{Node, NodeKind, NodeStyle, Tag};
use super::scalar;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Source, Span};
use crate::syntax::parse::parse_mapped;
use crate::syntax::tree::LiteralKey;
use crate::syntax::{
    Arg, Dialect, Entry, Expr, ExprKind, ExpressionOptions, Name, Text, parse_expression_in,
};

/// Parses the nodes of one file.
pub(super) struct ClassParser<'s> {
    /// The file.
    pub source: &'s Source,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// A mapping's key: text, or an expression.
pub(super) enum YamlKey {
    /// A text.
    Text(Text),
    /// Any other literal.
    Literal(Expr),
    /// YAQL.
    Expr(Expr),
}

impl<'s> ClassParser<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Self { source, diagnostics: Vec::new() }
    }

    /// Reports an error, with the name of the exception at run time.
    pub(super) fn wrong(
        &mut self,
        code: Code,
        name: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::error(code, span, message).named(name));
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    /// Converts a node to an expression.
    pub(super) fn value(&mut self, node: &Node) -> Expr {
        self.parse(node).0
    }

    /// Converts a node to an expression; also returns whether it was written as YAQL.
    pub(super) fn parse(&mut self, node: &Node) -> (Expr, bool) {
        let kind = match &node.kind {
            NodeKind::Scalar(text, style) => return self.scalar(node, text, *style),
            NodeKind::List(items) => {
                ExprKind::List(items.iter().map(|i| Arg::Positional(self.value(i))).collect())
            }
            NodeKind::Map(entries) => ExprKind::Map(self.entries(entries)),
        };
        (Expr { kind, span: node.span }, false)
    }

    /// Converts the entries of a mapping; of equal literal keys the last value counts, at the
    /// position of the first.
    pub(super) fn entries(&mut self, entries: &[(Rc<Node>, Rc<Node>)]) -> Vec<Entry> {
        let mut read: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut positions: FxHashMap<LiteralKey, usize> = FxHashMap::default();
        for (key, value) in entries {
            let entry = Entry { key: self.value(key), value: self.value(value) };
            let literal = entry.key.kind.literal_key();
            match literal.as_ref().and_then(|literal| positions.get(literal)) {
                Some(before) => {
                    let first = read[*before].key.span;
                    self.warn_of_duplicate("key", entry.key.span, first);
                    read[*before].value = entry.value;
                }
                None => {
                    positions.extend(literal.map(|literal| (literal, read.len())));
                    read.push(entry);
                }
            }
        }
        read
    }

    /// Warns of a duplicate declaration: the last one counts, as in the reference
    /// implementation.
    pub(super) fn warn_of_duplicate(&mut self, what: &str, span: Span, first: Span) {
        // An alias repeats the same entries.
        if span == first {
            return;
        }
        let message = format!("the {what} is declared twice: only the last one counts");
        let warning = Diagnostic::warning(codes::DUPLICATE, span, message);
        self.diagnostics.push(warning.label(first, "the first one is here"));
    }

    /// A mapping's key.
    pub(super) fn key(&mut self, node: &Node) -> YamlKey {
        match self.parse(node) {
            (expr, true) => YamlKey::Expr(expr),
            (Expr { kind: ExprKind::Str(text), .. }, false) => YamlKey::Text(text),
            (expr, false) => YamlKey::Literal(expr),
        }
    }

    fn scalar(&mut self, node: &Node, text: &Text, style: NodeStyle) -> (Expr, bool) {
        // An explicit tag decides; then quotes, which always make a string. Only a plain scalar
        // without a tag is ambiguous.
        let span = self.inner_span(node);
        let literal = |kind| (Expr { kind, span }, false);
        match &node.tag {
            Tag::Yaql => match self.yaql(node, text, style) {
                Ok(expr) => (expr, true),
                Err(found) => {
                    let name = match found.code {
                        codes::LEXICAL => "yaql.language.exceptions.YaqlLexicalException",
                        _ => "yaql.language.exceptions.YaqlGrammarException",
                    };
                    self.diagnostics.push(found.named(name));
                    (Expr { kind: ExprKind::Error, span }, true)
                }
            },
            Tag::Core(tag) => match typed(tag, text) {
                Some(kind) => literal(kind),
                None => {
                    let message = format!("`{text}` is not a valid `!!{tag}`");
                    self.wrong(codes::BAD_YAML, "ValueError", node.span, message);
                    literal(ExprKind::Error)
                }
            },
            Tag::Other(tag) => {
                let message = format!("unknown tag `{tag}`");
                let hint = "the known tags are `!yaql`, `!!str` and the other tags of YAML itself";
                self.wrong(codes::BAD_YAML, "ValueError", node.span, message)
                    .hints
                    .push(hint.into());
                literal(ExprKind::Error)
            }
            Tag::None if style != NodeStyle::Plain => literal(ExprKind::Str(text.clone())),
            Tag::None => self.plain(node, text, span),
        }
    }

    /// Converts a plain scalar: a literal of YAML 1.1, else plain words, else YAQL, else a
    /// string.
    fn plain(&mut self, node: &Node, text: &Text, span: Span) -> (Expr, bool) {
        let literal = |kind| (Expr { kind, span }, false);
        if let Some(kind) = scalar::plain(text) {
            return literal(kind);
        }
        if scalar::is_timestamp(text) {
            return literal(moment(text, span));
        }
        if scalar::is_words(text) {
            return literal(ExprKind::Str(text.clone()));
        }
        match self.yaql(node, text, NodeStyle::Plain) {
            Ok(expr) => (expr, true),
            Err(found) => {
                self.warn_of_text(text, found);
                literal(ExprKind::Str(text.clone()))
            }
        }
    }

    /// Warns of a string that begins with `$` and was probably meant as an expression.
    fn warn_of_text(&mut self, text: &str, found: Diagnostic) {
        if !text.starts_with('$') {
            return;
        }
        let message = "this is a string: it cannot be parsed as an expression";
        let warning = Diagnostic::warning(codes::TEXT_NOT_EXPRESSION, found.span, message);
        self.diagnostics.push(warning.here(found.message).hint("quote it if a string is meant"));
    }

    /// Parses a scalar's text as YAQL.
    fn yaql(&self, node: &Node, text: &Text, style: NodeStyle) -> Result<Expr, Diagnostic> {
        let span = self.inner_span(node);
        if style == NodeStyle::Plain && self.source.slice(span) == &**text {
            return parse_expression_in(self.source, span, ExpressionOptions::new(Dialect::Yaql));
        }
        let raw = self.source.slice(node.span);
        let mut map = align::align(raw, style, text);
        map.iter_mut().for_each(|at| *at += node.span.start);
        parse_mapped(self.source, text, &map)
    }

    /// The span of a scalar without its tag and anchor.
    pub(super) fn inner_span(&self, node: &Node) -> Span {
        let raw = self.source.slice(node.span);
        let bare = node.tag == Tag::None && !raw.starts_with('&');
        let at = if bare { 0 } else { align::properties(raw) };
        Span::new(node.span.start + at as u32, node.span.end)
    }

    /// A scalar's text as a name, even if it could be an expression.
    pub(super) fn name(&self, node: &Node) -> Option<Name> {
        let text = node.text().filter(|_| !node.is_null())?;
        Some(Name { text: text.clone(), span: self.inner_span(node) })
    }
}

/// Converts a scalar with a core tag.
fn typed(tag: &str, text: &Text) -> Option<ExprKind> {
    Some(match tag {
        "str" | "binary" => ExprKind::Str(text.clone()),
        "int" => scalar::integer(text)?,
        "float" => match scalar::float(text) {
            Some(f) => ExprKind::Float(f),
            None => ExprKind::Float(text.parse().ok()?),
        },
        "bool" => ExprKind::Bool(scalar::boolean(text)?),
        "null" => ExprKind::Null,
        "timestamp" if scalar::is_timestamp(text) => moment(text, Span::NONE),
        _ => return None,
    })
}

/// Converts a timestamp: with a time of day to the call that makes it, a date alone to a
/// string.
///
/// In the reference implementation a date alone has a type of its own, of which programs can
/// only use the text.
fn moment(text: &Text, span: Span) -> ExprKind {
    if !text.contains(':') {
        return ExprKind::Str(text.clone());
    }
    let text = Expr { kind: ExprKind::Str(text.clone()), span };
    let name = Name { text: "datetime".into(), span };
    ExprKind::Call { name, args: vec![Arg::Positional(text)] }
}
