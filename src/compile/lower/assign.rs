//! Assignments: variables, properties, and paths of members and indices into them.
//!
//! Values are immutable, so an assignment into a path reads each container on the path, changes copies from the inside outwards, and
//! stores the outermost one. A container with one owner is changed in place, which makes loops over `$d[$k] = v` linear.

use super::Lowering;
use super::deferred::NO_FUNCTION;
use super::expr::may_be_lazy;
use super::free::canonical;
use super::names::Binding;
use crate::compile::ir::{Instr, MemberSite, Reg};
use crate::diag::{Applicability, Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, BinaryOp, Expr, ExprKind, Name, Text};

/// A step of a path.
enum TargetStep<'e> {
    Member(&'e Name),
    Index(&'e Expr),
}

impl Lowering<'_> {
    pub(super) fn assign(&mut self, target: &Expr, value: &Expr, span: Span) {
        match &target.kind {
            ExprKind::Paren(inner) if !self.strict() => self.assign(inner, value, span),
            ExprKind::Var(name) if &**name == "this" || name.is_empty() => {
                let message = format!("`${name}` cannot be assigned to");
                let hint = "assign to one of its properties: `$.name = …`";
                let diagnostic = Diagnostic::error(codes::ASSIGN_TARGET, target.span, message);
                let dst = self.temp();
                self.refuse(diagnostic.hint(hint), "ValueError", dst);
            }
            ExprKind::Var(name) => self.assign_variable(name, value, span),
            ExprKind::Member { .. } | ExprKind::Index { .. } => {
                self.assign_path(target, value, span);
            }
            ExprKind::Word(word) => {
                let message = format!("`{word}` cannot be assigned to");
                let hint = format!("a variable begins with `$`: `${word} = …`");
                let diagnostic = Diagnostic::error(codes::ASSIGN_TARGET, target.span, message)
                    .hint(hint)
                    .replace(word, format!("${word}"), Applicability::Sure);
                self.refuse_path(target, diagnostic);
                // What follows takes the variable as set: one mistake is one report.
                self.assign_variable(word, value, span);
            }
            _ => {
                let message = "this cannot be assigned to";
                let hint = "the left side of `=` is a variable, a property or an index";
                let diagnostic = Diagnostic::error(codes::ASSIGN_TARGET, target.span, message);
                self.refuse_path(target, diagnostic.hint(hint));
            }
        }
    }

    /// Rejects a path that begins with a call or operator: the reference implementation reports those as unknown functions.
    fn refuse_path(&mut self, root: &Expr, diagnostic: Diagnostic) {
        match &root.kind {
            ExprKind::Call { .. }
            | ExprKind::MethodCall { .. }
            | ExprKind::Member { .. }
            | ExprKind::Binary(..)
            | ExprKind::Unary(..) => {
                let dst = self.temp();
                self.refuse(diagnostic, NO_FUNCTION, dst);
            }
            _ => self.refuse_target(diagnostic),
        }
    }

    fn refuse_target(&mut self, diagnostic: Diagnostic) {
        let dst = self.temp();
        self.refuse(diagnostic, "murano.dsl.exceptions.InvalidLhsTargetError", dst);
    }

    fn assign_variable(&mut self, name: &Text, value: &Expr, span: Span) {
        match self.binding(&canonical(name)) {
            Some(Binding::Register(reg)) => self.assign_register(name, reg, value, span),
            Some(Binding::Cell(cell)) => {
                let src = self.temp();
                self.stored(value, src);
                self.emit(Instr::StoreCell { cell, src }, span);
            }
            Some(Binding::Function(_) | Binding::Context(_)) | None => {
                let reg = self.declare_local(name);
                self.stored(value, reg);
            }
        }
    }

    fn assign_register(&mut self, name: &Text, reg: Reg, value: &Expr, span: Span) {
        if let Some(more) = appended(name, value) {
            if self.push_items(reg, more, span) {
                return;
            }
            let b = self.operand(more);
            if may_be_lazy(more) {
                self.emit(Instr::Freeze { reg: b }, more.span);
            }
            self.emit(Instr::Append { target: reg, b }, span);
            return;
        }
        // Writing the register directly is safe if the last instruction alone writes it, after every read of the variable.
        if writes_last(value) {
            return self.stored(value, reg);
        }
        let src = self.temp();
        self.expr(value, src);
        let instr = match may_be_lazy(value) {
            true => Instr::Keep { dst: reg, src },
            false => Instr::Take { dst: reg, src },
        };
        // A lazy sequence is iterated here, so an error in it has the value's span.
        self.emit(instr, value.span);
    }

    fn assign_path(&mut self, target: &Expr, value: &Expr, span: Span) {
        // The value is evaluated before the path, as in the reference implementation. The root
        // decides how the changed container is stored: into a variable, or into an object or
        // class, which needs no store of its own.
        let mut steps = Vec::new();
        let root = path(target, &mut steps);
        let src = self.temp();
        self.stored(value, src);
        match &root.kind {
            ExprKind::Var(name) => match self.variable_root(name, root.span) {
                Some(root) => self.assign_into_variable(root, &steps, src, span),
                None => self.unset_root(name, root.span),
            },
            ExprKind::Word(_) | ExprKind::TypeName(_) => {
                let reg = self.temp();
                self.class_operand(root, reg);
                self.store(reg, &steps, src, span);
            }
            ExprKind::Call { name, .. } if &*name.text == "type" => {
                let reg = self.temp();
                self.expr(root, reg);
                self.store(reg, &steps, src, span);
            }
            _ => {
                let message = "an assignment must begin at a variable, `$`, or a class";
                let diagnostic = Diagnostic::error(codes::ASSIGN_TARGET, root.span, message);
                self.refuse_path(root, diagnostic);
            }
        }
    }

    fn variable_root(&mut self, name: &Text, _: Span) -> Option<Binding> {
        self.binding(&canonical(name))
    }

    fn unset_root(&mut self, name: &Text, span: Span) {
        let message = format!("the variable `${name}` has no value to assign into");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_VARIABLE, span, message);
        self.refuse_target(diagnostic);
    }

    fn assign_into_variable(
        &mut self,
        root: Binding,
        steps: &[TargetStep<'_>],
        src: Reg,
        span: Span,
    ) {
        match root {
            Binding::Register(reg) => self.store(reg, steps, src, span),
            Binding::Cell(cell) => {
                let reg = self.temp();
                self.emit(Instr::LoadCell { dst: reg, cell }, span);
                self.store(reg, steps, src, span);
                self.emit(Instr::StoreCell { cell, src: reg }, span);
            }
            Binding::Function(_) | Binding::Context(_) => {}
        }
    }

    /// Stores `src` at the end of a path that begins at the value of a register.
    fn store(&mut self, root: Reg, steps: &[TargetStep<'_>], src: Reg, span: Span) {
        let (last, before) = steps.split_last().expect("a path has a step");
        // The containers on the path, outermost first, and the register of each index.
        let mut at = vec![root];
        let mut indices = Vec::new();
        for step in before {
            let target = *at.last().expect("begins with the root");
            let dst = self.temp();
            indices.push(self.step_index(step));
            let index = indices.last().copied().flatten();
            self.emit_read(step, target, index, dst, span);
            at.push(dst);
        }
        let index = self.step_index(last);
        self.emit_store(last, *at.last().expect("begins with the root"), index, src, span);
        for (n, step) in before.iter().enumerate().rev() {
            self.emit_store(step, at[n], indices[n], at[n + 1], span);
        }
    }

    fn step_index(&mut self, step: &TargetStep<'_>) -> Option<Reg> {
        match step {
            TargetStep::Member(_) => None,
            TargetStep::Index(expr) => {
                let reg = self.temp();
                self.stored(expr, reg);
                Some(reg)
            }
        }
    }

    fn emit_read(
        &mut self,
        step: &TargetStep<'_>,
        target: Reg,
        index: Option<Reg>,
        dst: Reg,
        span: Span,
    ) {
        let instr = match (step, index) {
            (TargetStep::Member(name), _) => {
                let site = self.member_site(MemberSite {
                    name: name.text.clone(),
                    safe: false,
                    span: name.span,
                });
                Instr::PathMember { dst, target, site }
            }
            (TargetStep::Index(_), Some(index)) => Instr::PathIndex { dst, target, index },
            (TargetStep::Index(_), None) => unreachable!("an index step has an index"),
        };
        self.emit(instr, span);
    }

    fn emit_store(
        &mut self,
        step: &TargetStep<'_>,
        target: Reg,
        index: Option<Reg>,
        src: Reg,
        span: Span,
    ) {
        let instr = match (step, index) {
            (TargetStep::Member(name), _) => {
                let site = self.member_site(MemberSite {
                    name: name.text.clone(),
                    safe: false,
                    span: name.span,
                });
                Instr::StoreMember { target, site, src }
            }
            (TargetStep::Index(_), Some(index)) => Instr::StoreIndex { target, index, src },
            (TargetStep::Index(_), None) => unreachable!("an index step has an index"),
        };
        self.emit(instr, span);
    }
}

/// The root of a path; its steps from the root outwards.
fn path<'e>(target: &'e Expr, steps: &mut Vec<TargetStep<'e>>) -> &'e Expr {
    match &target.kind {
        ExprKind::Member { target, name, safe: false } => {
            let root = path(target, steps);
            steps.push(TargetStep::Member(name));
            root
        }
        ExprKind::Index { target, args } => match args.as_slice() {
            [Arg::Positional(index)] => {
                let root = path(target, steps);
                steps.push(TargetStep::Index(index));
                root
            }
            _ => target,
        },
        _ => target,
    }
}

/// `$x = $x + more`: the operand `more`, if the variable can be appended to in place.
fn appended<'e>(name: &Text, value: &'e Expr) -> Option<&'e Expr> {
    let ExprKind::Binary(BinaryOp::Add, a, b) = &value.kind else { return None };
    match (&a.kind, &b.kind) {
        // Small integers have an instruction of their own.
        (_, ExprKind::Int(_)) => None,
        (ExprKind::Var(same), _) if same == name => Some(b),
        _ => None,
    }
}

/// Returns whether the last instruction alone writes the result register, after everything is read.
fn writes_last(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Binary(op, ..) => {
            !matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Arrow | BinaryOp::Is)
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Var(_)
        | ExprKind::List(_)
        | ExprKind::Map(_)
        | ExprKind::New { .. }
        | ExprKind::Index { .. } => true,
        ExprKind::Paren(inner) => writes_last(inner),
        _ => false,
    }
}
