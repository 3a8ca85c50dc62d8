//! Time and interrupts, provided by the outer layers.
//!
//! Timeouts are measured on a [`Clock`]. The real one sleeps; the [`VirtualClock`] of the simulated engine jumps
//! ahead at once, so that everything is ready at the first poll.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, ready};

/// A source of time.
pub(crate) trait Clock: Send + Sync + fmt::Debug {
    /// The time since a fixed moment of this clock's choice.
    fn now(&self) -> Duration;

    /// Completes after `time`.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// Whether sleeping never waits, so that work is done at the first poll.
    fn is_virtual(&self) -> bool;
}

/// A clock that advances only when somebody sleeps.
#[derive(Debug, Default)]
pub(crate) struct VirtualClock(AtomicU64);

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
        ready(()).boxed()
    }

    fn is_virtual(&self) -> bool {
        true
    }
}

/// A flag that asks the run to end; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl From<Arc<AtomicBool>> for Interrupt {
    fn from(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }
}

impl Interrupt {
    /// Asks the run to end at the next point where nothing is half done.
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the run was asked to end.
    #[must_use]
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
