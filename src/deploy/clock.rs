//! The real clock, for hosts that wait for real containers. Sleeping needs an async runtime with timers.

#![expect(clippy::disallowed_methods, reason = "this is the clock")]

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt};

use crate::hosts::Clock;

/// The clock of the system, counted from its creation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        // The timer is made at the first poll, which is inside the runtime; this call may not be.
        async move { tokio::time::sleep(time).await }.boxed()
    }

    fn is_virtual(&self) -> bool {
        false
    }
}
