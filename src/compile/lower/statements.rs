//! Statements: dispatches each kind; lowers `if`, `match`, `switch`, `return`, `break` and `continue`.

use super::Lowering;
use super::builder::ExitPoint;
use super::deferred::OUTSIDE_LOOP;
use super::expr::may_be_lazy;
use crate::compile::ir::{Instr, Reg};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Block, Expr, MatchCase, Stmt, StmtKind};

/// The statement that leaves a loop's body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LoopExit {
    Break,
    Continue,
}

impl Lowering<'_> {
    pub(super) fn block(&mut self, block: &Block) {
        for stmt in &block.statements {
            self.statement(stmt);
        }
    }

    /// Lowers the statements of a script, whose last one is the result if it is an expression.
    pub(super) fn script_block(&mut self, block: &Block) {
        self.block_with_result(block, Self::result);
    }

    /// Lowers the statements of an input as those of a script; a lazy result is not read: it may be endless.
    pub(super) fn input_block(&mut self, block: &Block) {
        self.block_with_result(block, Self::result_unfrozen);
    }

    fn block_with_result(&mut self, block: &Block, result: fn(&mut Self, &Expr)) {
        let Some((last, before)) = block.statements.split_last() else { return };
        before.iter().for_each(|stmt| self.statement(stmt));
        match &last.kind {
            StmtKind::Expr(expr) => result(self, expr),
            _ => self.statement(last),
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        // Temporaries of a statement are released at its end; only variables keep their
        // registers from one statement to the next.
        let mark = self.mark();
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Expr(expr) => self.evaluate(expr),
            StmtKind::Assign { target, value } => self.assign(target, value, span),
            StmtKind::If { arms, otherwise } => self.if_statement(arms, otherwise.as_ref(), span),
            StmtKind::While(condition, body) => self.while_loop(condition, body, span),
            StmtKind::For { variable, iterable, body } => {
                self.for_loop(variable, iterable, body, span);
            }
            StmtKind::Repeat(count, body) => self.repeat_loop(count, body, span),
            StmtKind::Match { subject, cases, default } => {
                self.match_statement(subject, cases, default.as_ref(), span);
            }
            StmtKind::Switch { cases, default } => {
                self.switch_statement(cases, default.as_ref(), span);
            }
            StmtKind::Parallel { limit, body } => self.parallel(limit.as_ref(), body, span),
            StmtKind::ParallelFor { limit, variable, iterable, body } => {
                self.parallel_for(limit.as_ref(), variable, iterable, body, span);
            }
            StmtKind::Try { body, catches, otherwise, finally } => {
                self.try_statement(body, catches, otherwise.as_ref(), finally.as_ref(), span);
            }
            StmtKind::Throw { names, message, extra, cause } => {
                let parts = [message.as_ref(), extra.as_ref(), cause.as_ref()];
                self.throw(names, parts, span);
            }
            StmtKind::Rethrow => self.rethrow(span),
            StmtKind::Return(value) => self.return_statement(value.as_ref(), span),
            StmtKind::Break => self.leave_loop(LoopExit::Break, span),
            StmtKind::Continue => self.leave_loop(LoopExit::Continue, span),
            StmtKind::Block(body) => self.block(body),
            StmtKind::Error => {}
        }
        self.release(mark);
    }

    fn evaluate(&mut self, expr: &Expr) {
        let dst = self.temp();
        self.expr(expr, dst);
        if may_be_lazy(expr) {
            self.emit(Instr::Exhaust { reg: dst }, expr.span);
        }
    }

    fn if_statement(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>, span: Span) {
        let mut ends = Vec::new();
        for (condition, body) in arms {
            let skips = self.jump_unless(condition);
            self.block(body);
            ends.push(self.emit(Instr::Jump { target: 0 }, span));
            skips.into_iter().for_each(|jump| self.patch(jump));
        }
        if let Some(body) = otherwise {
            self.block(body);
        }
        ends.into_iter().for_each(|jump| self.patch(jump));
    }

    fn match_statement(
        &mut self,
        subject: &Expr,
        cases: &[MatchCase],
        default: Option<&Block>,
        span: Span,
    ) {
        let value = self.temp();
        self.stored(subject, value);
        let mut ends = Vec::new();
        for case in cases {
            let hits: Vec<usize> = case.values.iter().map(|v| self.case_jump(value, v)).collect();
            let skip = self.emit(Instr::Jump { target: 0 }, span);
            hits.into_iter().for_each(|jump| self.patch(jump));
            self.block(&case.body);
            ends.push(self.emit(Instr::Jump { target: 0 }, span));
            self.patch(skip);
        }
        if let Some(body) = default {
            self.block(body);
        }
        ends.into_iter().for_each(|jump| self.patch(jump));
    }

    fn case_jump(&mut self, subject: Reg, value: &Expr) -> usize {
        let mark = self.mark();
        let (b, dst) = (self.temp(), self.temp());
        self.expr(value, b);
        self.emit(Instr::CaseEqual { dst, a: subject, b }, value.span);
        let jump = self.emit(Instr::JumpIf { cond: dst, target: 0 }, value.span);
        self.release(mark);
        jump
    }

    /// Lowers `switch`: every true case runs, the default only if none was true.
    fn switch_statement(&mut self, cases: &[(Expr, Block)], default: Option<&Block>, span: Span) {
        let ran = self.temp();
        self.emit(Instr::Bool { dst: ran, value: false }, span);
        for (condition, body) in cases {
            let skips = self.jump_unless(condition);
            self.emit(Instr::Bool { dst: ran, value: true }, condition.span);
            self.block(body);
            skips.into_iter().for_each(|jump| self.patch(jump));
        }
        if let Some(body) = default {
            let skip = self.emit(Instr::JumpIf { cond: ran, target: 0 }, span);
            self.block(body);
            self.patch(skip);
        }
    }

    fn return_statement(&mut self, value: Option<&Expr>, span: Span) {
        let leaves_branch = self.b().exits.iter().any(|e| matches!(e, ExitPoint::Branch));
        let finally = self.b().exits.iter().any(|e| matches!(e, ExitPoint::Finally(_)));
        if let (Some(value), false, false) = (value, leaves_branch, finally) {
            return self.result(value);
        }
        let src = self.temp();
        match value {
            Some(value) => self.stored(value, src),
            None => drop(self.emit(Instr::Null { dst: src }, span)),
        }
        self.return_register(src, span);
    }

    /// Returns a register's value and runs every surrounding `finally` block.
    pub(super) fn return_register(&mut self, src: Reg, span: Span) {
        let leaves_branch = self.b().exits.iter().any(|e| matches!(e, ExitPoint::Branch));
        self.unwind_exits(0);
        if leaves_branch {
            self.emit(Instr::Leave { src, kind: 1 }, span);
        } else {
            self.emit_return(src, span);
        }
    }

    /// Inlines the `finally` blocks that a jump out to an exit leaves, innermost first.
    pub(super) fn unwind_exits(&mut self, down_to: usize) {
        let mut outer = Vec::new();
        while self.b().exits.len() > down_to {
            let exit = self.b().exits.pop().expect("longer than that");
            if let ExitPoint::Finally(body) = &exit {
                // The block is lowered with the exits that surround its `try`.
                let body = body.clone();
                let (start, depth) = (self.here(), self.b().exits.len());
                self.block(&body);
                let end = self.here();
                self.b().gaps.push((start, end, depth));
            }
            outer.push(exit);
        }
        self.b().exits.extend(outer.into_iter().rev());
    }

    pub(super) fn leave_loop(&mut self, exit: LoopExit, span: Span) {
        // `finally` blocks between here and the loop are no target; `unwind_exits` runs them on
        // the way. A branch of `parallel` is left by an instruction, because the loop outside
        // runs in another task.
        let found = self.b().exits.iter().rposition(|e| !matches!(e, ExitPoint::Finally(_)));
        let Some(index) = found else {
            let word = match exit {
                LoopExit::Break => "break",
                LoopExit::Continue => "continue",
            };
            let message = format!("`{word}` outside a loop");
            if !self.strict() {
                self.report(Diagnostic::warning(codes::OUTSIDE_LOOP, span, message.clone()));
            }
            let diagnostic = Diagnostic::error(codes::OUTSIDE_LOOP, span, message);
            let dst = self.temp();
            return self.refuse(diagnostic, OUTSIDE_LOOP, dst);
        };
        self.unwind_exits(index + 1);
        if matches!(self.b().exits[index], ExitPoint::Branch) {
            let src = self.temp();
            self.emit(Instr::Null { dst: src }, span);
            let kind = match exit {
                LoopExit::Break => 2,
                LoopExit::Continue => 3,
            };
            self.emit(Instr::Leave { src, kind }, span);
            return;
        }
        let jump = self.emit(Instr::Jump { target: 0 }, span);
        if let ExitPoint::Loop { breaks, continues } = &mut self.b().exits[index] {
            match exit {
                LoopExit::Break => breaks.push(jump),
                LoopExit::Continue => continues.push(jump),
            }
        }
    }
}
