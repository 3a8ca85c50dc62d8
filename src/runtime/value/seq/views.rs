//! Kinds of values that the reference implementation has beside lists and sets, for expressions
//! that must behave the same: a second kind of list, and the live views that `keys()` and
//! `items()` return.
//!
//! Equality, `str()` and keys of dictionaries distinguish them from lists and sets; everything
//! else treats them as lists and sets. `.murano` never makes one.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Seq, SequenceKind};
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::list::List;
use crate::runtime::value::set::Set;

/// Consecutive integers up to an exclusive end.
pub struct Range {
    /// The first one, if the range is not empty.
    pub start: i64,
    /// The end.
    pub stop: i64,
    items: Rc<List>,
}

impl Range {
    /// The integers from `start` to before `stop`.
    #[must_use]
    pub fn new(start: i64, stop: i64) -> Self {
        Self { start, stop, items: Rc::new((start..stop).map(Value::Int).collect()) }
    }
}

/// A list made by a function: of the second kind if the options ask for that.
#[must_use]
pub(crate) fn fresh_list(options: &Options, items: Vec<Value>) -> Value {
    if options.original {
        Seq::ready(SequenceKind::List(Rc::new(items.into())))
    } else {
        Value::list(items)
    }
}

/// The items of a list of either kind.
#[must_use]
#[inline]
pub(crate) fn list_items(value: &Value) -> Option<&Rc<List>> {
    match value {
        Value::List(items) => Some(items),
        Value::Seq(seq) => seq.as_list(),
        _ => None,
    }
}

/// The members of a set, or of a view that counts as one.
#[must_use]
pub(crate) fn set_members(value: &Value) -> Option<Cow<'_, Set>> {
    match value {
        Value::Set(set) => Some(Cow::Borrowed(&**set)),
        Value::Seq(seq) => seq.as_set().map(Cow::Owned),
        _ => None,
    }
}

impl Seq {
    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&Rc<List>> {
        match &self.kind {
            SequenceKind::List(items) => Some(items),
            SequenceKind::Range(range) => Some(&range.items),
            _ => None,
        }
    }

    /// Whether it is a range, which counts as a list.
    #[must_use]
    pub fn is_range(&self) -> bool {
        matches!(self.kind, SequenceKind::Range(_))
    }

    /// Whether it is a view that counts as a set.
    #[must_use]
    pub fn is_view(&self) -> bool {
        matches!(self.kind, SequenceKind::Keys(_) | SequenceKind::Items(_))
    }

    /// The members, if it is a view that counts as a set.
    #[must_use]
    pub fn as_set(&self) -> Option<Set> {
        match &self.kind {
            SequenceKind::Keys(_) | SequenceKind::Items(_) => {
                Some(self.view_elements().into_iter().collect())
            }
            _ => None,
        }
    }

    /// The elements of a dictionary view, in order.
    #[must_use]
    pub fn view_elements(&self) -> Vec<Value> {
        match &self.kind {
            SequenceKind::Keys(dict) => dict.keys().cloned().collect(),
            SequenceKind::Items(dict) => dict.iter().map(pair).collect(),
            SequenceKind::Values(dict) => dict.values().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The number of elements, if it is known without reading.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        match &self.kind {
            SequenceKind::List(items) => Some(items.len()),
            SequenceKind::Range(range) => Some(range.items.len()),
            SequenceKind::Values(dict) | SequenceKind::Keys(dict) | SequenceKind::Items(dict) => {
                Some(dict.len())
            }
            SequenceKind::Lazy(_) => None,
        }
    }

    /// Whether the content is equal: compares lists of the second kind among themselves, and
    /// views with sets.
    #[must_use]
    pub fn same_content(&self, other: &Value) -> bool {
        match (self.as_list(), other) {
            (Some(_), Value::Seq(theirs)) if theirs.is_range() != self.is_range() => false,
            (Some(mine), Value::Seq(theirs)) => theirs.as_list().is_some_and(|theirs| {
                mine.len() == theirs.len()
                    && mine
                        .iter()
                        .zip(theirs.iter())
                        .all(|(x, y)| crate::runtime::value::equality::same(x, y))
            }),
            _ => match (self.as_set(), set_members(other)) {
                (Some(mine), Some(theirs)) => mine.same(&theirs),
                _ => false,
            },
        }
    }
}

/// An entry as a list of two.
pub(super) fn pair((key, value): (&Value, &Value)) -> Value {
    Value::list(vec![key.clone(), value.clone()])
}
