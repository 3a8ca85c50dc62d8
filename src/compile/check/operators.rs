//! Operators: the types of their results, and operands for which they are not defined.

use super::checker::Checker;
use super::types::KnownType;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{BinaryOp, Expr, ExprKind, UnaryOp};

impl<'t> Checker<'_, 't> {
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &'t Expr) -> KnownType {
        let ty = self.expression(operand);
        match op {
            UnaryOp::Not => KnownType::Bool,
            UnaryOp::Minus | UnaryOp::Plus if matches!(ty, KnownType::Int | KnownType::Float) => ty,
            _ => KnownType::Any,
        }
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: &'t Expr,
        right: &'t Expr,
        span: Span,
    ) -> KnownType {
        if op == BinaryOp::Arrow {
            self.rebinding(left);
            return self.rebinding(right);
        }
        let one = self.expression(left);
        // In `$x != null and $x.name = 'a'` the right side runs only if the left side holds.
        let other = match op {
            BinaryOp::And => self.narrowed(left, true, |checker| checker.expression(right)),
            BinaryOp::Or => self.narrowed(left, false, |checker| checker.expression(right)),
            _ => self.expression(right),
        };
        match op {
            BinaryOp::Greater | BinaryOp::Less | BinaryOp::GreaterEqual | BinaryOp::LessEqual => {
                self.chained_comparison(left, &one, &other, span);
                KnownType::Bool
            }
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::In
            | BinaryOp::Is
            | BinaryOp::Matches
            | BinaryOp::NotMatches => KnownType::Bool,
            BinaryOp::Add | BinaryOp::Subtract if self.is_text_and_number(op, &one, &other) => {
                self.text_and_number((left, &one), (right, &other), op, span);
                KnownType::Any
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => match (&one, &other) {
                (KnownType::Int, KnownType::Int) => KnownType::Int,
                (KnownType::Int | KnownType::Float, KnownType::Int | KnownType::Float) => {
                    KnownType::Float
                }
                (KnownType::Str, KnownType::Str) if op == BinaryOp::Add => KnownType::Str,
                _ => KnownType::Any,
            },
            BinaryOp::And | BinaryOp::Or if one == KnownType::Bool && other == KnownType::Bool => {
                KnownType::Bool
            }
            _ => KnownType::Any,
        }
    }

    /// `'port ' + 80`, `'4' - 1`: for certain text on one side and a number on the other.
    fn is_text_and_number(&self, op: BinaryOp, one: &KnownType, other: &KnownType) -> bool {
        let number = |ty: &KnownType| matches!(ty, KnownType::Int | KnownType::Float);
        let mixed =
            *one == KnownType::Str && number(other) || number(one) && *other == KnownType::Str;
        mixed || op == BinaryOp::Subtract && *one == KnownType::Str && *other == KnownType::Str
    }

    fn text_and_number(
        &mut self,
        (left, one): (&Expr, &KnownType),
        (right, other): (&Expr, &KnownType),
        op: BinaryOp,
        span: Span,
    ) {
        let sign = if op == BinaryOp::Add { "+" } else { "-" };
        let (one, other) = (one.describe(self.registry), other.describe(self.registry));
        let message = format!("`{sign}` is not defined for {one} and {other}");
        let hint = if op == BinaryOp::Add {
            "convert the number to a string with `str(…)`, or write `\"… \\(…)\"`"
        } else {
            "convert the string to a number with `int(…)`"
        };
        self.report(
            Diagnostic::error(codes::NO_OVERLOAD, span, message)
                .label(left.span, one)
                .label(right.span, other)
                .hint(hint),
        );
    }

    /// `1 < $x < 10`, which compares a boolean with a number.
    fn chained_comparison(&mut self, left: &Expr, one: &KnownType, other: &KnownType, span: Span) {
        let is_comparison = matches!(
            &left.kind,
            ExprKind::Binary(
                BinaryOp::Greater | BinaryOp::Less | BinaryOp::GreaterEqual | BinaryOp::LessEqual,
                ..
            )
        );
        if is_comparison
            && *one == KnownType::Bool
            && matches!(other, KnownType::Int | KnownType::Float)
        {
            let message = "the result of the first comparison is a boolean, which has no order";
            self.report(
                Diagnostic::error(codes::NO_OVERLOAD, span, message)
                    .label(left.span, "this is a boolean")
                    .hint("join two comparisons with `and`: `1 < $x and $x < 10`"),
            );
        }
    }
}
