//! Expressions: dispatches each kind to the file that lowers its family.

use super::Lowering;
use super::deferred::NO_MATCHING_FUNCTION;
use crate::compile::ir::{Const, Instr, Reg};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Expr, ExprKind, Piece};

impl Lowering<'_> {
    /// Lowers an expression into a register.
    pub(super) fn expr(&mut self, expr: &Expr, dst: Reg) {
        // One arm for each kind of node, each in the file of its family.
        let span = expr.span;
        match &expr.kind {
            ExprKind::Null => self.load(Const::Null, dst, span),
            ExprKind::Bool(b) => self.load(Const::Bool(*b), dst, span),
            ExprKind::Int(n) => self.load(Const::Int(*n), dst, span),
            ExprKind::BigInt(digits) => self.load(Const::Big(digits.clone()), dst, span),
            ExprKind::Float(f) => self.load(Const::Float(*f), dst, span),
            ExprKind::Str(text) => self.load(Const::Str(text.clone()), dst, span),
            ExprKind::Interpolated(pieces) => self.interpolated(pieces, dst, span),
            ExprKind::Word(word) => self.word(word, dst, span),
            ExprKind::Var(name) => self.variable(name, dst, span),
            ExprKind::TypeName(name) => self.type_name(name, dst),
            ExprKind::List(args) => self.list(args, dst, span),
            ExprKind::Map(entries) => self.map(entries, dst, span),
            ExprKind::Index { target, args } => self.index(target, args, dst, span),
            ExprKind::Member { target, name, safe } => {
                self.member(expr, target, name, *safe, dst);
            }
            ExprKind::Call { name, args } => self.call(name, args, dst, span),
            ExprKind::MethodCall { target, name, args, safe } => {
                self.method_call(target, name, args, *safe, dst, span);
            }
            ExprKind::Dot { target, member, safe } => self.dot(target, member, *safe, dst, span),
            ExprKind::Invoke { callee, args } => self.invoke(callee, args, dst, span),
            ExprKind::Unary(op, operand) => self.unary(*op, operand, dst, span),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, dst, span),
            ExprKind::Paren(inner) => self.parenthesised(inner, dst),
            ExprKind::New { class, entries } => self.new_object(class, entries, dst, span),
            ExprKind::Super { name, args } => self.super_call(name, args, dst, span),
            ExprKind::With(target, changes) => self.changed(target, changes, dst, span),
            ExprKind::If { condition, then, otherwise } => {
                self.conditional(condition, then, otherwise, dst);
            }
            ExprKind::Error => self.load(Const::Null, dst, span),
        }
    }

    /// Lowers an operand; returns its register: that of a local variable, or a new temporary.
    pub(super) fn operand(&mut self, expr: &Expr) -> Reg {
        if let ExprKind::Var(name) = &expr.kind
            && let Some(reg) = self.register_of(name)
        {
            return reg;
        }
        if let ExprKind::Paren(inner) = &expr.kind
            && !matches!(inner.kind, ExprKind::Word(_))
        {
            return self.operand(inner);
        }
        let dst = self.temp();
        self.expr(expr, dst);
        dst
    }

    /// `return expr`.
    pub(super) fn result(&mut self, expr: &Expr) {
        let mark = self.mark();
        let src = self.operand(expr);
        if may_be_lazy(expr) {
            self.emit(Instr::Freeze { reg: src }, expr.span);
        }
        self.emit_return(src, expr.span);
        self.release(mark);
    }

    /// Returns the value of an expression, lazy sequences included: for lambdas and for `eval`.
    pub(super) fn result_unfrozen(&mut self, expr: &Expr) {
        let mark = self.mark();
        let src = self.operand(expr);
        self.emit_return(src, expr.span);
        self.release(mark);
    }

    /// Lowers an expression whose value is stored in a variable, property or argument: lazy sequences become lists.
    pub(super) fn stored(&mut self, expr: &Expr, dst: Reg) {
        self.expr(expr, dst);
        if may_be_lazy(expr) {
            self.emit(Instr::Freeze { reg: dst }, expr.span);
        }
    }

    fn parenthesised(&mut self, inner: &Expr, dst: Reg) {
        match &inner.kind {
            ExprKind::Word(word) if !self.strict() => {
                self.load(Const::Str(word.clone()), dst, inner.span);
            }
            _ => self.expr(inner, dst),
        }
    }

    pub(super) fn interpolated(&mut self, pieces: &[Piece], dst: Reg, span: Span) {
        let mark = self.mark();
        let start = self.mark();
        let template = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Const::Str(text.clone()),
            Piece::Expr(expr) => {
                self.piece(expr);
                Const::Null
            }
        });
        let template = Const::List(template.collect());
        let template = self.near_constant(template, span);
        self.emit(Instr::Concat { dst, start, template }, span);
        self.release(mark);
    }

    /// Lowers an interpolated expression into the next register.
    fn piece(&mut self, expr: &Expr) {
        let reg = self.temp();
        self.expr(expr, reg);
        // In a lambda, `$` may be a lazy sequence.
        if may_be_lazy(expr) || self.builders.len() > 1 {
            self.emit(Instr::Display { reg }, expr.span);
        }
    }

    fn conditional(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, dst: Reg) {
        let skips = self.jump_unless(condition);
        self.expr(then, dst);
        let end = self.emit(Instr::Jump { target: 0 }, then.span);
        skips.into_iter().for_each(|jump| self.patch(jump));
        self.expr(otherwise, dst);
        self.patch(end);
    }

    fn invoke(&mut self, callee: &Expr, args: &[crate::syntax::Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.temp();
        self.expr(callee, base);
        let site = self.closure_site(&"call".into(), args, span);
        self.emit(Instr::CallClosure { dst, base, site }, span);
        self.release(mark);
    }

    /// Rejects `a.'b'`, `a.5` and `a.(b)`: no overload of `.` accepts such a right side.
    fn dot(&mut self, target: &Expr, member: &Expr, safe: bool, dst: Reg, span: Span) {
        let end = safe.then(|| {
            self.expr(target, dst);
            self.emit(Instr::JumpIfNull { cond: dst, target: 0 }, span)
        });
        let message = "the right side of `.` must be a name or a call";
        let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, member.span, message);
        self.refuse(diagnostic, NO_MATCHING_FUNCTION, dst);
        if let Some(end) = end {
            self.patch(end);
        }
    }
}

