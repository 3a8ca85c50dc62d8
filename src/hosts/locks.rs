//! Locks by name: one task at a time works on an application or an image.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::lock::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A lock for each name, created at first use.
#[derive(Debug, Default)]
pub(super) struct NamedLocks(Mutex<BTreeMap<String, Arc<AsyncMutex<()>>>>);

impl NamedLocks {
    /// Waits for the lock of that name; it is released when the guard is dropped.
    pub(super) async fn lock(&self, name: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            locks.entry(name.to_owned()).or_default().clone()
        };
        lock.lock_owned().await
    }
}
