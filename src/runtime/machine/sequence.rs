//! Lazy sequences and how they are read.
//!
//! A sequence is read once, from front to back, and does no work before. Orderings (sorted when
//! first read) and memorized sequences can be read again. Reading a sequence while it is being
//! read is a fault, not a panic, and so is a chain of sequences that is too long for the native
//! stack.

mod memo;
mod ordering;
mod sort;

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

pub(crate) use self::memo::Memo;
pub(crate) use self::ordering::{Direction, Ordering};
use crate::runtime::machine::vm::Vm;
use crate::runtime::recursion::SEQUENCE_DEPTH;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::{Counting, Seq, SequenceKind, SequenceSource};

/// Produces values one after another, as [`Iterator`] does, with access to the machine.
pub trait Iterate {
    /// The next value; after `None` or a fault it is not called again.
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>>;

    /// The integers that are left, if they are an arithmetic progression.
    fn counting(&self) -> Option<Counting> {
        None
    }

    /// The call that would make what is left, if `str()` shows one: a name and arguments.
    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        None
    }
}

impl Iterate for Counting {
    fn next(&mut self, _: &mut Vm<'_>) -> Outcome<Option<Value>> {
        Ok(Iterator::next(self).map(Value::Int))
    }

    fn counting(&self) -> Option<Counting> {
        Some(*self)
    }
}

/// A source that is read once; `None` once it has ended or failed.
pub(crate) struct Once(RefCell<Option<Box<dyn Iterate>>>);

impl Once {
    /// The next value; a sequence that has ended or failed stays ended.
    pub(crate) fn next(&self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        let Ok(mut slot) = self.0.try_borrow_mut() else {
            return Err(already_read());
        };
        let Some(iterate) = slot.as_mut() else { return Ok(None) };
        // An endless sequence can be interrupted here, and counts against the limit on steps.
        let next = vm.tick().and_then(|()| iterate.next(vm));
        if !matches!(next, Ok(Some(_))) {
            *slot = None;
        }
        next
    }
}

impl SequenceSource for Once {
    fn is_iterator(&self) -> bool {
        true
    }

    fn counting(&self) -> Option<Counting> {
        self.0.try_borrow().ok()?.as_ref()?.counting()
    }

    fn end(&self) {
        if let Ok(mut slot) = self.0.try_borrow_mut() {
            *slot = None;
        }
    }

    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        self.0.try_borrow().ok()?.as_ref()?.form()
    }
}

/// A source with its concrete type, found once for a reader and not for each element.
pub(in crate::runtime) enum KnownSource {
    /// Read once.
    Once(Rc<Once>),
    /// Read again from the stored values.
    Memo(Rc<Memo>),
    /// Sorted before it is read.
    Ordering(Rc<Ordering>),
}

impl KnownSource {
    /// Finds the concrete type of a source.
    pub(in crate::runtime) fn of(source: &Rc<dyn SequenceSource>) -> Self {
        let any: Rc<dyn Any> = Rc::clone(source) as Rc<dyn Any>;
        let any = match any.downcast::<Once>() {
            Ok(once) => return Self::Once(once),
            Err(any) => any,
        };
        match any.downcast::<Memo>() {
            Ok(memo) => Self::Memo(memo),
            Err(any) => Self::Ordering(any.downcast().expect("there are three kinds of sources")),
        }
    }
}

impl Seq {
    /// A sequence that is read once; `depth` is that of its deepest source.
    pub fn once(depth: u32, iterate: impl Iterate + 'static) -> Outcome<Value> {
        Self::make(depth, Rc::new(Once(RefCell::new(Some(Box::new(iterate))))))
    }

    /// A sequence that is read once, from a function that returns the next value.
    pub fn lazy(
        depth: u32,
        next: impl FnMut(&mut Vm<'_>) -> Outcome<Option<Value>> + 'static,
    ) -> Outcome<Value> {
        Self::once(depth, NextFunction(next))
    }

    /// A sequence that stores the values it has read.
    pub fn memorized(memo: Memo) -> Outcome<Value> {
        Self::make(memo.depth(), Rc::new(memo))
    }

    /// A sequence that is sorted when first read.
    pub fn ordered(depth: u32, ordering: Ordering) -> Outcome<Value> {
        Self::make(depth, Rc::new(ordering))
    }

    fn make(depth: u32, source: Rc<dyn SequenceSource>) -> Outcome<Value> {
        if depth >= SEQUENCE_DEPTH {
            return Err(Fault::too_large("too many sequences read from one another")
                .hint("make a list in between: `toList()`"));
        }
        Ok(Self::reading(source, depth + 1))
    }

    /// The ordering behind it, if it is one.
    #[must_use]
    pub fn as_ordering(&self) -> Option<&Ordering> {
        let SequenceKind::Lazy(source) = self.kind() else { return None };
        let any: &dyn Any = &**source;
        any.downcast_ref()
    }
}

/// A function that returns the next value.
struct NextFunction<F>(F);

impl<F: FnMut(&mut Vm<'_>) -> Outcome<Option<Value>>> Iterate for NextFunction<F> {
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        (self.0)(vm)
    }
}

/// The fault of reading a sequence while it is being read.
pub(crate) fn already_read() -> Fault {
    Fault::value_error("the sequence is already being read").hint("make a list first: `toList()`")
}