/// Returns whether the value may be or contain a lazy sequence.
pub(super) fn may_be_lazy(expr: &Expr) -> bool {
    use crate::syntax::BinaryOp as B;
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Word(_)
        | ExprKind::Interpolated(_)
        | ExprKind::TypeName(_)
        | ExprKind::New { .. }
        | ExprKind::Error => false,
        ExprKind::Unary(..) => false,
        ExprKind::Binary(B::And | B::Or | B::Add | B::Arrow, a, b) => {
            may_be_lazy(a) || may_be_lazy(b)
        }
        ExprKind::Binary(..) => false,
        ExprKind::Paren(inner) => may_be_lazy(inner),
        ExprKind::With(target, changes) => may_be_lazy(target) || may_be_lazy(changes),
        ExprKind::If { then, otherwise, .. } => may_be_lazy(then) || may_be_lazy(otherwise),
        ExprKind::List(args) => args.iter().any(|a| match a {
            crate::syntax::Arg::Positional(e) => may_be_lazy(e),
            _ => true,
        }),
        ExprKind::Map(entries) => {
            entries.iter().any(|e| may_be_lazy(&e.key) || may_be_lazy(&e.value))
        }
        // Variables hold no lazy sequence. `$` in a lambda may, but the value of a lambda does not leave its expression.
        ExprKind::Var(_) => false,
        ExprKind::Index { target, .. } => may_be_lazy(target),
        ExprKind::Member { .. }
        | ExprKind::Call { .. }
        | ExprKind::MethodCall { .. }
        | ExprKind::Dot { .. }
        | ExprKind::Invoke { .. }
        | ExprKind::Super { .. } => true,
    }
}
