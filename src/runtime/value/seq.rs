//! Sequences: what `where`, `select`, `range` … return.
//!
//! A lazy sequence does no work before it is read. How one is read is the machine's affair
//! ([`crate::runtime::machine::sequence`]): here it is a [`Source`], of which only its description is known. The other kinds
//! are ready: views of a dictionary, and in [`views`] what the reference implementation has beside lists and sets.

mod views;

use std::any::Any;
use std::rc::Rc;

pub(crate) use self::views::{Range, fresh_list, list_items, set_members};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::list::List;

/// Where the elements of a lazy sequence come from: the machine knows the types, and reads them.
pub trait Source: Any {
    /// Whether YAQL's types count it as an iterator. Orderings are none.
    fn is_iterator(&self) -> bool;

    /// The integers that are left, if they are at equal distances.
    fn counting(&self) -> Option<Counting>;

    /// Ends it: nothing is left.
    fn end(&self);

    /// The call that would make what is left, where `str()` shows one: a name and arguments.
    fn form(&self) -> Option<(&'static str, Vec<Value>)>;
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

/// A sequence.
pub struct Seq {
    kind: Kind,
    /// How many sequences read from one another below this one, itself counted.
    depth: u32,
}

/// The kinds of sequences.
pub enum Kind {
    /// Read by the machine.
    Lazy(Rc<dyn Source>),
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
    /// A sequence that is ready, as a value.
    #[must_use]
    pub fn ready(kind: Kind) -> Value {
        Value::Seq(Rc::new(Self { kind, depth: 0 }))
    }

    /// A lazy sequence; `depth` counts the sequences that read from one another, this one included.
    #[must_use]
    pub(in crate::runtime) fn reading(source: Rc<dyn Source>, depth: u32) -> Value {
        Value::Seq(Rc::new(Self { kind: Kind::Lazy(source), depth }))
    }

    /// The kind of sequence it is.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// How many sequences read from one another here.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether YAQL's types count it as an iterator. Orderings and the values of a dictionary
    /// are none.
    #[must_use]
    pub fn is_iterator(&self) -> bool {
        matches!(&self.kind, Kind::Lazy(source) if source.is_iterator())
    }

    /// Takes what is left of a count by ones, at most `most` of them: the next and the one after the last.
    #[must_use]
    pub fn take_steps(&self, most: usize) -> Option<(i64, i64)> {
        let Kind::Lazy(source) = &self.kind else { return None };
        let by_ones = source.counting()?.step == 1;
        let counting = if by_ones { self.take_counting(most)? } else { return None };
        Some((counting.next.unwrap_or(counting.stop), counting.stop))
    }

    /// Takes what is left of a count, at most `most` of them.
    #[must_use]
    pub fn take_counting(&self, most: usize) -> Option<Counting> {
        let Kind::Lazy(source) = &self.kind else { return None };
        let counting = source.counting()?;
        if counting.length() > most as u128 {
            return None;
        }
        source.end();
        Some(counting)
    }

    /// The call that would make what is left, where `str()` shows one.
    #[must_use]
    pub fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        match &self.kind {
            Kind::Lazy(source) => source.form(),
            Kind::Range(range) => {
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
