//! Dictionaries: entries in order of insertion, with any value as a key.
//!
//! `1`, `1.0` and `true` are one key; the first key stays, the last value wins. Up to eight
//! entries are a list that is scanned, more are an ordered hash map. Dictionaries made by one
//! literal share their keys (a shape, as JavaScript engines call it) until one adds or removes
//! a key. Code that reads a key from them caches its position.

mod iter;

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

pub(crate) use self::iter::Entries;
use crate::runtime::value::Value;
use crate::runtime::value::equality;
use crate::runtime::value::iterative_drop;
use crate::runtime::value::key::{Key, KeyRef, StrKey};
use crate::runtime::value::list::List;

/// Most entries that are scanned instead of hashed.
const SMALL: usize = 8;

/// A dictionary in the order of insertion: a small one is scanned, a larger one is hashed.
pub struct Dict {
    repr: Repr,
    /// It is of the reference implementation's second kind, which cannot be a key. A copy is of the first.
    fresh: bool,
}

impl Clone for Dict {
    fn clone(&self) -> Self {
        Self::of(self.repr.clone())
    }
}

#[derive(Clone)]
enum Repr {
    Small(Vec<(Value, Value)>),
    /// Shared keys, and a value for each.
    Shaped(Keys, Vec<Value>),
    Large(IndexMap<Key, Value, FxBuildHasher>),
}

/// Keys shared by dictionaries: strings, all different, at most [`SMALL`].
pub(crate) type Keys = Rc<List>;

impl Drop for Dict {
    #[inline]
    fn drop(&mut self) {
        if self.iter().any(|(_, value)| value.holds_values()) {
            self.drop_items();
        }
    }
}

impl Repr {
    /// Drops the entries, and keeps the allocation.
    fn clear(&mut self) {
        match self {
            Repr::Small(entries) => entries.clear(),
            Repr::Shaped(_, values) => values.clear(),
            Repr::Large(map) => map.clear(),
        }
    }

    /// Moves the values to the list of values that are dropped later.
    fn hand_over(&mut self, later: &mut Vec<Value>) {
        match self {
            Repr::Small(entries) => later.extend(entries.drain(..).map(|(_, value)| value)),
            Repr::Shaped(_, values) => later.append(values),
            Repr::Large(map) => later.extend(map.drain(..).map(|(_, value)| value)),
        }
    }
}

impl Default for Dict {
    fn default() -> Self {
        Self::of(Repr::Small(Vec::new()))
    }
}

impl Dict {
    fn of(repr: Repr) -> Self {
        Self { repr, fresh: false }
    }

    #[inline(never)]
    fn drop_items(&mut self) {
        iterative_drop::iterative_drop(&mut self.repr, Repr::clear, Repr::hand_over);
    }

    /// Whether it is of the reference implementation's second kind.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Makes it of the reference implementation's second kind, or of the first.
    pub fn set_fresh(&mut self, fresh: bool) {
        self.fresh = fresh;
    }

