//! Frames: windows into the stack, and how calls begin and end.
//!
//! The frames of ended calls stay in the vector, and the next call of that depth overwrites
//! them: a frame is never moved, and a method that is called repeatedly finds its own code
//! there already.

use std::rc::{Rc, Weak};

use super::Vm;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::function::{CallCache, Function, Link, Receiver};
use crate::runtime::machine::lock::Lock;
use crate::runtime::object::State;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// A running call: its code, its registers on the stack, and the next instruction.
pub(super) struct Frame {
    /// Its code.
    pub(super) function: Rc<Function>,
    /// Index on the stack of its first register.
    pub(super) base: usize,
    /// The next instruction.
    pub(super) pc: usize,
    /// Index on the stack for its result.
    pub(super) result: usize,
    /// The caller's lazy flag.
    pub(super) lazy: bool,
    /// Keeps other tasks out of the method on this object.
    pub(super) lock: Option<Box<Lock>>,
}

/// The running calls of a task, outermost first.
#[derive(Default)]
pub(super) struct Frames {
    /// Frames of running calls, and after them some that have ended.
    slots: Vec<Frame>,
    running: usize,
}

impl Frames {
    /// The number of running calls.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.running
    }

    /// All running calls, outermost first.
    pub(super) fn running(&self) -> &[Frame] {
        &self.slots[..self.running]
    }

    /// The innermost call.
    #[inline(always)]
    pub(super) fn last(&self) -> Option<&Frame> {
        self.slots.get(self.running.wrapping_sub(1))
    }

    /// The innermost call, for changes.
    #[inline(always)]
    pub(super) fn last_mut(&mut self) -> Option<&mut Frame> {
        self.slots.get_mut(self.running.wrapping_sub(1))
    }

    #[inline(always)]
    fn begin(&mut self, function: &Rc<Function>, base: usize, result: usize) {
        match self.slots.get_mut(self.running) {
            Some(frame) => {
                if !Rc::ptr_eq(&frame.function, function) {
                    frame.function = function.clone();
                }
                (frame.base, frame.pc) = (base, 0);
                (frame.result, frame.lazy) = (result, false);
            }
            None => self.grow(function, base, result),
        }
        self.running += 1;
    }

    /// Begins a call if the last call of that depth left a frame of the same function: then no
    /// reference count changes.
    #[inline(always)]
    fn begin_again(&mut self, function: &Weak<Function>, base: usize, result: usize) -> bool {
        match self.slots.get_mut(self.running) {
            Some(frame) if Rc::as_ptr(&frame.function) == function.as_ptr() => {
                (frame.base, frame.pc) = (base, 0);
                (frame.result, frame.lazy) = (result, false);
                self.running += 1;
                true
            }
            _ => false,
        }
    }

    #[cold]
    fn grow(&mut self, function: &Rc<Function>, base: usize, result: usize) {
        let function = function.clone();
        self.slots.push(Frame { function, base, pc: 0, result, lazy: false, lock: None });
    }
}

impl Vm<'_> {
    /// Begins a call; the registers from `base` hold receiver and arguments.
    pub(super) fn push(
        &mut self,
        function: &Rc<Function>,
        base: usize,
        result: usize,
    ) -> Outcome<()> {
        if self.frames.len() >= self.runtime.options.max_depth {
            return Err(too_deep(self.runtime.options.max_depth));
        }
        let top = base + function.code.registers as usize;
        if top > self.stack.len() {
            self.stack.resize((top * 2).max(256), Value::Null);
        }
        self.frames.begin(function, base, result);
        if std::mem::take(&mut self.lazy)
            && let Some(frame) = self.frames.last_mut()
        {
            frame.lazy = true;
        }
        Ok(())
    }

    /// Begins a call directly if nothing but the kinds of its arguments needs testing: the site
    /// knows the method for this class, and arguments are in the right registers. All other
    /// calls go through [`Vm::call_site`].
    #[inline(always)]
    pub(super) fn enter_direct(&mut self, cache: &CallCache, at: usize, result: usize) -> bool {
        // A hit in the site's inline cache. Everything that may fail is tested before anything
        // is changed, because `false` sends the call through the general path from the start.
        let receiver = match &self.stack[at] {
            Value::Object(object) if object.state() != State::Destroyed => {
                Receiver::object(object.class.id)
            }
            Value::Type(class) => Receiver::class(class.id),
            _ => return false,
        };
        let Some(Link { direct: Some(direct), .. }) = cache.find(receiver) else {
            return false;
        };
        let top = at + direct.registers;
        let Some(window) = self.stack.get(at..top) else { return false };
        for (n, quick) in direct.quick.iter().enumerate() {
            if !quick.accepts_unchanged(&window[n + 1]) {
                return false;
            }
        }
        if self.lazy || self.ticks <= 1 || self.frames.len() >= self.most_frames {
            return false;
        }
        if !self.frames.begin_again(&direct.function, at, result) {
            let Some(function) = direct.function.upgrade() else { return false };
            self.frames.begin(&function, at, result);
        }
        self.ticks -= 1;
        true
    }

    /// Ends a call, releases its registers, and returns the index for its result.
    #[inline(always)]
    pub(super) fn leave(&mut self) -> usize {
        let frame = self.frames.last_mut().expect("one begin for each leave");
        if frame.lock.is_some() {
            frame.lock = None;
        }
        self.lazy = frame.lazy;
        let (base, result) = (frame.base, frame.result);
        let top = base + frame.function.code.registers as usize;
        self.stack[base..top].iter_mut().for_each(Value::release);
        self.frames.running -= 1;
        result
    }

    /// The first register above the running frame's window.
    pub(super) fn top(&self) -> usize {
        self.frames.last().map_or(0, |f| f.base + f.function.code.registers as usize)
    }

    /// Ensures that `count` registers exist from `base` on.
    pub(super) fn reserve(&mut self, base: usize, count: usize) {
        if base + count > self.stack.len() {
            self.stack.resize((base + count) * 2, Value::Null);
        }
    }
}

fn too_deep(limit: usize) -> Fault {
    let message = format!("calls are nested more than {limit} deep");
    Fault::new(FaultKind::Recursion, codes::CALL_DEPTH, message)
        .hint("usually a method that calls itself without end; `--max-depth` raises the limit")
}
