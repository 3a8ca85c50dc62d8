//! Iteration over a dictionary, in order.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::runtime::value::Value;
use crate::runtime::value::key::Key;

/// The entries of a dictionary in order.
#[derive(Clone)]
pub struct Entries<'a>(Walk<'a>);

#[derive(Clone)]
enum Walk<'a> {
    Small(std::slice::Iter<'a, (Value, Value)>),
    Shaped(std::iter::Zip<std::slice::Iter<'a, Value>, std::slice::Iter<'a, Value>>),
    Large(indexmap::map::Iter<'a, Key, Value>),
}

impl<'a> Entries<'a> {
    pub(super) fn small(entries: &'a [(Value, Value)]) -> Self {
        Self(Walk::Small(entries.iter()))
    }

    pub(super) fn shaped(keys: &'a [Value], values: &'a [Value]) -> Self {
        Self(Walk::Shaped(keys.iter().zip(values)))
    }

    pub(super) fn large(map: &'a IndexMap<Key, Value, FxBuildHasher>) -> Self {
        Self(Walk::Large(map.iter()))
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a Value, &'a Value);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walk::Small(entries) => entries.next().map(|(k, v)| (k, v)),
            Walk::Shaped(entries) => entries.next(),
            Walk::Large(entries) => entries.next().map(|(k, v)| (&k.0, v)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Walk::Small(entries) => entries.size_hint(),
            Walk::Shaped(entries) => entries.size_hint(),
            Walk::Large(entries) => entries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Entries<'_> {}
