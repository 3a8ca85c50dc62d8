//! The code builder: instructions with their spans, registers, constants, jumps.
//!
//! Variables have registers for the whole body; temporaries are a stack above them. A call's arguments are the topmost
//! temporaries, so that the callee's register window can begin there without copying them.

use std::rc::Rc;

use super::names::Bindings;
use super::{Lowering, end_of};
use crate::compile::ir::{BuiltinSite, Chunk, CodeKind, Const, Instr, MemberSite, Reg};
use crate::compile::ir::{CallSite, Capture, Handler, NewSite};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Block, Text};

/// Most registers of a frame: a body that needs more is an error. Below `Reg::MAX`, so that code after the error can be emitted.
const MOST_REGISTERS: Reg = 30_000;

/// The code under construction of one method, script or lambda.
pub(super) struct CodeBuilder {
    pub(super) kind: CodeKind,
    pub(super) name: Text,
    pub(super) names: Bindings,
    pub(super) instrs: Vec<Instr>,
    pub(super) spans: Vec<Span>,
    pub(super) consts: Vec<Const>,
    pub(super) lambdas: Vec<Rc<Chunk>>,
    pub(super) captures: Vec<Capture>,
    pub(super) params: Vec<(Text, Reg)>,
    pub(super) myself: Option<Reg>,
    pub(super) members: Vec<MemberSite>,
    pub(super) calls: Vec<CallSite>,
    pub(super) builtins: Vec<BuiltinSite>,
    pub(super) news: Vec<NewSite>,
    pub(super) handlers: Vec<Handler>,
    /// Enclosing loops, `try`s and branches, outermost first.
    pub(super) exits: Vec<ExitPoint>,
    /// `finally` blocks that were inlined at an exit: first instruction, end, and how many exits surround them. Handlers of the same
    /// `try` do not cover them.
    pub(super) gaps: Vec<(u32, u32, usize)>,
    /// The register with the exception of the innermost `catch`, for `rethrow`.
    pub(super) caught: Option<Reg>,
    next: Reg,
    most: Reg,
}

/// What `break`, `continue` and `return` jump out of.
pub(super) enum ExitPoint {
    /// A loop, with the jumps to be patched.
    Loop { breaks: Vec<usize>, continues: Vec<usize> },
    /// A `try` with a `finally` block, which runs on the way out.
    Finally(Rc<Block>),
    /// A branch of `parallel`: a jump out of it takes effect after all branches have ended.
    Branch,
}

