//! `parallel`: each branch is code of its own. Variables that branches assign are shared cells.

use super::Lowering;
use super::builder::ExitPoint;
use super::free;
use super::statements::LoopExit;
use crate::compile::ir::{Chunk, CodeKind, Instr, Reg};
use crate::source::Span;
use crate::syntax::{Block, Expr, Name, Stmt};
use std::rc::Rc;

impl Lowering<'_> {
    pub(super) fn parallel(&mut self, limit: Option<&Expr>, body: &Block, span: Span) {
        let dst = self.temp();
        self.temp();
        self.limit(limit, span);
        let start = self.mark();
        for stmt in &body.statements {
            let reg = self.temp();
            let code = self.branch(std::slice::from_ref(stmt), None, stmt.span);
            self.emit_closure(code, reg, stmt.span);
        }
        let count = u16::try_from(body.statements.len()).unwrap_or(u16::MAX);
        self.emit(Instr::Parallel { dst, start, count }, span);
        self.after_branches(dst, span);
    }

    pub(super) fn parallel_for(
        &mut self,
        limit: Option<&Expr>,
        variable: &Name,
        iterable: &Expr,
        body: &Block,
        span: Span,
    ) {
        let dst = self.temp();
        self.temp();
        self.limit(limit, span);
        let start = self.temp();
        self.stored(iterable, start);
        let closure = self.temp();
        let code = self.branch(&body.statements, Some(variable), body.span);
        self.emit_closure(code, closure, body.span);
        self.emit(Instr::ParallelFor { dst, start }, span);
        self.after_branches(dst, span);
    }

    fn limit(&mut self, limit: Option<&Expr>, span: Span) {
        let reg = self.temp();
        match limit {
            Some(expr) => self.expr(expr, reg),
            None => drop(self.emit(Instr::Null { dst: reg }, span)),
        }
    }

    fn branch(&mut self, statements: &[Stmt], item: Option<&Name>, span: Span) -> Rc<Chunk> {
        let body = Block { statements: statements.to_vec(), span };
        let mentioned = free::mentioned_in(&body);
        self.begin(CodeKind::Branch, "<branch>".into());
        self.capture(&mentioned);
        if let Some(item) = item {
            // The loop variable is local to the branch, even if the surrounding code has one of that name.
            let reg = self.declare_local(&item.text);
            self.b().params.push(("1".into(), reg));
        }
        self.b().exits.push(ExitPoint::Branch);
        self.block(&body);
        self.b().exits.pop();
        // A branch that reaches its end returns null.
        let src = self.temp();
        self.emit(Instr::Missing { dst: src }, span);
        self.emit(Instr::Return { src }, span);
        self.finish(span)
    }

    /// Continues after the branches: a `return`, `break` or `continue` in one of them takes effect once all have ended.
    fn after_branches(&mut self, kind: Reg, span: Span) {
        for (number, what) in [(1, Way::Return), (2, Way::Break), (3, Way::Continue)] {
            if !self.can_leave(what) {
                continue;
            }
            let test = Instr::UnlessEqualInt { a: kind, value: number, offset: 0 };
            let skip = self.emit(test, span);
            self.leave_by(what, kind + 1, span);
            self.patch(skip);
        }
    }

    fn can_leave(&mut self, way: Way) -> bool {
        let in_loop = self
            .b()
            .exits
            .iter()
            .rev()
            .any(|e| matches!(e, ExitPoint::Loop { .. } | ExitPoint::Branch));
        way == Way::Return || in_loop
    }

    fn leave_by(&mut self, way: Way, value: Reg, span: Span) {
        match way {
            Way::Return => self.return_register(value, span),
            Way::Break => self.leave_loop(LoopExit::Break, span),
            Way::Continue => self.leave_loop(LoopExit::Continue, span),
        }
    }
}

/// How a branch was left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Return,
    Break,
    Continue,
}
