//! Lazy sequences: what `where`, `select`, `range` … give.
//!
//! A sequence is read once, from front to back, and does no work before. Some kinds can be read again: orderings
//! (sorted when first read), memorised sequences, the values of a dictionary, and in [`views`] what the original engine
//! has beside lists and sets. Reading a sequence inside its own
//! reading is a fault, never a panic; so is a chain of sequences that is too long for the stack.

mod memo;
mod ordering;
mod sort;
mod views;

use std::cell::RefCell;
use std::rc::Rc;

pub use self::memo::Memo;
pub use self::ordering::{Direction, Ordering};
pub use self::views::{fresh_list, list_items, set_members};
use super::dict::Dict;
use super::fault::{Fault, Outcome};
use super::value::Value;
use super::vm::Vm;

/// Most sequences that may read from one another.
const MAX_DEPTH: u32 = 500;

/// Something that gives values one after another.
pub trait Iterate {
    /// The next one; after `None` or a fault it is not asked again.
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>>;
}

/// A lazy sequence.
pub struct Seq {
    kind: Kind,
    /// How many sequences read from one another below this one, itself counted.
    depth: u32,
}

/// What sort of sequence it is.
pub enum Kind {
    /// Read once.
    Once(RefCell<Option<Box<dyn Iterate>>>),
    /// Read again from what was kept.
    Memo(Memo),
    /// The result of `orderBy`.
    Ordering(Ordering),
    /// The values of a dictionary.
    Values(Rc<Dict>),
    /// The keys of a dictionary, as a set that is none of its own.
    Keys(Rc<Dict>),
    /// Its pairs of key and value.
    Items(Rc<Dict>),
    /// A list of the original's second kind.
    List(Rc<Vec<Value>>),
}

impl Seq {
    /// A sequence that is read once; `depth` is that of its deepest source.
    pub fn once(depth: u32, iterate: impl Iterate + 'static) -> Outcome<Value> {
        Self::make(depth, Kind::Once(RefCell::new(Some(Box::new(iterate)))))
    }

    /// A sequence that is read once, from a function that gives the next value.
    pub fn lazy(
        depth: u32,
        next: impl FnMut(&mut Vm<'_>) -> Outcome<Option<Value>> + 'static,
    ) -> Outcome<Value> {
        Self::once(depth, Next(next))
    }

    /// A sequence that keeps what it has read.
    pub fn memorized(memo: Memo) -> Outcome<Value> {
        Self::make(memo.depth(), Kind::Memo(memo))
    }

    /// A sequence that will be sorted.
    pub fn ordered(depth: u32, ordering: Ordering) -> Outcome<Value> {
        Self::make(depth, Kind::Ordering(ordering))
    }

    /// What is there already, as a value.
    #[must_use]
    pub fn ready(kind: Kind) -> Value {
        Value::Seq(Rc::new(Self { kind, depth: 0 }))
    }

    fn make(depth: u32, kind: Kind) -> Outcome<Value> {
        if depth >= MAX_DEPTH {
            return Err(Fault::too_large("too many sequences read from one another")
                .hint("make a list in between: `toList()`"));
        }
        Ok(Value::Seq(Rc::new(Self { kind, depth: depth + 1 })))
    }

    /// What sort of sequence it is.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// How many sequences read from one another here.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Is it an iterator, as YAQL's types have it? Orderings and the values of a dictionary are not.
    #[must_use]
    pub fn is_iterator(&self) -> bool {
        matches!(self.kind, Kind::Once(_) | Kind::Memo(_))
    }

    /// The ordering it is.
    #[must_use]
    pub fn as_ordering(&self) -> Option<&Ordering> {
        match &self.kind {
            Kind::Ordering(ordering) => Some(ordering),
            _ => None,
        }
    }
}

/// A function that gives the next value.
struct Next<F>(F);

impl<F: FnMut(&mut Vm<'_>) -> Outcome<Option<Value>>> Iterate for Next<F> {
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        (self.0)(vm)
    }
}

/// The next value of what is read once; what has ended or failed stays ended.
pub(super) fn next_once(
    vm: &mut Vm<'_>,
    source: &RefCell<Option<Box<dyn Iterate>>>,
) -> Outcome<Option<Value>> {
    let Ok(mut slot) = source.try_borrow_mut() else {
        return Err(already_read());
    };
    let Some(iterate) = slot.as_mut() else { return Ok(None) };
    // An endless sequence can be interrupted, and counts against the limit on steps.
    let next = vm.tick().and_then(|()| iterate.next(vm));
    if !matches!(next, Ok(Some(_))) {
        *slot = None;
    }
    next
}

/// A sequence is read while it is being read.
pub(super) fn already_read() -> Fault {
    Fault::value_error("the sequence is being read already, further out")
        .hint("make a list first: `toList()`")
}
