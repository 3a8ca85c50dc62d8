//! Adds up the progress of a pull over all layers.

use std::collections::BTreeMap;

use crate::engine::PullProgress;

/// Bytes done and bytes in all, by layer.
#[derive(Debug, Default)]
pub(super) struct PullTotals(BTreeMap<String, (u64, u64)>);

impl PullTotals {
    /// Adds one step. Only downloads count: extraction reports the same bytes a second time.
    pub(super) fn add(&mut self, step: &PullProgress) {
        let (Some(done), Some(total)) = (step.current, step.total) else { return };
        if step.status.starts_with("Downloading") {
            self.0.insert(step.layer.clone(), (done, total));
        }
    }

    /// Bytes downloaded so far.
    pub(super) fn done(&self) -> u64 {
        self.0.values().map(|(done, _)| done).sum()
    }

    /// Bytes of all layers that have reported.
    pub(super) fn total(&self) -> u64 {
        self.0.values().map(|(_, total)| total).sum()
    }
}
