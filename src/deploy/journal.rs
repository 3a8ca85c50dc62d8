//! The journal that keeps an environment's record.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::hosts::{Deployed, Journal, JournalError, Step};

use super::error::DeployError;
use super::recover::{Recovery, recover};
use super::state::State;
use super::store::Store;

/// Keeps the record of one environment in its file.
#[derive(Debug)]
pub struct FileJournal {
    store: Store,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    state: State,
    recovered: Vec<Recovery>,
}

impl FileJournal {
    /// Goes on with a record.
    #[must_use]
    pub fn new(store: Store, state: State) -> Self {
        Self { store, kept: Mutex::new(Kept { state, recovered: Vec::new() }) }
    }

    /// The record as it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.kept().state.clone()
    }

    /// What the engines' labels told beyond the record, when they were listed.
    #[must_use]
    pub fn recovered(&self) -> Vec<Recovery> {
        self.kept().recovered.clone()
    }

    /// Changes the record, and saves it.
    pub(super) fn update(&self, change: impl FnOnce(&mut State)) -> Result<(), DeployError> {
        let mut kept = self.kept();
        change(&mut kept.state);
        self.store.save(&kept.state)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A record is replaced as a whole, so a panic elsewhere cannot leave half of one.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for FileJournal {
    fn note(&self, step: &Step) -> Result<(), JournalError> {
        self.update(|state| state.apply(step)).map_err(|error| JournalError(error.to_string()))
    }

    fn listed(&self, engine: &str, found: &[Deployed]) -> Result<(), JournalError> {
        let mut kept = self.kept();
        let recovery = recover(&mut kept.state, engine, found);
        if recovery.is_empty() {
            return Ok(());
        }
        kept.recovered.push(recovery);
        self.store.save(&kept.state).map_err(|error| JournalError(error.to_string()))
    }
}
