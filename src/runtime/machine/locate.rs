//! Narrows the span of a fault to the part of a literal that is wrong.
//!
//! A contract says `ports[1].port`; the failed instruction knows only the span of the whole
//! object. Parsing that span again and following the path through its literals finds the value
//! itself.

use super::written;
use crate::diag::Diagnostic;
use crate::runtime::value::fault::PathStep;
use crate::runtime::value::fault::{Argued, Fault};
use crate::source::{Sources, Span};
use crate::syntax::{self, Arg, Dialect, Entry, Expr, ExprKind, ExpressionOptions};

/// The report of a fault. `inputs` are values that the program got from outside, by the command line.
#[must_use]
pub(crate) fn diagnostic(fault: &Fault, sources: &Sources, inputs: &[String]) -> Diagnostic {
    let mut diagnostic = fault.report();
    if let Some(span) = narrowed(fault, sources) {
        diagnostic.span = span;
    }
    if !fault.context.is_empty() {
        diagnostic.notes.push(format!("in {}", fault.context));
    }
    blame_the_caller(&mut diagnostic);
    if let Some(written) = written::literal(fault, sources, inputs) {
        point_at(&mut diagnostic, written);
    }
    for other in &fault.others {
        diagnostic.hints.push(format!("another branch failed too: {}", other.report().message));
    }
    let mut cause = fault.cause.as_ref();
    while let Some(fault) = cause {
        diagnostic = diagnostic
            .label(fault.diagnostic.span, format!("caused by: {}", fault.report().message));
        cause = fault.cause.as_ref();
    }
    diagnostic
}

/// Moves a report to the literal of the value that it is about; where the value was used is a label.
fn point_at(diagnostic: &mut Diagnostic, written: Span) {
    let used = diagnostic.span;
    if used == written {
        return;
    }
    diagnostic.span = written;
    let here = std::mem::take(&mut diagnostic.here);
    let is_library = !used.is_none() && used.start >= Sources::LIBRARY_BASE;
    let is_inside = used.start <= written.start && written.end <= used.end;
    if !(used.is_none() || is_library || is_inside) {
        let text = if here.is_empty() { "used here".to_owned() } else { here };
        diagnostic.labels.insert(0, crate::diag::Label { span: used, text });
    }
}

/// Reports a failure inside a built-in class where the program called it; the trace has the
/// rest.
fn blame_the_caller(diagnostic: &mut Diagnostic) {
    let is_library = |span: Span| !span.is_none() && span.start >= Sources::LIBRARY_BASE;
    if !is_library(diagnostic.span) || !diagnostic.here.is_empty() {
        return;
    }
    let mut callers = diagnostic.trace.iter().rev().map(|frame| frame.span);
    if let Some(caller) = callers.find(|span| !span.is_none() && !is_library(*span)) {
        diagnostic.span = caller;
    }
}

fn narrowed(fault: &Fault, sources: &Sources) -> Option<Span> {
    if fault.path.is_empty() {
        return None;
    }
    let source = sources.find(fault.diagnostic.span)?;
    let options = ExpressionOptions::new(Dialect::Murano);
    let expr = syntax::parse_expression_in(&source, fault.diagnostic.span, options).ok()?;
    let steps = &fault.path;
    // The path begins at the property or argument; the literal may be the object made, or the value itself.
    let argument = fault.argument.and_then(|argued| argument(&expr, argued, steps));
    argument.or_else(|| follow(&expr, steps)).or_else(|| follow(&expr, &steps[1..]))
}

/// The argument of a call, by name or by position.
fn argument(expr: &Expr, argued: Argued, steps: &[PathStep]) -> Option<Span> {
    let (ExprKind::MethodCall { args, .. } | ExprKind::Call { args, .. }) = &expr.kind else {
        return None;
    };
    let (own, rest) = steps.split_at_checked(argued.steps)?;
    let value = match own.last()? {
        PathStep::Member(name) => named(args, name).or_else(|| positional(args, argued.place))?,
        PathStep::Item(_) => positional(args, argued.place)?,
    };
    into(value, rest)
}

fn positional(args: &[Arg], place: usize) -> Option<&Expr> {
    match args.get(place)? {
        Arg::Positional(value) => Some(value),
        _ => None,
    }
}

fn named<'e>(args: &'e [Arg], name: &str) -> Option<&'e Expr> {
    args.iter().find_map(|arg| match arg {
        Arg::Named(Expr { kind: ExprKind::Word(key) | ExprKind::Str(key), .. }, value)
            if **key == *name =>
        {
            Some(value)
        }
        _ => None,
    })
}

fn follow(expr: &Expr, steps: &[PathStep]) -> Option<Span> {
    let Some((step, rest)) = steps.split_first() else { return Some(expr.span) };
    match (&expr.kind, step) {
        (ExprKind::Paren(inner) | ExprKind::With(_, inner), _) => follow(inner, steps),
        (ExprKind::New { entries, .. } | ExprKind::Map(entries), PathStep::Member(name)) => {
            into(entry(entries, name)?, rest)
        }
        (ExprKind::List(args), PathStep::Item(n)) => match args.get(*n)? {
            Arg::Positional(item) => into(item, rest),
            _ => None,
        },
        _ => None,
    }
}

/// Follows the path as far as literals go: a value from elsewhere is reported where it is used.
fn into(expr: &Expr, rest: &[PathStep]) -> Option<Span> {
    Some(follow(expr, rest).unwrap_or(expr.span))
}

fn entry<'e>(entries: &'e [Entry], name: &str) -> Option<&'e Expr> {
    let is = |e: &&Entry| match &e.key.kind {
        ExprKind::Word(key) | ExprKind::Str(key) => **key == *name,
        _ => false,
    };
    entries.iter().find(is).map(|e| &e.value)
}
