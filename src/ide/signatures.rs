//! The signature of the call around a position, and which argument the position is in.

use super::analysis::Analysis;
use super::completion::{KnownValues, called_method, repair, word_start};
use super::cursor::{SyntaxCursor, touches};
use super::symbols;
use crate::compile::signature;
use crate::syntax::tokens::tokens;
use crate::syntax::{Arg, Expr, ExprKind, Name};

/// A way to call what is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignatureLine {
    /// The declaration on one line.
    pub label: String,
    /// Its documentation; may be empty.
    pub doc: String,
    /// The parameters as the label has them.
    pub params: Vec<String>,
}

/// The call around a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallSignature {
    /// The ways to call it.
    pub lines: Vec<SignatureLine>,
    /// The index of the parameter that the position is for.
    pub active: Option<usize>,
}

/// The call around a position of a text that parses: callers complete an unfinished one first.
pub(crate) fn at(
    analysis: &Analysis,
    known: &dyn KnownValues,
    position: u32,
) -> Option<CallSignature> {
    let cursor = SyntaxCursor::at(analysis, position);
    let calls = cursor.exprs.iter().rev();
    calls.filter_map(|expr| of_call(analysis, known, expr, position)).next()
}

/// The call around an offset of a text that is typed, and seldom finished.
pub(crate) fn while_typed(
    text: &str,
    offset: usize,
    known: &dyn KnownValues,
    analyze: &mut dyn FnMut(&str) -> Option<Analysis>,
) -> Option<CallSignature> {
    let before = text.get(..offset)?;
    // Most texts are not within a call: they cost nothing.
    tokens(before).open.iter().find(|open| open.text == "(")?;
    let repaired = repair(text, word_start(before), offset);
    let analysis = analyze(&repaired.text)?;
    at(&analysis, known, analysis.position(offset.min(repaired.offset)))
}

fn of_call(
    analysis: &Analysis,
    known: &dyn KnownValues,
    expr: &Expr,
    position: u32,
) -> Option<CallSignature> {
    let (name, args) = match &expr.kind {
        ExprKind::Call { name, args }
        | ExprKind::MethodCall { name, args, .. }
        | ExprKind::Super { name, args } => (name, args),
        _ => return None,
    };
    // Before the bracket the position is not in the arguments.
    if position <= name.span.end || position >= expr.span.end {
        return None;
    }
    let (lines, names) = match called_method(analysis, known, expr) {
        Some(method) => {
            let member = symbols::method(analysis.registry(), "", &method);
            let params = &method.params;
            let names: Vec<String> = params.iter().map(|p| p.name.text.to_string()).collect();
            let params = params.iter().map(|p| symbols::param(analysis.registry(), p)).collect();
            let label = member.signature;
            (vec![SignatureLine { label, doc: member.doc, params }], names)
        }
        None => of_library(name, matches!(expr.kind, ExprKind::MethodCall { .. }))?,
    };
    Some(CallSignature { lines, active: active(args, &names, position) })
}

/// The overloads of a library function. The receiver of a method is no parameter of its call.
fn of_library(name: &Name, is_method: bool) -> Option<(Vec<SignatureLine>, Vec<String>)> {
    let rows = symbols::rows(&name.text);
    let names_of = |row: &str| -> Vec<String> {
        let parsed = signature::parse(row, &name.text);
        let skipped = usize::from(is_method);
        parsed.parameters.iter().skip(skipped).map(|p| p.name.to_string()).collect()
    };
    let names = names_of(rows.first()?.signature);
    let lines = rows
        .iter()
        .map(|row| {
            let label = symbols::call_form(row, &name.text);
            let inside = label.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
            let params = inside.split(", ").filter(|p| !p.is_empty()).map(str::to_owned).collect();
            SignatureLine { doc: row.doc.to_owned(), params, label }
        })
        .collect();
    Some((lines, names))
}

/// The parameter of the argument that a position is in: by its name, or by the arguments before it.
fn active(args: &[Arg], names: &[String], position: u32) -> Option<usize> {
    let mut before = 0;
    for arg in args {
        match arg {
            Arg::Named(key, value) => {
                if touches(key.span.to(value.span), position)
                    && let ExprKind::Word(name) | ExprKind::Str(name) = &key.kind
                {
                    return names.iter().position(|known| **known == **name);
                }
            }
            Arg::Positional(value) => {
                if value.span.end >= position {
                    break;
                }
                before += 1;
            }
            Arg::Skipped(span) => {
                if span.end >= position {
                    break;
                }
                before += 1;
            }
        }
    }
    let last = names.len().checked_sub(1)?;
    Some(before.min(last))
}
