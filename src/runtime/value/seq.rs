//! Sequences: what `where`, `select`, `range` … return.
//!
//! A lazy sequence does no work before it is read. Reading it is the task of the machine
//! ([`crate::runtime::machine::sequence`]), and here it is only a [`Source`]. The other kinds
//! are complete: views of a dictionary, and in [`views`] the kinds that the reference
//! implementation has beside lists and sets.

mod views;

use std::any::Any;
use std::rc::Rc;

pub(crate) use self::views::{Range, fresh_list, list_items, set_members};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::list::List;

/// The origin of a lazy sequence's elements. The machine implements and reads it.
pub trait SequenceSource: Any {
    /// Whether YAQL's types count it as an iterator. Orderings are none.
    fn is_iterator(&self) -> bool;

    /// The integers that are left, if it is an arithmetic progression.
    fn counting(&self) -> Option<Counting>;

    /// Ends it: nothing is left.
    fn end(&self);

    /// The call that would make what is left, if `str()` shows one: a name and arguments.
    fn form(&self) -> Option<(&'static str, Vec<Value>)>;
}

/// An arithmetic progression of integers: the elements of `range`.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// The next one, unless there is none.
    next: Option<i64>,
    /// The exclusive end.
    stop: i64,
    /// The distance, not zero.
    step: i64,
}

impl Counting {
    /// The integers from `start` to before `stop`; `step` is not zero.
    #[must_use]
    pub fn new(start: i64, stop: i64, step: i64) -> Self {
        Self { next: Some(start), stop, step }
    }

    /// The number of integers.
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

/// A sequence: lazy, a live view of a dictionary, or a list or range that is not an ordinary list.
pub struct Seq {
    kind: SequenceKind,
    /// Number of sequences that read from one another, this one included.
    depth: u32,
}

/// The kinds of sequences.
pub enum SequenceKind {
    /// Read by the machine.
    Lazy(Rc<dyn SequenceSource>),
    /// The values of a dictionary.
    Values(Rc<Dict>),
    /// The keys of a dictionary, as a live view that counts as a set.
    Keys(Rc<Dict>),
    /// Its pairs of key and value.
    Items(Rc<Dict>),
    /// A list of the reference implementation's second kind.
    List(Rc<List>),
    /// Consecutive integers that can be read again: YAQL 0.2's `range`.
    Range(Range),
}

impl Seq {
    /// A sequence that needs no machine, as a value.
    #[must_use]
    pub fn ready(kind: SequenceKind) -> Value {
        Value::Seq(Rc::new(Self { kind, depth: 0 }))
    }

    /// A lazy sequence; `depth` counts the sequences that read from one another, this one included.
    #[must_use]
    pub(in crate::runtime) fn reading(source: Rc<dyn SequenceSource>, depth: u32) -> Value {
        Value::Seq(Rc::new(Self { kind: SequenceKind::Lazy(source), depth }))
    }

    /// The kind of sequence it is.
    #[must_use]
    pub fn kind(&self) -> &SequenceKind {
        &self.kind
    }

    /// Number of sequences that read from one another, this one included.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether YAQL's types count it as an iterator. Orderings and the values of a dictionary
    /// are none.
    #[must_use]
    pub fn is_iterator(&self) -> bool {
        matches!(&self.kind, SequenceKind::Lazy(source) if source.is_iterator())
    }

    /// Takes at most `most` of the remaining integers, if the step is one: the first, and the
    /// one after the last.
    #[must_use]
    pub fn take_steps(&self, most: usize) -> Option<(i64, i64)> {
        let SequenceKind::Lazy(source) = &self.kind else { return None };
        let by_ones = source.counting()?.step == 1;
        let counting = if by_ones { self.take_counting(most)? } else { return None };
        Some((counting.next.unwrap_or(counting.stop), counting.stop))
    }

    /// Takes at most `most` of the remaining integers.
    #[must_use]
    pub fn take_counting(&self, most: usize) -> Option<Counting> {
        let SequenceKind::Lazy(source) = &self.kind else { return None };
        let counting = source.counting()?;
        if counting.length() > most as u128 {
            return None;
        }
        source.end();
        Some(counting)
    }

    /// The call that would make what is left, if `str()` shows one.
    #[must_use]
    pub fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        match &self.kind {
            SequenceKind::Lazy(source) => source.form(),
            SequenceKind::Range(range) => {
                Some(("range", vec![Value::Int(range.start), Value::Int(range.stop)]))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progression_has_its_stated_length() {
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
