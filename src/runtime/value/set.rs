//! Sets: distinct values in order of insertion.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use crate::runtime::value::Value;
use crate::runtime::value::key::{Key, KeyRef};

/// Distinct values in the order of insertion.
#[derive(Clone, Default)]
pub struct Set(IndexSet<Key, FxBuildHasher>);

impl Set {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the value is a member.
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        self.0.contains(&KeyRef(value))
    }

    /// Adds a member; `true` if it is new.
    pub fn insert(&mut self, value: Value) -> bool {
        self.0.insert(Key(value))
    }

    /// Removes a member; `true` if there was one.
    pub fn remove(&mut self, value: &Value) -> bool {
        self.0.shift_remove(&KeyRef(value))
    }

    /// The member at an index.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<&Value> {
        self.0.get_index(index).map(|key| &key.0)
    }

    /// The members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Value> + Clone {
        self.0.iter().map(|key| &key.0)
    }

    /// Whether both have the same members, in any order.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.is_subset(other)
    }

    /// Whether every member is also a member of the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.len() <= other.len() && self.iter().all(|value| other.contains(value))
    }

    /// The members of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        all.0.extend(other.0.iter().cloned());
        all
    }

    /// The members of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.iter().filter(|key| other.0.contains(*key)).cloned().collect())
    }

    /// The members of this one only.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(self.0.iter().filter(|key| !other.0.contains(*key)).cloned().collect())
    }

    /// The members of exactly one of the two.
    #[must_use]
    pub fn symmetric_difference(&self, other: &Self) -> Self {
        let mut either = self.difference(other);
        either.0.extend(other.0.iter().filter(|key| !self.0.contains(*key)).cloned());
        either
    }
}

impl FromIterator<Value> for Set {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        Self(values.into_iter().map(Key).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(members: &[i64]) -> Set {
        members.iter().map(|i| Value::Int(*i)).collect()
    }

    #[test]
    fn members_are_distinct_and_keep_their_order() {
        let set = of(&[3, 1, 3, 2]);
        assert_eq!(set.len(), 3);
        assert!(matches!(set.entry(0), Some(Value::Int(3))));
        assert!(set.contains(&Value::float(2.0)));
    }

    #[test]
    fn set_algebra() {
        assert!(of(&[1, 2]).union(&of(&[2, 3])).same(&of(&[3, 2, 1])));
        assert!(of(&[1, 2]).intersection(&of(&[2, 3])).same(&of(&[2])));
        assert!(of(&[1, 2]).difference(&of(&[2, 3])).same(&of(&[1])));
        assert!(of(&[1, 2]).symmetric_difference(&of(&[2, 3])).same(&of(&[1, 3])));
        assert!(of(&[1]).is_subset(&of(&[1, 2])) && !of(&[1, 3]).is_subset(&of(&[1, 2])));
    }
}