    /// An empty dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty dictionary with capacity for some entries.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        if capacity <= SMALL {
            Self::of(Repr::Small(Vec::with_capacity(capacity)))
        } else {
            Self::of(Repr::Large(IndexMap::with_capacity_and_hasher(capacity, FxBuildHasher)))
        }
    }

    /// A dictionary with shared keys, and as many values.
    #[must_use]
    #[inline]
    pub fn shaped(keys: &Keys, values: Vec<Value>) -> Self {
        debug_assert!(keys.len() == values.len() && keys.len() <= SMALL);
        Self::of(Repr::Shaped(Rc::clone(keys), values))
    }

    /// The keys that it shares with others.
    #[must_use]
    pub fn shape(&self) -> Option<&Keys> {
        match &self.repr {
            Repr::Shaped(keys, _) => Some(keys),
            Repr::Small(_) | Repr::Large(_) => None,
        }
    }

    /// The value at an index, if these are its shared keys.
    #[must_use]
    #[inline(always)]
    pub fn at_shape(&self, keys: &Keys, index: usize) -> Option<&Value> {
        match &self.repr {
            Repr::Shaped(mine, values) if Rc::ptr_eq(mine, keys) => values.get(index),
            _ => None,
        }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.repr {
            Repr::Small(entries) => entries.len(),
            Repr::Shaped(keys, _) => keys.len(),
            Repr::Large(map) => map.len(),
        }
    }

    /// Whether it has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the value of a key.
    #[must_use]
    #[inline]
    pub fn get(&self, key: &Value) -> Option<&Value> {
        match &self.repr {
            Repr::Small(entries) => scan(entries, key).map(|i| &entries[i].1),
            Repr::Shaped(keys, values) => scan_keys(keys, key).map(|i| &values[i]),
            Repr::Large(map) => map.get(&KeyRef(key)),
        }
    }

    /// Returns the value of a string key.
    #[must_use]
    #[inline]
    pub fn get_str(&self, key: &str) -> Option<&Value> {
        match &self.repr {
            Repr::Small(entries) => scan_str(entries, key).map(|i| &entries[i].1),
            Repr::Shaped(keys, values) => scan_words(keys, key).map(|i| &values[i]),
            Repr::Large(map) => map.get(&StrKey(key)),
        }
    }

    /// Returns the value of a key, for changes in place.
    pub fn get_mut(&mut self, key: &Value) -> Option<&mut Value> {
        match &mut self.repr {
            Repr::Small(entries) => scan(entries, key).map(|i| &mut entries[i].1),
            Repr::Shaped(keys, values) => scan_keys(keys, key).map(|i| &mut values[i]),
            Repr::Large(map) => map.get_mut(&KeyRef(key)),
        }
    }

    /// Whether it has the key.
    #[must_use]
    pub fn contains_key(&self, key: &Value) -> bool {
        self.get(key).is_some()
    }

    /// The index of a key.
    #[must_use]
    pub fn index_of(&self, key: &Value) -> Option<usize> {
        match &self.repr {
            Repr::Small(entries) => scan(entries, key),
            Repr::Shaped(keys, _) => scan_keys(keys, key),
            Repr::Large(map) => map.get_index_of(&KeyRef(key)),
        }
    }

    /// The index of a string key.
    #[must_use]
    pub fn index_of_str(&self, key: &str) -> Option<usize> {
        match &self.repr {
            Repr::Small(entries) => scan_str(entries, key),
            Repr::Shaped(keys, _) => scan_words(keys, key),
            Repr::Large(map) => map.get_index_of(&StrKey(key)),
        }
    }

    /// The entry at an index.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<(&Value, &Value)> {
        match &self.repr {
            Repr::Small(entries) => entries.get(index).map(|(k, v)| (k, v)),
            Repr::Shaped(keys, values) => keys.get(index).zip(values.get(index)),
            Repr::Large(map) => map.get_index(index).map(|(k, v)| (&k.0, v)),
        }
    }

    /// The value at an index, for changes in place.
    pub fn value_mut(&mut self, index: usize) -> Option<&mut Value> {
        match &mut self.repr {
            Repr::Small(entries) => entries.get_mut(index).map(|(_, v)| v),
            Repr::Shaped(_, values) => values.get_mut(index),
            Repr::Large(map) => map.get_index_mut(index).map(|(_, v)| v),
        }
    }

    /// Sets a key and returns its old value. A key that exists stays as it is, at its index.
    pub fn insert(&mut self, key: Value, value: Value) -> Option<Value> {
        if let Repr::Shaped(keys, values) = &mut self.repr {
            if let Some(i) = scan_keys(keys, &key) {
                return Some(std::mem::replace(&mut values[i], value));
            }
            self.unshape();
        }
        match &mut self.repr {
            Repr::Small(entries) => {
                if let Some(i) = scan(entries, &key) {
                    return Some(std::mem::replace(&mut entries[i].1, value));
                }
                if entries.len() < SMALL {
                    entries.push((key, value));
                } else {
                    self.grow().insert(Key(key), value);
                }
                None
            }
            Repr::Shaped(..) => unreachable!("it was given keys of its own"),
            Repr::Large(map) => map.insert(Key(key), value),
        }
    }

    /// Appends a key that the caller knows to be new.
    pub fn push_new(&mut self, key: Value, value: Value) {
        self.unshape();
        match &mut self.repr {
            Repr::Small(entries) if entries.len() < SMALL => entries.push((key, value)),
            Repr::Small(_) | Repr::Shaped(..) => drop(self.grow().insert(Key(key), value)),
            Repr::Large(map) => drop(map.insert(Key(key), value)),
        }
    }

    /// Sets a string key.
    pub fn insert_str(&mut self, key: &str, value: Value) -> Option<Value> {
        self.insert(Value::str(key), value)
    }

    /// Removes a key and keeps the order of the others.
    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        self.unshape();
        match &mut self.repr {
            Repr::Small(entries) => scan(entries, key).map(|i| entries.remove(i).1),
            Repr::Shaped(..) => unreachable!("it was given keys of its own"),
            Repr::Large(map) => map.shift_remove(&KeyRef(key)),
        }
    }

    /// Removes the entries for which `keep` is false.
    pub fn retain(&mut self, mut keep: impl FnMut(&Value, &Value) -> bool) {
        self.unshape();
        match &mut self.repr {
            Repr::Small(entries) => entries.retain(|(k, v)| keep(k, v)),
            Repr::Shaped(..) => unreachable!("it was given keys of its own"),
            Repr::Large(map) => map.retain(|k, v| keep(&k.0, v)),
        }
    }

    /// The entries in order.
    #[must_use]
    pub fn iter(&self) -> Entries<'_> {
        match &self.repr {
            Repr::Small(entries) => Entries::small(entries),
            Repr::Shaped(keys, values) => Entries::shaped(keys, values),
            Repr::Large(map) => Entries::large(map),
        }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.iter().map(|(k, _)| k)
    }

    /// The values in order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.iter().map(|(_, v)| v)
    }

    /// Copies shared keys before they change.
    fn unshape(&mut self) {
        if let Repr::Shaped(keys, values) = &mut self.repr {
            let entries = keys.iter().cloned().zip(std::mem::take(values)).collect();
            self.repr = Repr::Small(entries);
        }
    }

    /// Turns the scanned list into a hash map.
    fn grow(&mut self) -> &mut IndexMap<Key, Value, FxBuildHasher> {
        if let Repr::Small(entries) = &mut self.repr {
            let mut map = IndexMap::with_capacity_and_hasher(SMALL * 2, FxBuildHasher);
            map.extend(entries.drain(..).map(|(k, v)| (Key(k), v)));
            self.repr = Repr::Large(map);
        }
        match &mut self.repr {
            Repr::Large(map) => map,
            Repr::Small(_) | Repr::Shaped(..) => unreachable!("it became a map just now"),
        }
    }
}

