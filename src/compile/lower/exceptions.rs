//! `try`, `throw`, `rethrow`.
//!
//! A `finally` block is inlined at each exit: the normal end, an exception, and each `return`, `break` and `continue` out of it.

use std::rc::Rc;

use super::Lowering;
use super::builder::ExitPoint;
use super::free::canonical;
use super::names::Binding;
use crate::compile::exception_names::{self, WrittenName};
use crate::compile::ir::{Const, Handler, Instr, Reg};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Block, Catch, Expr, TypeName};

impl Lowering<'_> {
    pub(super) fn try_statement(
        &mut self,
        body: &Block,
        catches: &[Catch],
        otherwise: Option<&Block>,
        finally: Option<&Block>,
        span: Span,
    ) {
        // The `finally` block is emitted twice: after the normal end, and in a handler that
        // rethrows. Exits out of the body inline it once more (`unwind_exits`), which is why it
        // is pushed on the stack of exits.
        let Some(finally) = finally else {
            return self.try_catch(body, catches, otherwise, span);
        };
        let exception = self.temp();
        self.b().exits.push(ExitPoint::Finally(Rc::new(finally.clone())));
        let start = self.here();
        self.try_catch(body, catches, otherwise, span);
        let end = self.here();
        let depth = self.b().exits.len();
        self.b().exits.pop();
        self.block(finally);
        let done = self.emit(Instr::Jump { target: 0 }, span);
        let target = self.here();
        self.guard((start, end), depth, target, exception);
        self.block(finally);
        self.emit(Instr::Rethrow { exception }, span);
        self.patch(done);
    }

    fn try_catch(
        &mut self,
        body: &Block,
        catches: &[Catch],
        otherwise: Option<&Block>,
        span: Span,
    ) {
        // The `else` block follows the guarded range, so that its exceptions are not caught by
        // this statement. `caught` lets `rethrow` find the exception, and is restored because
        // `try` statements nest.
        if catches.is_empty() {
            self.block(body);
            otherwise.into_iter().for_each(|b| self.block(b));
            return;
        }
        let exception = self.temp();
        let start = self.here();
        self.expected_failures += 1;
        self.block(body);
        self.expected_failures -= 1;
        let end = self.here();
        let normal = self.emit(Instr::Jump { target: 0 }, span);
        let target = self.here();
        let depth = self.b().exits.len();
        self.guard((start, end), depth, target, exception);
        let outer = self.b().caught.replace(exception);
        let mut ends = Vec::new();
        for catch in catches {
            ends.extend(self.catch(catch, exception));
        }
        self.emit(Instr::Rethrow { exception }, span);
        self.b().caught = outer;
        self.patch(normal);
        otherwise.into_iter().for_each(|b| self.block(b));
        ends.into_iter().for_each(|jump| self.patch(jump));
    }

    /// Adds handlers for a range of instructions, except for the `finally` blocks inlined in it, whose exceptions must not run them
    /// again. Inner ranges are added first, so that they are found first.
    fn guard(&mut self, span: (u32, u32), depth: usize, target: u32, exception: Reg) {
        let b = self.b();
        let inside = |g: &&(u32, u32, usize)| span.0 <= g.0 && g.1 <= span.1 && g.2 < depth;
        let mut gaps: Vec<(u32, u32)> = b.gaps.iter().filter(inside).map(|g| (g.0, g.1)).collect();
        gaps.sort_unstable();
        let mut start = span.0;
        for (from, to) in gaps.into_iter().chain([(span.1, span.1)]) {
            if start < from {
                b.handlers.push(Handler { start, end: from, target, exception });
            }
            start = start.max(to);
        }
    }

    /// Lowers a `catch` clause; returns its jumps to the end of the statement.
    fn catch(&mut self, catch: &Catch, exception: Reg) -> Vec<usize> {
        // Several names are alternatives: a name that matches jumps to the body, one that does
        // not to the test of the next name. The last miss leaves the clause.
        let mark = self.mark();
        let mut hits = Vec::new();
        let mut miss = None;
        for (n, name) in catch.names.iter().enumerate() {
            if let Some(previous) = miss.take() {
                hits.push(self.emit(Instr::Jump { target: 0 }, name.span));
                self.patch(previous);
            }
            let reg = self.temp();
            self.exception_name(name, reg);
            miss = Some(self.emit(Instr::CatchJump { exception, name: reg, offset: 0 }, name.span));
            debug_assert!(n < catch.names.len());
        }
        hits.into_iter().for_each(|jump| self.patch(jump));
        if let Some(body) = &catch.body {
            if let Some(binding) = &catch.binding {
                self.bind_exception(&canonical(&binding.text), exception, binding.span);
            }
            self.block(body);
        }
        let end = self.emit(Instr::Jump { target: 0 }, catch.span);
        if let Some(miss) = miss {
            self.patch(miss);
        }
        self.release(mark);
        vec![end]
    }

    fn bind_exception(&mut self, name: &crate::syntax::Text, src: Reg, span: Span) {
        match self.binding(name) {
            Some(Binding::Register(dst)) => drop(self.emit(Instr::Move { dst, src }, span)),
            Some(Binding::Cell(cell)) => drop(self.emit(Instr::StoreCell { cell, src }, span)),
            Some(Binding::Function(_) | Binding::Context(_)) | None => {
                let dst = self.declare_local(name);
                self.emit(Instr::Move { dst, src }, span);
            }
        }
    }

    /// Loads the name of an exception.
    fn exception_name(&mut self, name: &Expr, dst: Reg) {
        match exception_names::written(name, &self.context.scope) {
            WrittenName::Type(written) => self.written_exception(&written, dst),
            WrittenName::Full(full) => self.load(Const::Str(full), dst, name.span),
            WrittenName::Computed => self.expr(name, dst),
        }
    }

    fn written_exception(&mut self, written: &TypeName, dst: Reg) {
        let is_class = |name: &str| self.registry.find(name).is_some();
        match exception_names::full_name(written, &self.context.scope, is_class) {
            Ok(name) => self.load(Const::Str(name), dst, written.span),
            Err(unknown) => {
                let message = format!("unknown namespace prefix `{}`", unknown.0);
                let diagnostic = Diagnostic::error(codes::UNKNOWN_NAMESPACE, written.span, message);
                self.refuse(diagnostic, "KeyError", dst);
            }
        }
    }

    pub(super) fn throw(&mut self, names: &[Expr], parts: [Option<&Expr>; 3], span: Span) {
        let start = self.temp();
        let rest = [self.temp(), self.temp(), self.temp()];
        match names {
            // `throw "message"` and `throw $e` have no name.
            [] => drop(self.emit(Instr::Null { dst: start }, span)),
            [name] => self.exception_name(name, start),
            _ => {
                let mark = self.mark();
                for name in names {
                    let reg = self.temp();
                    self.exception_name(name, reg);
                }
                let count = names.len() as u16;
                self.emit(Instr::List { dst: start, start: mark, count }, span);
                self.release(mark);
            }
        }
        for (reg, part) in rest.into_iter().zip(parts) {
            match part {
                Some(expr) => self.stored(expr, reg),
                None => drop(self.emit(Instr::Null { dst: reg }, span)),
            }
        }
        self.emit(Instr::Throw { start }, span);
    }

    pub(super) fn rethrow(&mut self, span: Span) {
        match self.b().caught {
            Some(exception) => drop(self.emit(Instr::Rethrow { exception }, span)),
            None => {
                let message = "`rethrow` outside a `catch`";
                let diagnostic = Diagnostic::error(codes::OUTSIDE_LOOP, span, message);
                let dst = self.temp();
                self.refuse(diagnostic, "TypeError", dst);
            }
        }
    }
}
