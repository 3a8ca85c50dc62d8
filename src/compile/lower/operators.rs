//! Operators, and conditions as jumps.

use super::Lowering;
use super::deferred::{NO_FUNCTION, NO_MATCHING_FUNCTION};
use crate::compile::ir::{Const, Instr, Reg};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{BinaryOp, Expr, ExprKind, UnaryOp};

impl Lowering<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &Expr, dst: Reg, span: Span) {
        // `-1` is folded to a constant, except for the smallest integer, whose negation does
        // not fit.
        if let (UnaryOp::Minus, ExprKind::Int(n)) = (op, &operand.kind)
            && let Some(negative) = n.checked_neg()
        {
            return self.load(Const::Int(negative), dst, span);
        }
        let mark = self.mark();
        match op {
            UnaryOp::Colon => {
                let message = "`:` needs a class's name";
                let diagnostic = Diagnostic::error(codes::UNKNOWN_FUNCTION, span, message);
                return self.refuse(diagnostic, NO_FUNCTION, dst);
            }
            UnaryOp::Minus => {
                let a = self.operand(operand);
                self.emit(Instr::Negate { dst, a }, span);
            }
            UnaryOp::Plus => {
                let a = self.operand(operand);
                self.emit(Instr::Plus { dst, a }, span);
            }
            UnaryOp::Not => {
                let a = self.operand(operand);
                self.emit(Instr::Not { dst, a }, span);
            }
        }
        self.release(mark);
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr, dst: Reg, span: Span) {
        match op {
            BinaryOp::And | BinaryOp::Or => self.short_circuit(op, a, b, dst, span),
            BinaryOp::Arrow => self.arrow(a, b, dst, span),
            BinaryOp::Is => self.is_test(a, b, dst, span),
            BinaryOp::Colon => {
                let message = "`:` joins a namespace prefix and a class's name";
                let mut diagnostic = Diagnostic::error(codes::UNKNOWN_FUNCTION, span, message);
                if !self.strict() {
                    diagnostic =
                        diagnostic.hint("a string with `:` needs quotes: 'redis:7-alpine'");
                }
                self.refuse(diagnostic, NO_FUNCTION, dst);
            }
            // An operand that no other operand can make valid is an error before the operands are evaluated.
            _ if !(self.strict()
                || accepts_literal(op, a, Side::Left) && accepts_literal(op, b, Side::Right)) =>
            {
                let message = "no overload of the operator accepts these operands";
                let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, span, message);
                self.refuse(diagnostic, NO_MATCHING_FUNCTION, dst);
            }
            _ if self.with_immediate(op, a, b, dst, span) => {}
            _ => {
                let mark = self.mark();
                let left = self.operand(a);
                let right = self.operand(b);
                self.emit(instruction(op, dst, left, right), span);
                self.release(mark);
            }
        }
    }

    /// Lowers `a + 1` and similar with the integer in the instruction; returns whether it did.
    fn with_immediate(&mut self, op: BinaryOp, a: &Expr, b: &Expr, dst: Reg, span: Span) -> bool {
        let Some(value) = small(b) else { return false };
        let make: fn(Reg, Reg, i16) -> Instr = match op {
            BinaryOp::Add => |dst, a, value| Instr::AddInt { dst, a, value },
            BinaryOp::Subtract => |dst, a, value| Instr::SubInt { dst, a, value },
            BinaryOp::Multiply => |dst, a, value| Instr::MulInt { dst, a, value },
            BinaryOp::Modulo if value > 0 => |dst, a, value| Instr::ModInt { dst, a, value },
            _ => return false,
        };
        let mark = self.mark();
        let left = self.operand(a);
        self.emit(make(dst, left, value), span);
        self.release(mark);
        true
    }

    fn short_circuit(&mut self, op: BinaryOp, a: &Expr, b: &Expr, dst: Reg, span: Span) {
        // `dst` may be a register that the right side reads.
        let mark = self.mark();
        let value = self.temp();
        self.expr(a, value);
        let jump = match op {
            BinaryOp::And => Instr::JumpIfNot { cond: value, target: 0 },
            _ => Instr::JumpIf { cond: value, target: 0 },
        };
        let end = self.emit(jump, span);
        self.expr(b, value);
        self.patch(end);
        self.emit(Instr::Take { dst, src: value }, span);
        self.release(mark);
    }

    fn is_test(&mut self, a: &Expr, b: &Expr, dst: Reg, span: Span) {
        if !self.catalogue.has_murano() {
            let diagnostic = self.unknown_function(&"#operator_is".into(), span);
            return self.refuse(diagnostic, NO_FUNCTION, dst);
        }
        let mark = self.mark();
        let left = self.temp();
        self.expr(a, left);
        let right = self.temp();
        self.class_operand(b, right);
        self.emit(Instr::Is { dst, a: left, b: right }, span);
        self.release(mark);
    }

    /// Lowers a condition; returns the jumps taken if it is false, to be patched.
    pub(super) fn jump_unless(&mut self, condition: &Expr) -> Vec<usize> {
        let mark = self.mark();
        let jumps = self.condition_jumps(condition);
        self.release(mark);
        jumps
    }

    fn condition_jumps(&mut self, condition: &Expr) -> Vec<usize> {
        let span = condition.span;
        match &condition.kind {
            ExprKind::Paren(inner) if !matches!(inner.kind, ExprKind::Word(_)) => {
                self.condition_jumps(inner)
            }
            ExprKind::Binary(BinaryOp::And, a, b) => {
                let mut jumps = self.jump_unless(a);
                jumps.extend(self.jump_unless(b));
                jumps
            }
            ExprKind::Binary(op, a, b) => match self.fused(*op, a, b, span) {
                Some(jump) => vec![jump],
                None => self.plain_jump(condition),
            },
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let cond = self.operand(inner);
                vec![self.emit(Instr::JumpIf { cond, target: 0 }, span)]
            }
            _ => self.plain_jump(condition),
        }
    }

    fn plain_jump(&mut self, condition: &Expr) -> Vec<usize> {
        let cond = self.operand(condition);
        vec![self.emit(Instr::JumpIfNot { cond, target: 0 }, condition.span)]
    }

    /// Fuses a comparison and its jump into one instruction.
    fn fused(&mut self, op: BinaryOp, a: &Expr, b: &Expr, span: Span) -> Option<usize> {
        // Needs both operands in registers, or the right one as a small constant. The jump is
        // taken if the comparison is false, so `a > b` becomes `b < a` with the operands
        // exchanged, not `a <= b`: with NaN both are false.
        let offset = 0;
        if let Some(value) = small(b) {
            let make: fn(Reg, i16) -> Instr = match op {
                BinaryOp::Less => |a, value| Instr::UnlessLessInt { a, value, offset: 0 },
                BinaryOp::LessEqual => |a, value| Instr::UnlessLessEqualInt { a, value, offset: 0 },
                BinaryOp::Greater => |a, value| Instr::UnlessGreaterInt { a, value, offset: 0 },
                BinaryOp::GreaterEqual => {
                    |a, value| Instr::UnlessGreaterEqualInt { a, value, offset: 0 }
                }
                BinaryOp::Equal => |a, value| Instr::UnlessEqualInt { a, value, offset: 0 },
                _ => return None,
            };
            let left = self.operand(a);
            return Some(self.emit(make(left, value), span));
        }
        if !matches!(
            op,
            BinaryOp::Less
                | BinaryOp::LessEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterEqual
                | BinaryOp::Equal
        ) {
            return None;
        }
        let (a, b) = (self.operand(a), self.operand(b));
        let instr = match op {
            BinaryOp::Less => Instr::UnlessLess { a, b, offset },
            BinaryOp::LessEqual => Instr::UnlessLessEqual { a, b, offset },
            BinaryOp::Greater => Instr::UnlessLess { a: b, b: a, offset },
            BinaryOp::GreaterEqual => Instr::UnlessLessEqual { a: b, b: a, offset },
            _ => Instr::UnlessEqual { a, b, offset },
        };
        Some(self.emit(instr, span))
    }
}