impl FromIterator<(Value, Value)> for Dict {
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        let mut dict = Dict::with_capacity(entries.size_hint().0);
        dict.extend(entries);
        dict
    }
}

impl Extend<(Value, Value)> for Dict {
    fn extend<I: IntoIterator<Item = (Value, Value)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Value, &'a Value);
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.iter()
    }
}

/// The index of a key in a short list.
#[inline]
fn scan(entries: &[(Value, Value)], key: &Value) -> Option<usize> {
    let Value::Str(wanted) = key else {
        return entries.iter().position(|(k, _)| equality::same(k, key));
    };
    entries.iter().position(|(k, _)| match k {
        Value::Str(k) => Rc::ptr_eq(k, wanted) || k.as_str() == wanted.as_str(),
        _ => false,
    })
}

#[inline]
fn scan_str(entries: &[(Value, Value)], key: &str) -> Option<usize> {
    entries.iter().position(|(k, _)| k.as_str() == Some(key))
}

/// The index of a key among shared ones.
#[inline]
fn scan_keys(keys: &[Value], key: &Value) -> Option<usize> {
    let Value::Str(wanted) = key else { return None };
    keys.iter().position(|k| match k {
        Value::Str(k) => Rc::ptr_eq(k, wanted) || k.as_str() == wanted.as_str(),
        _ => false,
    })
}

