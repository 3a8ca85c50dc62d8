//! Frames: windows into the stack.

use std::rc::Rc;

use super::Vm;
use crate::diag::codes;
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::function::Function;
use crate::runtime::lock::Lock;
use crate::runtime::method::Method;
use crate::runtime::value::Value;

/// A running call.
pub struct Frame {
    /// Its code.
    pub function: Rc<Function>,
    /// Where its registers begin on the stack.
    pub base: usize,
    /// The next instruction.
    pub pc: usize,
    /// Where on the stack its result goes.
    pub(super) result: usize,
    /// The method, if its result has a contract.
    pub(super) returns: Option<Rc<Method>>,
    /// The caller's lazy flag.
    pub(super) lazy: bool,
    /// Keeps other branches out of the method on this object.
    pub(super) lock: Option<Lock>,
}

impl Vm<'_> {
    /// Begins a call: the registers from `base` hold receiver and arguments.
    #[inline]
    pub(super) fn push(
        &mut self,
        function: Rc<Function>,
        base: usize,
        result: usize,
        returns: Option<Rc<Method>>,
    ) -> Outcome<()> {
        if self.frames.len() >= self.world.options.max_depth {
            return Err(too_deep(self.world.options.max_depth));
        }
        let top = base + function.code.registers as usize;
        if top > self.stack.len() {
            self.stack.resize((top * 2).max(256), Value::Null);
        }
        let lazy = std::mem::take(&mut self.lazy);
        self.frames.push(Frame { function, base, pc: 0, result, returns, lazy, lock: None });
        Ok(())
    }

    /// Ends a call: its registers let go of what they hold.
    #[inline]
    pub(super) fn pop(&mut self) -> Frame {
        let frame = self.frames.pop().expect("one push for each pop");
        let top = frame.base + frame.function.code.registers as usize;
        for register in &mut self.stack[frame.base..top] {
            if register.is_counted() {
                *register = Value::Null;
            }
        }
        self.lazy = frame.lazy;
        frame
    }

    /// The first register above the running frame's window.
    pub(super) fn top(&self) -> usize {
        self.frames.last().map_or(0, |f| f.base + f.function.code.registers as usize)
    }

    /// Makes sure that many registers exist from `base` on.
    pub(super) fn reserve(&mut self, base: usize, count: usize) {
        if base + count > self.stack.len() {
            self.stack.resize((base + count) * 2, Value::Null);
        }
    }
}

fn too_deep(limit: usize) -> Fault {
    let message = format!("calls are nested more than {limit} deep");
    Fault::new("RecursionError", codes::CALL_DEPTH, message)
        .hint("usually a method that calls itself without end; `--max-depth` raises the limit")
}
