//! The machine: one task's registers and calls.
//!
//! # How it works
//!
//! Code is register code ([`crate::compile::ir::Instr`]). All registers of all calls of a task lie on one [`Vm`] stack; a
//! frame is a window into it. A callee's window begins at the registers into which its caller put the receiver and the
//! arguments, so calls copy nothing. Guest calls push a frame and stay in the same loop ([`run`]): guest recursion uses the
//! heap, never the native stack.
//!
//! Natives that call back (`select` with a lambda, a contract's predicate) enter the loop
//! again; that nesting has a limit of its own.
//!
//! # Invariants
//!
//! - Registers above the running frame's window hold no counted reference: leaving a frame
//!   clears its window. So unused values are dropped at once, and a list whose count is one can
//!   be updated in place. Code sets its variables to null before they can be read.
//! - Variables, properties, arguments and results hold no lazy sequences: `Freeze` converts
//!   them to lists. One flag says whether a lazy sequence was made since a statement began, so
//!   that plain data is not searched.
//! - A fault gets its span from the instruction that raised it, and its trace from the frames through which it propagates.

mod bind;
mod branches;
mod calls;
mod changed;
mod closures;
mod construct;
mod defaults;
mod enter;
mod frames;
mod freeze;
mod initialise;
mod links;
mod members;
mod paths;
mod refusals;
mod run;
mod slow;
mod tracing;
mod unwind;

use std::rc::Rc;

use crate::compile::ir::{ClassId, Reg};
use crate::compile::scope::Scope;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::function::Function;
use crate::runtime::machine::mock::Mocked;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::task::Waiter;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::list::List;
use crate::runtime::value::memory;
use crate::runtime::value::text;
use crate::source::Span;
use crate::syntax::Text;

pub(crate) use self::construct::InitialValues;
pub(crate) use self::construct::unknown_key;
use self::frames::Frames;
use self::initialise::Uninitialized;
pub(crate) use self::initialise::{bases_first, is_init_argument};
use self::links::Links;
pub(in crate::runtime) use self::links::Loading;

/// Loops and calls between two checks of the interrupt flag.
const TICKS: u32 = 4096;

/// The machine of one task: its stack, its running calls, and the state of the objects that it
/// is creating.
pub struct Vm<'t> {
    runtime: Rc<Runtime>,
    stack: Vec<Value>,
    frames: Frames,
    /// A lazy sequence was made since the running statement's last freeze.
    lazy: bool,
    /// Nesting of the loop: natives called from it that entered it again.
    nesting: u32,
    /// `.init` methods that are running: declared properties may be written.
    inits: u32,
    /// Objects whose `.init` waits until the graph they belong to is complete.
    uninitialized: Vec<Uninitialized>,
    /// A graph of objects is being made.
    making: bool,
    /// The ids of that graph.
    links: Links,
    /// Mocked methods that are being called.
    pub(crate) mocked: Vec<Mocked>,
    ticks: u32,
    /// Most frames for direct calls: zero if methods have to be locked.
    most_frames: usize,
    waiter: Waiter<'t>,
    /// A buffer for strings that are being built.
    text: String,
    /// The allocation of a released list: empty, with no other reference.
    spare: Option<Rc<List>>,
}

impl<'t> Vm<'t> {
    /// The machine of a task.
    #[must_use]
    pub fn new(runtime: Rc<Runtime>, waiter: Waiter<'t>) -> Self {
        let most_frames = if waiter.is_concurrent() { 0 } else { runtime.options.max_depth };
        Self {
            runtime,
            stack: vec![Value::Null; 256],
            frames: Frames::default(),
            lazy: false,
            nesting: 0,
            inits: 0,
            uninitialized: Vec::new(),
            making: false,
            links: Links::default(),
            mocked: Vec::new(),
            ticks: TICKS,
            most_frames,
            waiter,
            text: String::new(),
            spare: None,
        }
    }

    /// An empty buffer for a string.
    #[must_use]
    pub fn buffer(&mut self) -> String {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        text
    }

    /// The content of a buffer as a value; a short one is copied, so that the buffer can be
    /// reused.
    #[inline]
    pub fn built(&mut self, mut text: String) -> Value {
        let value = text::built(&mut text);
        self.text = text;
        value
    }