/// The side of an operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Returns whether some overload of an operator accepts a literal on a side. Other operands are decided at run time.
fn accepts_literal(op: BinaryOp, operand: &Expr, side: Side) -> bool {
    let number =
        matches!(operand.kind, ExprKind::Int(_) | ExprKind::BigInt(_) | ExprKind::Float(_));
    let text = matches!(operand.kind, ExprKind::Str(_) | ExprKind::Word(_));
    let truth = matches!(operand.kind, ExprKind::Bool(_));
    if !(number || text || truth || matches!(operand.kind, ExprKind::Null)) {
        return true;
    }
    match op {
        BinaryOp::Add => number || text,
        BinaryOp::Subtract | BinaryOp::Divide | BinaryOp::Modulo => number,
        // Multiplying repeats a string or list, and `true` counts as 1.
        BinaryOp::Multiply => number || text || truth,
        BinaryOp::Matches | BinaryOp::NotMatches => text,
        BinaryOp::In => text || side == Side::Left,
        _ => true,
    }
}

/// An integer literal that fits into an instruction.
pub(super) fn small(expr: &Expr) -> Option<i16> {
    match &expr.kind {
        ExprKind::Int(n) => i16::try_from(*n).ok(),
        ExprKind::Paren(inner) => small(inner),
        _ => None,
    }
}

fn instruction(op: BinaryOp, dst: Reg, a: Reg, b: Reg) -> Instr {
    match op {
        BinaryOp::Multiply => Instr::Mul { dst, a, b },
        BinaryOp::Divide => Instr::Div { dst, a, b },
        BinaryOp::Modulo => Instr::Mod { dst, a, b },
        BinaryOp::Add => Instr::Add { dst, a, b },
        BinaryOp::Subtract => Instr::Sub { dst, a, b },
        BinaryOp::Greater => Instr::Greater { dst, a, b },
        BinaryOp::Less => Instr::Less { dst, a, b },
        BinaryOp::GreaterEqual => Instr::GreaterEqual { dst, a, b },
        BinaryOp::LessEqual => Instr::LessEqual { dst, a, b },
        BinaryOp::NotEqual => Instr::NotEqual { dst, a, b },
        BinaryOp::Equal => Instr::Equal { dst, a, b },
        BinaryOp::In => Instr::In { dst, a, b },
        BinaryOp::Matches => Instr::Matches { dst, a, b },
        BinaryOp::NotMatches => Instr::NotMatches { dst, a, b },
        BinaryOp::And | BinaryOp::Or | BinaryOp::Arrow | BinaryOp::Is | BinaryOp::Colon => {
            unreachable!("lowered on its own")
        }
    }
}
