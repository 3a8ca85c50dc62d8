//! Bounds, choices and patterns in the predicates of contracts, for the forms and schemas that ask for a value.
//!
//! `$ > 0`, `10 >= $`, `$ in [a, b]`, `$.matches('…')`, and several of them with `and` (see docs/language/contracts.md#conditions). Other predicates
//! yield no hint. The operand beside `$` is compiled, not evaluated here: it may call static methods through `$this`.

use std::rc::Rc;

use super::ir::{Chunk, Hint, HintKind};
use super::walk;
use crate::syntax::{Arg, BinaryOp, Expr, ExprKind};

/// The hints in a predicate; `compile` compiles the operand beside `$`.
pub(super) fn hints(predicate: &Expr, compile: &dyn Fn(&Expr) -> Rc<Chunk>) -> Vec<Hint> {
    let mut found = Vec::new();
    gather(predicate, &mut |kind, beside| {
        if !mentions_value(beside) {
            found.push(Hint { kind, operand: compile(beside) });
        }
    });
    found
}

fn gather(predicate: &Expr, found: &mut dyn FnMut(HintKind, &Expr)) {
    // Only conjunctions are searched: each of their terms must hold, so each is a bound by
    // itself. Below `or` and `not` nothing is certain.
    match &predicate.kind {
        ExprKind::Paren(inner) => gather(inner, found),
        ExprKind::Binary(BinaryOp::And, left, right) => {
            gather(left, found);
            gather(right, found);
        }
        ExprKind::Binary(BinaryOp::In, left, right) if is_value(left) => {
            found(HintKind::OneOf, right);
        }
        ExprKind::Binary(op, left, right) if is_value(left) => {
            if let Some(kind) = bound(*op) {
                found(kind, right);
            }
        }
        ExprKind::Binary(op, left, right) if is_value(right) => {
            if let Some(kind) = bound(*op) {
                found(mirrored(kind), left);
            }
        }
        ExprKind::MethodCall { target, name, args, safe: false }
            if is_value(target) && &*name.text == "matches" =>
        {
            if let [Arg::Positional(pattern), ..] = args.as_slice() {
                found(HintKind::Matches, pattern);
            }
        }
        _ => {}
    }
}

/// Returns whether an expression is the checked value: `$` or `$1`.
pub(super) fn is_value(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Var(name) if name.is_empty() || &**name == "1")
}

fn mentions_value(expr: &Expr) -> bool {
    let mut found = false;
    walk::expressions(expr, &mut |part| found |= is_value(part));
    found
}

fn bound(op: BinaryOp) -> Option<HintKind> {
    Some(match op {
        BinaryOp::Greater => HintKind::Above,
        BinaryOp::GreaterEqual => HintKind::AtLeast,
        BinaryOp::Less => HintKind::Below,
        BinaryOp::LessEqual => HintKind::AtMost,
        _ => return None,
    })
}

/// The bound of a comparison with `$` on the right: `5 < $` is `$ > 5`.
fn mirrored(kind: HintKind) -> HintKind {
    match kind {
        HintKind::Above => HintKind::Below,
        HintKind::AtLeast => HintKind::AtMost,
        HintKind::Below => HintKind::Above,
        HintKind::AtMost => HintKind::AtLeast,
        other => other,
    }
}
