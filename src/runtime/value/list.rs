//! The items of a list.

use std::ops::{Deref, DerefMut};

use crate::runtime::value::Value;
use crate::runtime::value::iterative_drop;

/// Items in order. A vector whose drop is not recursive below a limit (see [`iterative_drop`]).
#[derive(Clone, Default)]
pub struct List(Vec<Value>);

impl List {
    /// Takes the items out.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<Value> {
        std::mem::take(&mut self.0)
    }

    #[inline(never)]
    fn drop_items(&mut self) {
        iterative_drop::iterative_drop(&mut self.0, Vec::clear, |items, later| later.append(items));
    }
}

impl From<Vec<Value>> for List {
    #[inline]
    fn from(items: Vec<Value>) -> Self {
        Self(items)
    }
}

impl FromIterator<Value> for List {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl Deref for List {
    type Target = Vec<Value>;

    #[inline]
    fn deref(&self) -> &Vec<Value> {
        &self.0
    }
}

impl DerefMut for List {
    #[inline]
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        &mut self.0
    }
}

impl<'l> IntoIterator for &'l List {
    type Item = &'l Value;
    type IntoIter = std::slice::Iter<'l, Value>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Drop for List {
    #[inline]
    fn drop(&mut self) {
        if self.0.iter().any(Value::holds_values) {
            self.drop_items();
        }
    }
}
