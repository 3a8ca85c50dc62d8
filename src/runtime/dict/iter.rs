//! Walking a dictionary in order.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::runtime::key::Key;
use crate::runtime::value::Value;

/// The entries of a dictionary in order.
#[derive(Clone)]
pub struct Entries<'a>(Walk<'a>);

#[derive(Clone)]
enum Walk<'a> {
    Small(std::slice::Iter<'a, (Value, Value)>),
    Large(indexmap::map::Iter<'a, Key, Value>),
}

impl<'a> Entries<'a> {
    pub(super) fn small(entries: &'a [(Value, Value)]) -> Self {
        Self(Walk::Small(entries.iter()))
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
            Walk::Large(entries) => entries.next().map(|(k, v)| (&k.0, v)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Walk::Small(entries) => entries.size_hint(),
            Walk::Large(entries) => entries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Entries<'_> {}
