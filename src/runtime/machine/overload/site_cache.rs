//! The overload cache of a call site: arguments of the same kinds mean the same overload again.

use std::cell::Cell;

use crate::runtime::value::Value;

/// The kinds of all arguments of a call, packed into a word, if kinds alone decide the types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u64);

/// Arguments whose kinds do not decide the overload.
const UNDECIDED: Kinds = Kinds(u64::MAX);

/// Most arguments whose kinds are compared: each takes four bits.
const MOST: usize = 15;

/// Sequences and the rarer kinds: values of several types each.
const SEVERAL: u32 = 1 << Value::SEQ | 1 << Value::OTHER;

impl Kinds {
    /// The kinds of some arguments.
    #[inline]
    pub(super) fn of(arguments: &[Value]) -> Self {
        if arguments.len() > MOST {
            return UNDECIDED;
        }
        let (mut kinds, mut seen) = (0, 0_u32);
        for value in arguments {
            let tag = value.tag();
            seen |= 1 << tag;
            kinds = kinds << 4 | u64::from(tag);
        }
        if seen & SEVERAL == 0 { Kinds(kinds) } else { UNDECIDED }
    }
}

/// The kinds of the last arguments, and their overload.
pub(super) struct SiteCache(Cell<(Kinds, usize)>);

impl Default for SiteCache {
    fn default() -> Self {
        Self(Cell::new((UNDECIDED, 0)))
    }
}

impl SiteCache {
    /// The cached overload, if the last arguments were of these kinds.
    #[inline]
    pub(super) fn choice(&self, kinds: Kinds) -> Option<usize> {
        let (known, choice) = self.0.get();
        (known == kinds && kinds != UNDECIDED).then_some(choice)
    }

    /// Stores the overload that was chosen for these kinds.
    pub(super) fn learn(&self, kinds: Kinds, choice: usize) {
        self.0.set((kinds, choice));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::value::extended::Extended;

    #[test]
    fn kinds_are_told_apart_and_unclear_ones_are_not_remembered() {
        let cache = SiteCache::default();
        let (one, other) = ([Value::Int(1), Value::Null], [Value::Null, Value::Int(1)]);
        cache.learn(Kinds::of(&one), 3);
        assert_eq!(cache.choice(Kinds::of(&[Value::Int(7), Value::Null])), Some(3));
        assert_eq!(cache.choice(Kinds::of(&other)), None);
        let rare = [Value::extended(Extended::Rule(Value::Null, Value::Null))];
        cache.learn(Kinds::of(&rare), 1);
        assert_eq!(cache.choice(Kinds::of(&rare)), None);
        assert_eq!(Kinds::of(&vec![Value::Null; 16]), UNDECIDED);
    }
}
