//! Values: lists and dictionaries as YAML's own, strings in quotes if they would be parsed as
//! something else, all other expressions as they are.

use super::layout::{Yaml, in_quotes, is_plain};
use crate::syntax::yaml::{is_expression, is_text};
use crate::syntax::{Arg, Entry, Expr, ExprKind, print};

/// Converts a value.
pub(super) fn value(expr: &Expr) -> Yaml {
    match &expr.kind {
        ExprKind::List(items) if items.iter().all(is_positional) => match items.as_slice() {
            [] => Yaml::Scalar("[]".into()),
            items => Yaml::list(items.iter().filter_map(positional).map(value)),
        },
        ExprKind::Map(entries) => self::entries(entries),
        ExprKind::Str(text) => self::text(text),
        _ => Yaml::Scalar(scalar(expr)),
    }
}

/// Converts a dictionary.
pub(super) fn entries(entries: &[Entry]) -> Yaml {
    match entries {
        [] => Yaml::Scalar("{}".into()),
        _ => Yaml::map(entries.iter().map(|e| (key(&e.key), value(&e.value)))),
    }
}

fn is_positional(arg: &Arg) -> bool {
    positional(arg).is_some()
}

fn positional(arg: &Arg) -> Option<&Expr> {
    match arg {
        Arg::Positional(expr) => Some(expr),
        Arg::Named(..) | Arg::Skipped(_) => None,
    }
}

/// A key, always on one line.
pub(super) fn key(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Str(text) => word(text),
        _ => scalar(expr),
    }
}

/// A string on one line.
pub(super) fn word(text: &str) -> String {
    if is_text(text) && is_plain(text) { text.to_owned() } else { in_quotes(text) }
}

/// A string; one with several lines as a block.
fn text(text: &str) -> Yaml {
    let lines: Vec<&str> = text.split('\n').collect();
    let blank = |line: &&str| line.starts_with([' ', '\t']) || line.is_empty();
    let readable = lines.len() > 2 || (lines.len() == 2 && !lines[1].is_empty());
    let odd = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    let trailing = lines.iter().any(|line| line.ends_with([' ', '\t']));
    if !readable || odd || trailing || lines.first().is_none_or(blank) {
        return Yaml::Scalar(word(text));
    }
    let (indicator, kept) = match lines.as_slice() {
        [.., "", ""] => return Yaml::Scalar(word(text)),
        [kept @ .., ""] => ("|", kept),
        kept => ("|-", kept),
    };
    Yaml::Lines(indicator, kept.iter().map(|line| (*line).to_owned()).collect())
}

/// An expression on one line, or a literal that is not a string.
pub(super) fn scalar(expr: &Expr) -> String {
    let text = print::yaql(expr);
    let literal = matches!(
        expr.kind,
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::BigInt(_)
    );
    match &expr.kind {
        _ if literal => text,
        ExprKind::Float(f) if f.is_nan() => ".nan".into(),
        ExprKind::Float(f) if f.is_infinite() && *f > 0.0 => ".inf".into(),
        ExprKind::Float(f) if f.is_infinite() => "-.inf".into(),
        ExprKind::Float(_) => text,
        _ => yaql(&text),
    }
}

/// An expression, marked as one even if it is a literal.
pub(super) fn expression(expr: &Expr) -> String {
    yaql(&print::yaql(expr))
}

/// The text of an expression, with a tag if YAML would parse it as something else.
fn yaql(text: &str) -> String {
    if is_plain(text) && is_expression(text) {
        return text.to_owned();
    }
    format!("!yaql {}", in_quotes(text))
}