    /// The session that the task belongs to.
    #[must_use]
    pub fn runtime(&self) -> &Rc<Runtime> {
        &self.runtime
    }

    /// The session's settings.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.runtime.options
    }

    /// The task, for code that has to wait.
    #[must_use]
    pub fn waiter(&self) -> Waiter<'t> {
        self.waiter
    }

    /// The function that is running.
    #[must_use]
    pub fn function(&self) -> Option<&Rc<Function>> {
        self.frames.last().map(|f| &f.function)
    }

    /// The class whose code is running.
    #[must_use]
    pub fn code_class(&self) -> Option<ClassId> {
        self.function().and_then(|f| f.code.class)
    }

    /// The classes whose code is running, the innermost first.
    pub fn code_classes(&self) -> impl Iterator<Item = ClassId> {
        self.frames.running().iter().rev().filter_map(|f| f.function.code.class)
    }

    /// The scope in which the running code looks up type names.
    #[must_use]
    pub fn scope(&self) -> Option<Rc<Scope>> {
        self.function().map(|f| f.code.scope.clone())
    }

    /// Whether unknown names and keys are errors in the running code (`.murano`); in YAML they
    /// are ignored.
    #[must_use]
    pub fn strict(&self) -> bool {
        self.function().map_or(self.runtime.options.strict, |f| f.code.scope.strict)
    }

    /// The number of running calls of this task.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Whether the running code has the functions of YAQL 0.2.
    #[must_use]
    pub fn is_legacy(&self) -> bool {
        self.options().legacy || self.function().is_some_and(|f| f.code.scope.legacy)
    }

    /// `$this` of the running code.
    #[must_use]
    pub fn running_this(&self) -> Value {
        self.frames.last().map_or(Value::Null, |frame| self.stack[frame.base].clone())
    }

    /// The span of the running instruction.
    #[must_use]
    pub fn running_span(&self) -> Span {
        let span = |frame: &frames::Frame| {
            frame.function.code.spans.get(frame.pc.saturating_sub(1)).copied()
        };
        self.frames.last().and_then(span).unwrap_or(Span::NONE)
    }

    /// The variables of the running code that have values.
    #[must_use]
    pub fn running_variables(&self) -> Vec<(Text, Value)> {
        let Some(frame) = self.frames.last() else { return Vec::new() };
        let value = |(name, reg): &(Text, Reg)| {
            Some((name.clone(), self.stack.get(frame.base + usize::from(*reg))?.clone()))
        };
        frame.function.code.variables.iter().filter_map(value).collect()
    }

    /// Whether `.init` methods are running.
    #[must_use]
    pub fn initialising(&self) -> bool {
        self.inits > 0
    }

    /// Calls a function as part of an `.init`.
    pub fn in_init<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.inits += 1;
        let result = run(self);
        self.inits -= 1;
        result
    }

    /// Calls a function outside of any `.init`.
    pub fn outside_init<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let inits = std::mem::take(&mut self.inits);
        let result = run(self);
        self.inits = inits;
        result
    }

    /// Every value in this task's registers, for collection.
    pub fn roots(&self) -> impl Iterator<Item = &Value> {
        self.stack.iter()
    }

    fn enter_native(&mut self) -> Outcome<()> {
        self.nesting += 1;
        if self.nesting <= self.runtime.options.max_nesting {
            return Ok(());
        }
        self.nesting -= 1;
        let message = "lambdas and methods call each other too deeply";
        Err(Fault::new(FaultKind::Recursion, codes::CALL_DEPTH, message))
    }

    /// Counts a loop or a call, where a run can be interrupted.
    #[inline]
    pub(crate) fn tick(&mut self) -> Outcome<()> {
        self.ticks -= 1;
        if self.ticks > 0 { Ok(()) } else { self.look_up() }
    }

    #[cold]
    fn look_up(&mut self) -> Outcome<()> {
        self.ticks = TICKS;
        if self.runtime.store.is_due() {
            self.runtime.store.free_cycles();
        }
        memory::count_steps(TICKS)?;
        self.runtime.limits.spend(u64::from(TICKS))
    }
}
