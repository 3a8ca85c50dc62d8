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
pub use self::views::{Range, fresh_list, list_items, set_members};
use crate::runtime::machine::fault::{Fault, Outcome};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::list::List;

/// Most sequences that may read from one another.
const MAX_DEPTH: u32 = 500;

/// Something that gives values one after another.
pub trait Iterate {
    /// The next one; after `None` or a fault it is not asked again.
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>>;

    /// What is left, if it is integers at equal distances.
    fn counting(&self) -> Option<Counting> {
        None
    }

    /// The call that would make what is left, where `str()` shows one: a name and arguments.
    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        None
    }
}

/// Integers at equal distances: what `range` gives.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// The next one, unless there is none.
    next: Option<i64>,
    /// Where they end; it is not one of them.
    stop: i64,
    /// The distance, not zero.
    step: i64,
}

impl Counting {
    /// From a start to before a stop; `step` is not zero.
    #[must_use]
    pub fn new(start: i64, stop: i64, step: i64) -> Self {
        Self { next: Some(start), stop, step }
    }

    /// How many there are.
    #[must_use]
    pub fn length(&self) -> u128 {
        let Some(start) = self.next else { return 0 };
        let way = (i128::from(self.stop) - i128::from(start)) * i128::from(self.step.signum());
        let step = i128::from(self.step).unsigned_abs();
        u128::try_from(way).unwrap_or(0).div_ceil(step)
    }
}

impl Iterator for Counting {
    type Item = i64;

    #[inline]
    fn next(&mut self) -> Option<i64> {
        let (stop, step) = (self.stop, self.step);
        let current = self.next.filter(|n| if step > 0 { *n < stop } else { *n > stop });
        self.next = current.and_then(|n| n.checked_add(step));
        current
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
    List(Rc<List>),
    /// Integers one after another, read as often as one likes: YAQL 0.2's `range`.
    Range(Range),
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

    /// What is left of a count by ones, at most so many, as the next and the one after the last; afterwards nothing is left.
    #[must_use]
    pub fn take_steps(&self, most: usize) -> Option<(i64, i64)> {
        let Kind::Once(source) = &self.kind else { return None };
        let by_ones = source.try_borrow().ok()?.as_ref()?.counting()?.step == 1;
        let counting = if by_ones { self.take_counting(most)? } else { return None };
        Some((counting.next.unwrap_or(counting.stop), counting.stop))
    }

    /// What is left of a count, at most so many; afterwards nothing is left.
    #[must_use]
    pub fn take_counting(&self, most: usize) -> Option<Counting> {
        let Kind::Once(source) = &self.kind else { return None };
        let mut slot = source.try_borrow_mut().ok()?;
        let counting = slot.as_ref()?.counting()?;
        if counting.length() > most as u128 {
            return None;
        }
        *slot = None;
        Some(counting)
    }

    /// The call that would make what is left, where `str()` shows one.
    #[must_use]
    pub fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        match &self.kind {
            Kind::Once(source) => source.try_borrow().ok()?.as_ref()?.form(),
            Kind::Range(range) => {
                Some(("range", vec![Value::Int(range.start), Value::Int(range.stop)]))
            }
            _ => None,
        }
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
pub(crate) fn next_once(
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
pub(crate) fn already_read() -> Fault {
    Fault::value_error("the sequence is being read already, further out")
        .hint("make a list first: `toList()`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_as_long_as_it_says() {
        for (start, stop, step) in [
            (0, 5, 1),
            (0, 5, 2),
            (0, 6, 3),
            (5, 0, -2),
            (0, 0, 1),
            (3, 0, 1),
            (0, 3, -1),
            (i64::MAX - 1, i64::MAX, 7),
        ] {
            let counting = Counting::new(start, stop, step);
            assert_eq!(counting.length(), Iterator::count(counting) as u128, "{counting:?}");
        }
        assert_eq!(Counting::new(i64::MIN, i64::MAX, 1).length(), u128::from(u64::MAX));
    }
}