#[inline]
fn scan_words(keys: &[Value], key: &str) -> Option<usize> {
    keys.iter().position(|k| k.as_str() == Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &Dict, other: &Dict) -> bool {
        equality::same(&Value::dict(one.clone()), &Value::dict(other.clone()))
    }

    #[test]
    fn shared_keys_are_copied_before_they_change() {
        let keys: Keys = Rc::new(List::from(vec![Value::str("a"), Value::str("b")]));
        let shaped = || Dict::shaped(&keys, vec![Value::Int(1), Value::Int(2)]);
        let mut own: Dict = shaped().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let mut dict = shaped();
        assert!(same(&dict, &own) && same(&own, &dict) && dict.shape().is_some());
        dict.insert_str("b", Value::Int(3));
        own.insert_str("b", Value::Int(3));
        assert!(same(&dict, &own) && dict.shape().is_some());
        assert!(matches!(dict.at_shape(&keys, 1), Some(Value::Int(3))));
        assert!(matches!(shaped().remove(&Value::str("a")), Some(Value::Int(1))));
        for change in [
            |d: &mut Dict| drop(d.insert_str("c", Value::Null)),
            |d: &mut Dict| d.push_new(Value::Int(7), Value::Null),
            |d: &mut Dict| drop(d.remove(&Value::str("a"))),
            |d: &mut Dict| d.retain(|_, v| matches!(v, Value::Int(3))),
        ] {
            let (mut one, mut other) = (dict.clone(), own.clone());
            change(&mut one);
            change(&mut other);
            assert!(same(&one, &other) && one.shape().is_none());
        }
    }

    fn numbered(n: i64) -> Dict {
        (0..n).map(|i| (Value::Int(i), Value::Int(i * i))).collect()
    }

    #[test]
    fn the_first_key_stays_and_the_last_value_wins() {
        let mut dict = Dict::new();
        dict.insert(Value::Int(1), Value::str("a"));
        assert!(dict.insert(Value::bool(true), Value::str("b")).is_some());
        assert_eq!(dict.len(), 1);
        assert!(matches!(dict.entry(0), Some((Value::Int(1), v)) if v.as_str() == Some("b")));
    }

    #[test]
    fn small_and_large_dictionaries_behave_alike() {
        for n in [0, 1, 8, 9, 100] {
            let mut dict = numbered(n);
            assert_eq!(dict.len() as i64, n);
            assert!(
                dict.keys().enumerate().all(|(i, k)| matches!(k, Value::Int(k) if *k == i as i64))
            );
            assert!(dict.get(&Value::float(0.0)).is_some() == (n > 0));
            assert!(dict.remove(&Value::Int(n / 2)).is_some() == (n > 0));
            dict.insert_str("x", Value::Null);
            assert!(dict.get_str("x").is_some_and(Value::is_null));
            assert_eq!(dict.index_of_str("x"), Some(dict.len() - 1));
            assert!(same(&dict, &dict.clone()));
        }
    }

    #[test]
    fn order_does_not_matter_to_equality_and_hash() {
        let forth = numbered(20);
        let back: Dict = (0..20).rev().map(|i| (Value::Int(i), Value::Int(i * i))).collect();
        assert!(same(&forth, &back));
        assert_eq!(equality::hash_of(&Value::dict(forth)), equality::hash_of(&Value::dict(back)));
    }
}
