//! What a predicate of `check()` tells a form that asks for the value: bounds, choices, a pattern.
//!
//! `$ > 0`, `10 >= $`, `$ in [a, b]`, `$.matches('…')`, and several of them with `and` (see docs/language/contracts.md#conditions). Other predicates
//! tell nothing. What stands beside `$` is compiled, not computed: it may call static methods by `$this`.

use std::rc::Rc;

use super::ir::{Code, Hint, HintKind};
use super::walk;
use crate::syntax::{Arg, BinaryOp, Expr, ExprKind};

/// What a predicate tells; `compile` makes code of what stands beside `$`.
pub(super) fn hints(predicate: &Expr, compile: &dyn Fn(&Expr) -> Rc<Code>) -> Vec<Hint> {
    let mut found = Vec::new();
    gather(predicate, &mut |kind, beside| {
        if !mentions_value(beside) {
            found.push(Hint { kind, operand: compile(beside) });
        }
    });
    found
}

fn gather(predicate: &Expr, tell: &mut dyn FnMut(HintKind, &Expr)) {
    match &predicate.kind {
        ExprKind::Paren(inner) => gather(inner, tell),
        ExprKind::Binary(BinaryOp::And, left, right) => {
            gather(left, tell);
            gather(right, tell);
        }
        ExprKind::Binary(BinaryOp::In, left, right) if is_value(left) => {
            tell(HintKind::OneOf, right);
        }
        ExprKind::Binary(op, left, right) if is_value(left) => {
            if let Some(kind) = bound(*op) {
                tell(kind, right);
            }
        }
        ExprKind::Binary(op, left, right) if is_value(right) => {
            if let Some(kind) = bound(*op) {
                tell(turned(kind), left);
            }
        }
        ExprKind::MethodCall { target, name, args, safe: false }
            if is_value(target) && &*name.text == "matches" =>
        {
            if let [Arg::Positional(pattern), ..] = args.as_slice() {
                tell(HintKind::Matches, pattern);
            }
        }
        _ => {}
    }
}

/// `$`, `$1`.
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

/// The same bound where `$` stands on the right.
fn turned(kind: HintKind) -> HintKind {
    match kind {
        HintKind::Above => HintKind::Below,
        HintKind::AtLeast => HintKind::AtMost,
        HintKind::Below => HintKind::Above,
        HintKind::AtMost => HintKind::AtLeast,
        other => other,
    }
}