impl Lowering<'_> {
    /// Begins the code of a body or lambda.
    pub(super) fn begin(&mut self, kind: CodeKind, name: Text) {
        self.builders.push(CodeBuilder {
            kind,
            name,
            names: Bindings::default(),
            instrs: Vec::new(),
            spans: Vec::new(),
            consts: Vec::new(),
            lambdas: Vec::new(),
            captures: Vec::new(),
            params: Vec::new(),
            myself: None,
            members: Vec::new(),
            calls: Vec::new(),
            builtins: Vec::new(),
            news: Vec::new(),
            handlers: Vec::new(),
            exits: Vec::new(),
            gaps: Vec::new(),
            caught: None,
            next: 0,
            most: 1,
        });
    }

    /// Ends the innermost code: it returns null if no statement returned.
    pub(super) fn finish(&mut self, span: Span) -> Rc<Chunk> {
        // The trailing return is emitted even if it cannot be reached: jumps to the end of the
        // body need a target.
        let dst = self.temp();
        let end = end_of(span);
        self.emit(Instr::Null { dst }, end);
        self.emit_return(dst, end);
        let b = self.builders.pop().expect("one begin for each finish");
        Rc::new(Chunk {
            kind: b.kind,
            name: b.name,
            class: self.context.class,
            scope: self.context.scope.clone(),
            registers: b.most,
            instrs: b.instrs,
            spans: b.spans,
            consts: b.consts,
            lambdas: b.lambdas,
            captures: b.captures,
            params: b.params,
            variables: b.names.registers(),
            myself: b.myself,
            members: b.members,
            calls: b.calls,
            builtins: b.builtins,
            news: b.news,
            handlers: b.handlers,
        })
    }

    /// The builder of the innermost code.
    pub(super) fn b(&mut self) -> &mut CodeBuilder {
        self.builders.last_mut().expect("code is under construction")
    }

    /// Emits the return of a register's value.
    pub(super) fn emit_return(&mut self, src: Reg, span: Span) {
        if self.traced && self.builders.len() == 1 {
            self.emit(Instr::TraceLeft { src }, span);
        }
        self.emit(Instr::Return { src }, span);
    }

    /// Emits an instruction; returns its index.
    pub(super) fn emit(&mut self, instr: Instr, span: Span) -> usize {
        let b = self.b();
        b.instrs.push(instr);
        b.spans.push(span);
        b.instrs.len() - 1
    }

    /// The index of the next instruction.
    pub(super) fn here(&mut self) -> u32 {
        u32::try_from(self.b().instrs.len()).expect("code is shorter than sources can be")
    }

    /// Allocates a temporary register.
    pub(super) fn temp(&mut self) -> Reg {
        let b = self.b();
        let reg = b.next;
        b.next = (b.next + 1).min(MOST_REGISTERS);
        b.most = b.most.max(b.next);
        if reg == MOST_REGISTERS {
            let message = "this body is too long: it needs more than 30,000 registers";
            self.report(Diagnostic::error(codes::TOO_DEEP, Span::NONE, message));
        }
        reg
    }

    /// The mark that [`Self::release`] takes.
    pub(super) fn mark(&mut self) -> Reg {
        self.b().next
    }

    /// Releases the temporaries allocated since a mark.
    pub(super) fn release(&mut self, mark: Reg) {
        self.b().next = mark;
    }

    /// The index of a constant. Recent equal constants are shared, except floats: -0.0 equals 0.0.
    pub(super) fn constant(&mut self, constant: Const) -> u32 {
        let consts = &mut self.b().consts;
        let same = |c: &Const| *c == constant && !matches!(c, Const::Float(_));
        let index = consts.iter().rev().take(64).position(same).map(|i| consts.len() - 1 - i);
        let index = index.unwrap_or_else(|| {
            consts.push(constant);
            consts.len() - 1
        });
        u32::try_from(index).expect("code is shorter than sources can be")
    }

    /// Emits the load of a constant.
    pub(super) fn load(&mut self, constant: Const, dst: Reg, span: Span) {
        let instr = match constant {
            Const::Null => Instr::Null { dst },
            Const::Bool(value) => Instr::Bool { dst, value },
            Const::Int(n) if i32::try_from(n).is_ok() => Instr::Int { dst, value: n as i32 },
            other => Instr::Const { dst, index: self.constant(other) },
        };
        self.emit(instr, span);
    }

    /// Sets the target of a jump to the next instruction.
    pub(super) fn patch(&mut self, jump: usize) {
        let here = self.here();
        self.patch_to(jump, here);
    }

    /// Sets the target of a jump to an instruction.
    pub(super) fn patch_to(&mut self, jump: usize, to: u32) {
        // Plain jumps have an absolute 32-bit target, fused ones 16 bits relative to the next
        // instruction. Only the latter can be out of reach.
        let relative = i16::try_from(i64::from(to) - jump as i64 - 1);
        let b = self.b();
        match &mut b.instrs[jump] {
            Instr::Jump { target }
            | Instr::JumpIf { target, .. }
            | Instr::JumpIfNot { target, .. }
            | Instr::JumpIfNull { target, .. }
            | Instr::JumpIfNotNull { target, .. }
            | Instr::Loop { target }
            | Instr::CountDown { target, .. } => *target = to,
            Instr::UnlessLess { offset, .. }
            | Instr::UnlessLessEqual { offset, .. }
            | Instr::UnlessEqual { offset, .. }
            | Instr::UnlessLessInt { offset, .. }
            | Instr::UnlessLessEqualInt { offset, .. }
            | Instr::UnlessGreaterInt { offset, .. }
            | Instr::UnlessGreaterEqualInt { offset, .. }
            | Instr::UnlessEqualInt { offset, .. }
            | Instr::Next { offset, .. }
            | Instr::CatchJump { offset, .. } => match relative {
                Ok(relative) => *offset = relative,
                Err(_) => self.too_long(jump),
            },
            other => debug_assert!(false, "not a jump: {other:?}"),
        }
    }

    fn too_long(&mut self, jump: usize) {
        let span = self.b().spans[jump];
        let message = "this block is longer than a jump can reach";
        let hint = "move parts of it into methods";
        self.report(Diagnostic::error(codes::TOO_DEEP, span, message).hint(hint));
    }

    /// Adds a member site; returns its index.
    pub(super) fn member_site(&mut self, site: MemberSite) -> u16 {
        let span = site.span;
        let members = &mut self.b().members;
        members.push(site);
        let last = members.len() - 1;
        self.number(last, span)
    }

    /// Adds a call site; returns its index.
    pub(super) fn call_site(&mut self, site: CallSite) -> u16 {
        let calls = &mut self.b().calls;
        let span = site.span;
        calls.push(site);
        let last = calls.len() - 1;
        self.number(last, span)
    }

    /// Adds a library call site; returns its index.
    pub(super) fn builtin_site(&mut self, site: BuiltinSite) -> u16 {
        let builtins = &mut self.b().builtins;
        let span = site.span;
        builtins.push(site);
        let last = builtins.len() - 1;
        self.number(last, span)
    }

    /// Adds a construction site; returns its index.
    pub(super) fn new_site(&mut self, site: NewSite, span: Span) -> u16 {
        let news = &mut self.b().news;
        news.push(site);
        let last = news.len() - 1;
        self.number(last, span)
    }

    /// The index of a constant, for instructions with 16 bits for it.
    pub(super) fn near_constant(&mut self, constant: Const, span: Span) -> u16 {
        let index = self.constant(constant);
        self.number(index as usize, span)
    }

    /// An index as an operand of 16 bits. A body with more than 65,536 calls, members, constants or lambdas is an error, reported
    /// once.
    pub(super) fn number(&mut self, index: usize, span: Span) -> u16 {
        u16::try_from(index).unwrap_or_else(|_| {
            if index == usize::from(u16::MAX) + 1 {
                let message = "this body is too long: it has more than 65,536 calls or strings";
                let hint = "move parts of it into methods";
                self.report(Diagnostic::error(codes::TOO_DEEP, span, message).hint(hint));
            }
            u16::MAX
        })
    }
}
