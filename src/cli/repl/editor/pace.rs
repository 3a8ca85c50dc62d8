//! How fast keys arrive: a paste without brackets is a burst of keys.
//!
//! Terminals without bracketed paste send pasted text as if it were typed. Nobody types several keys within a few milliseconds each,
//! so a burst is a paste, whose indentation is its own. Text that was typed ahead, while a program ran, counts as one too.

#![expect(clippy::disallowed_methods, reason = "the editor may look at the clock")]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest pause between two keys of a burst.
const BURST_PAUSE: Duration = Duration::from_millis(8);
/// The number of pauses that are remembered.
const REMEMBERED: u32 = 6;
/// The number of short pauses among them that make a burst: a busy machine may delay some.
const SHORT_PAUSES: u32 = 4;

/// The pace of keys; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct TypingPace(Arc<Mutex<RecentKeys>>);

#[derive(Debug, Default)]
struct RecentKeys {
    /// The end of the editor's last work.
    idle_since: Option<Instant>,
    /// A bit for each of the last pauses, the latest lowest: whether it was short.
    short: u32,
}

impl TypingPace {
    /// Notes that a key has arrived.
    pub(super) fn note_key(&self) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = keys.idle_since.map(|since| since.elapsed());
        keys.add(pause);
        keys.idle_since = Some(Instant::now());
    }

    /// Notes that the editor is still at work for the last key: a pause begins after it.
    pub(super) fn note_work(&self) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.idle_since = Some(Instant::now());
    }

    /// Whether the last keys came as a burst.
    pub(super) fn is_burst(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_burst()
    }
}

impl RecentKeys {
    fn add(&mut self, pause: Option<Duration>) {
        let is_short = pause.is_some_and(|pause| pause <= BURST_PAUSE);
        self.short = (self.short << 1 | u32::from(is_short)) & ((1 << REMEMBERED) - 1);
    }

    fn is_burst(&self) -> bool {
        self.short.count_ones() >= SHORT_PAUSES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_many_short_pauses() {
        let mut keys = RecentKeys::default();
        let mut after = |millis: u64| {
            keys.add(Some(Duration::from_millis(millis)));
            keys.is_burst()
        };
        // Two keys that fingers press together are no burst.
        assert!(![120, 2, 90, 3, 80, 1].map(&mut after).contains(&true));
        assert_eq!([100, 100, 100].map(&mut after), [false; 3]);
        assert_eq!([0, 0, 0, 0, 50, 0].map(&mut after), [false, false, false, true, true, true]);
        assert_eq!([100, 90, 100].map(&mut after), [true, false, false]);
    }
}
