//! Values that contracts accept, and native code of built-in classes does not: restart policies, durations, sizes, names.

use super::checker::Checker;
use super::constant;
use super::members::DeclaredProperty;
use super::place::Place;
use super::variables::Literal;
use crate::diag::{Diagnostic, codes};
use crate::syntax::{Expr, ExprKind};

impl<'t> Checker<'_, 't> {
    /// Whether native code takes a literal for a property; reports it if not.
    pub(super) fn native_accepts(
        &mut self,
        declared: &DeclaredProperty,
        value: &'t Expr,
        place: &Place<'_>,
    ) -> bool {
        if !self.registry.is_core(declared.entry.id) {
            return true;
        }
        let literal = self.literal_behind(value);
        let Some(constant) = constant::fold(literal, None) else { return true };
        let (class, name) = (&declared.entry.name, &declared.tree().name.text);
        let Some(expected) = self.registry.native_refusal(class, name, &constant) else {
            return true;
        };
        let message = format!("{} cannot be {}", place.title(), constant::describe(&constant));
        let found = Diagnostic::error(codes::BAD_VALUE, literal.span, message).hint(expected);
        self.report(match literal.span == value.span {
            true => found,
            false => found.label(value.span, "used here"),
        });
        false
    }

    /// The literal that an expression is, or that the variable was set to.
    fn literal_behind(&self, expr: &'t Expr) -> &'t Expr {
        match &expr.kind {
            ExprKind::Paren(inner) => self.literal_behind(inner),
            ExprKind::Var(name) if !name.is_empty() && self.rebound == 0 => {
                match self.variables.get(name).and_then(|variable| variable.literal) {
                    Some(Literal(literal)) => literal,
                    None => expr,
                }
            }
            _ => expr,
        }
    }
}
