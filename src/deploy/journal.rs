//! The journal of an environment: its state file.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::hosts::{Deployed, Journal, JournalEntry, JournalError};

use super::error::DeployError;
use super::recover::{Recovery, recover};
use super::state::EnvironmentState;
use super::store::StateStore;

/// Applies journal entries to the recorded state of one environment and saves it.
#[derive(Debug)]
pub(crate) struct FileJournal {
    store: StateStore,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: EnvironmentState,
    recovered: Vec<Recovery>,
}

impl FileJournal {
    /// Continues with a recorded state.
    #[must_use]
    pub(crate) fn new(store: StateStore, state: EnvironmentState) -> Self {
        Self { store, inner: Mutex::new(Inner { state, recovered: Vec::new() }) }
    }

    /// The present state.
    #[must_use]
    pub(crate) fn state(&self) -> EnvironmentState {
        self.inner().state.clone()
    }

    /// How the state was corrected by what the engines hold.
    #[must_use]
    pub(crate) fn recovered(&self) -> Vec<Recovery> {
        self.inner().recovered.clone()
    }

    /// Changes the state and saves it.
    pub(super) fn update(
        &self,
        change: impl FnOnce(&mut EnvironmentState),
    ) -> Result<(), DeployError> {
        let mut inner = self.inner();
        change(&mut inner.state);
        self.store.save(&inner.state)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Every update is one call, so a panic elsewhere leaves the state consistent.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for FileJournal {
    fn append(&self, step: &JournalEntry) -> Result<(), JournalError> {
        self.update(|state| state.apply(step)).map_err(|error| JournalError(error.to_string()))
    }

    fn record_observed(&self, engine: &str, found: &[Deployed]) -> Result<(), JournalError> {
        let mut inner = self.inner();
        let recovery = recover(&mut inner.state, engine, found);
        if recovery.is_empty() {
            return Ok(());
        }
        inner.recovered.push(recovery);
        self.store.save(&inner.state).map_err(|error| JournalError(error.to_string()))
    }
}
