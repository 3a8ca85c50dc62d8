//! The tree of a model: its objects, and the ids by which they refer to each other.

use crate::ide::analysis::{Analysis, AnalyzedFile, SourceForm};
use crate::source::Span;
use crate::syntax::{Arg, Contract, ContractKind, Entry, Expr, ExprKind, Stmt, StmtKind, Text};

/// The tree of a model; `None` for other files, and for one that could not be parsed.
pub(in crate::ide) fn root(file: &AnalyzedFile) -> Option<&Expr> {
    match file.module.body.statements.as_slice() {
        [Stmt { kind: StmtKind::Expr(root), .. }] => Some(root),
        _ => None,
    }
}

/// The ids of the objects of a model, each where its header gives it.
pub(in crate::ide) fn object_ids(analysis: &Analysis) -> Vec<(Text, Span)> {
    let mut found = Vec::new();
    if analysis.form == SourceForm::Model
        && let Some(root) = root(analysis.main())
    {
        collect(root, &mut found);
    }
    found
}

fn collect(expr: &Expr, found: &mut Vec<(Text, Span)>) {
    if let ExprKind::Map(entries) = &expr.kind
        && let Some((id, span)) = header(entries).and_then(|header| text_of(header, "id"))
    {
        found.push((id.clone(), span));
    }
    parts(expr).into_iter().for_each(|part| collect(part, found));
}

/// The id that a string of a model is, if an object is expected where it stands.
pub(in crate::ide) fn reference<'t>(analysis: &Analysis, expr: &'t Expr) -> Option<&'t Text> {
    let ExprKind::Str(id) = &expr.kind else { return None };
    let expected = analysis.facts().expected_at(expr.span)?;
    expects_object(analysis, &expected.contract).then_some(id)
}

fn expects_object(analysis: &Analysis, contract: &Contract) -> bool {
    match &contract.kind {
        ContractKind::Class { .. } | ContractKind::Template { .. } => true,
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => expects_object(analysis, inner),
        // A contract of a class in YAML.
        ContractKind::Expr(expr) => analysis.text(expr.span).contains(".class("),
        _ => false,
    }
}

/// The header of an object.
pub(in crate::ide) fn header(entries: &[Entry]) -> Option<&[Entry]> {
    match &entries.iter().find(|entry| key(entry) == Some("?"))?.value.kind {
        ExprKind::Map(header) => Some(header),
        _ => None,
    }
}

/// A string of an object or header, and where it stands.
pub(in crate::ide) fn text_of<'e>(entries: &'e [Entry], name: &str) -> Option<(&'e Text, Span)> {
    let entry = entries.iter().find(|entry| key(entry) == Some(name))?;
    match &entry.value {
        Expr { kind: ExprKind::Str(text), span } => Some((text, *span)),
        _ => None,
    }
}

/// The key of an entry; `None` if it is not a string.
pub(in crate::ide) fn key(entry: &Entry) -> Option<&str> {
    match &entry.key.kind {
        ExprKind::Str(key) => Some(key),
        _ => None,
    }
}

/// The values in a mapping or list.
pub(in crate::ide) fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        ExprKind::List(items) => {
            let items = items.iter();
            items
                .filter_map(|item| match item {
                    Arg::Positional(item) => Some(item),
                    Arg::Named(..) | Arg::Skipped(_) => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
