//! What a condition implies about variables: `$x != null`, `$x is Redis`, `$x`, and
//! combinations of them.

use std::rc::Rc;

use super::checker::Checker;
use super::types::KnownType;
use crate::syntax::{BinaryOp, Expr, ExprKind, Text, TypeName, UnaryOp};

impl<'t> Checker<'_, 't> {
    /// Runs a check with what a condition says if it holds, or does not.
    pub(super) fn narrowed<T>(
        &mut self,
        condition: &Expr,
        holds: bool,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.variables.mark();
        self.assume(condition, holds);
        let result = check(self);
        self.variables.undo(before);
        result
    }

    /// Assumes from here on that a condition holds, or does not.
    pub(super) fn assume(&mut self, condition: &Expr, holds: bool) {
        // Flow typing: what a condition implies about variables. A conjunction implies both
        // sides if it holds, a disjunction both negations if it does not (De Morgan); all other
        // forms imply nothing.
        match &condition.kind {
            ExprKind::Paren(inner) => self.assume(inner, holds),
            ExprKind::Unary(UnaryOp::Not, inner) => self.assume(inner, !holds),
            ExprKind::Binary(BinaryOp::And, left, right) if holds => {
                self.assume(left, true);
                self.assume(right, true);
            }
            ExprKind::Binary(BinaryOp::Or, left, right) if !holds => {
                self.assume(left, false);
                self.assume(right, false);
            }
            ExprKind::Binary(BinaryOp::Equal, left, right) => self.compare_null(left, right, holds),
            ExprKind::Binary(BinaryOp::NotEqual, left, right) => {
                self.compare_null(left, right, !holds);
            }
            ExprKind::Binary(BinaryOp::Is, left, right) => {
                if let Some(name) = variable(left) {
                    let class = self.class_of(right);
                    let narrowed = match class {
                        Some(class) if holds => KnownType::object(class),
                        _ => KnownType::Any,
                    };
                    self.retype(name, narrowed);
                }
            }
            ExprKind::Var(_) => {
                if let Some(name) = variable(condition) {
                    self.is_true(name, holds);
                }
            }
            _ => {}
        }
    }

    fn compare_null(&mut self, left: &Expr, right: &Expr, is_null: bool) {
        let name = match (&left.kind, &right.kind) {
            (_, ExprKind::Null) => variable(left),
            (ExprKind::Null, _) => variable(right),
            _ => None,
        };
        let Some(name) = name else { return };
        if is_null {
            self.retype(name, KnownType::Null);
        } else {
            self.is_true(name, true);
        }
    }

    /// A value that counts as true is not null; one that does not may be anything.
    fn is_true(&mut self, name: &Text, holds: bool) {
        let Some(variable) = self.variables.get(name) else { return };
        let narrowed = match (&variable.ty, holds) {
            (KnownType::Optional(inner), true) => Rc::unwrap_or_clone(inner.clone()),
            (KnownType::Null, true) => KnownType::Any,
            _ => return,
        };
        self.retype(name, narrowed);
    }

    fn retype(&mut self, name: &Text, ty: KnownType) {
        if self.variables.contains(name) {
            self.variables.set(name.clone(), ty, None);
        }
    }

    fn class_of(&self, expr: &Expr) -> Option<crate::compile::ids::ClassId> {
        let name = match &expr.kind {
            ExprKind::Word(word) => TypeName { prefix: None, name: word.clone(), span: expr.span },
            ExprKind::TypeName(name) => name.clone(),
            _ => return None,
        };
        self.registry.lookup(&name, &self.scope)
    }
}

fn variable(expr: &Expr) -> Option<&Text> {
    match &expr.kind {
        ExprKind::Var(name) if !name.is_empty() && &**name != "this" => Some(name),
        ExprKind::Paren(inner) => variable(inner),
        _ => None,
    }
}
