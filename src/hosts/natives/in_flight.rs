//! Counts the work that is in flight on the other thread.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The number of jobs in flight.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    count: Mutex<usize>,
    finished: Condvar,
}

impl InFlight {
    /// Whether no work is in flight.
    pub(crate) fn is_idle(&self) -> bool {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) == 0
    }

    /// Waits until no work is in flight, at most for `limit`; returns whether that was reached.
    pub(super) fn wait_until_idle(&self, limit: Duration) -> bool {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.finished.wait_timeout_while(count, limit, |count| *count > 0);
        waited.is_ok_and(|(_, timeout)| !timeout.timed_out())
    }
}

/// One job in flight; it ends when this is dropped.
pub(super) struct WorkGuard(Arc<InFlight>);

impl WorkGuard {
    /// Counts a job until the result is dropped.
    pub(super) fn new(in_flight: &Arc<InFlight>) -> Self {
        *in_flight.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(in_flight.clone())
    }
}

impl Drop for WorkGuard {
    fn drop(&mut self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.finished.notify_all();
    }
}
