//! Keys of dictionaries and members of sets: values with YAQL's equality and hash.

use std::hash::{Hash, Hasher};

use indexmap::Equivalent;

use crate::runtime::value::Value;
use crate::runtime::value::equality;

/// A value as a key; every value can be one (sequences and objects by identity).
#[derive(Clone)]
pub(crate) struct Key(pub Value);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        equality::same(&self.0, &other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        equality::hash(&self.0, state);
    }
}

/// A borrowed value that looks up a [`Key`].
pub(crate) struct KeyRef<'a>(pub(crate) &'a Value);

impl Hash for KeyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        equality::hash(self.0, state);
    }
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        equality::same(self.0, &key.0)
    }
}

/// A string that looks up a string [`Key`].
pub(crate) struct StrKey<'a>(pub(crate) &'a str);

impl Hash for StrKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Equivalent<Key> for StrKey<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        key.0.as_str() == Some(self.0)
    }
}
