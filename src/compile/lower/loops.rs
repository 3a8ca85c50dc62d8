//! Loops. Their backward jumps are the points at which a run can be interrupted.

use super::Lowering;
use super::builder::ExitPoint;
use super::free::canonical;
use super::names::Binding;
use crate::compile::ir::{Instr, Reg};
use crate::source::Span;
use crate::syntax::{Block, Expr, ExprKind, Name};

impl Lowering<'_> {
    pub(super) fn while_loop(&mut self, condition: &Expr, body: &Block, span: Span) {
        let start = self.here();
        let skips = match &condition.kind {
            ExprKind::Bool(true) => Vec::new(),
            _ => self.jump_unless(condition),
        };
        self.loop_body(body, start, span);
        let (breaks, _) = self.end_loop();
        skips.into_iter().chain(breaks).for_each(|jump| self.patch(jump));
    }

    /// The body and the jump back; `continue` goes to `start`.
    fn loop_body(&mut self, body: &Block, start: u32, span: Span) {
        self.b().exits.push(ExitPoint::Loop { breaks: Vec::new(), continues: Vec::new() });
        self.block(body);
        let continues = match self.b().exits.last_mut() {
            Some(ExitPoint::Loop { continues, .. }) => std::mem::take(continues),
            _ => Vec::new(),
        };
        continues.into_iter().for_each(|jump| self.patch(jump));
        let back = self.emit(Instr::Loop { target: 0 }, span);
        self.patch_to(back, start);
    }

    fn end_loop(&mut self) -> (Vec<usize>, Vec<usize>) {
        match self.b().exits.pop() {
            Some(ExitPoint::Loop { breaks, continues }) => (breaks, continues),
            _ => unreachable!("exits are a stack"),
        }
    }

    pub(super) fn for_loop(&mut self, variable: &Name, iterable: &Expr, body: &Block, span: Span) {
        let iter = self.temp();
        self.temp();
        self.expr(iterable, iter);
        self.emit(Instr::Iterate { iter }, iterable.span);
        let (item, cell) = self.loop_variable(variable);
        let start = self.here();
        let next = self.emit(Instr::Next { iter, dst: item, offset: 0 }, span);
        if let Some(cell) = cell {
            self.emit(Instr::StoreCell { cell, src: item }, span);
        }
        self.loop_body(body, start, span);
        let (breaks, _) = self.end_loop();
        std::iter::once(next).chain(breaks).for_each(|jump| self.patch(jump));
        // Releases the list, so that it can be updated in place again.
        self.emit(Instr::Null { dst: iter }, span);
    }

    /// The register that receives each item, and the shared cell that it is copied to, if any.
    fn loop_variable(&mut self, variable: &Name) -> (Reg, Option<Reg>) {
        match self.binding(&canonical(&variable.text)) {
            Some(Binding::Register(reg)) => (reg, None),
            Some(Binding::Cell(cell)) => (self.temp(), Some(cell)),
            Some(Binding::Function(_) | Binding::Context(_)) | None => {
                (self.declare_local(&variable.text), None)
            }
        }
    }

    pub(super) fn repeat_loop(&mut self, count: &Expr, body: &Block, span: Span) {
        let left = self.temp();
        self.expr(count, left);
        self.emit(Instr::Count { reg: left }, count.span);
        let start = self.here();
        let out = self.emit(Instr::CountDown { reg: left, target: 0 }, span);
        self.loop_body(body, start, span);
        let (breaks, _) = self.end_loop();
        std::iter::once(out).chain(breaks).for_each(|jump| self.patch(jump));
    }
}
