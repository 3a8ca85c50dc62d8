//! The outline of an object model: its objects, each with those that it contains.

use super::{OutlineEntry, OutlineKind};
use crate::compile::ids::ClassId;
use crate::ide::analysis::Analysis;
use crate::ide::model_tree::{header, key, parts, root, text_of};
use crate::ide::symbols;
use crate::source::Span;
use crate::syntax::{Entry, Expr, ExprKind};

/// The objects of a model, each with those that it contains.
pub(super) fn objects(analysis: &Analysis) -> Vec<OutlineEntry> {
    root(analysis.main()).map(|root| within(analysis, root)).unwrap_or_default()
}

/// The objects in a value, without those in them.
fn within(analysis: &Analysis, expr: &Expr) -> Vec<OutlineEntry> {
    let class = analysis.facts().object_at(expr.span);
    match (&expr.kind, class) {
        (ExprKind::Map(entries), Some(class)) => vec![entry(analysis, expr.span, entries, class)],
        _ => parts(expr).into_iter().flat_map(|part| within(analysis, part)).collect(),
    }
}

fn entry(analysis: &Analysis, span: Span, entries: &[Entry], class: ClassId) -> OutlineEntry {
    let full = analysis.registry().entry(class).name.clone();
    let class = symbols::short(&full);
    let header = header(entries);
    let texts = [
        text_of(entries, "name"),
        header.and_then(|h| text_of(h, "name")),
        header.and_then(|h| text_of(h, "id")),
    ];
    let name = texts.into_iter().flatten().next();
    let values = entries.iter().filter(|entry| key(entry) != Some("?"));
    OutlineEntry {
        name: name.map_or_else(|| class.to_owned(), |(name, _)| name.to_string()),
        detail: class.to_owned(),
        kind: OutlineKind::Object,
        span,
        name_span: name
            .map_or_else(|| entries.first().map_or(span, |first| first.key.span), |(_, span)| span),
        members: values.flat_map(|entry| within(analysis, &entry.value)).collect(),
    }
}
