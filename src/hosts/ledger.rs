//! What a run wants and does on one engine: the write-ahead journal, claims, actions and progress.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{EngineError, EngineErrorKind};

use super::action::Action;
use super::deployed::Deployed;
use super::error::HostError;
use super::journal::{Change, ChangeKind, Journal, JournalEntry};
use super::progress::{Event, Progress};

/// The record of a run on one engine. Changes are journaled before and after they are made.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// Address of the engine.
    engine: String,
    journal: Arc<dyn Journal>,
    progress: Arc<dyn Progress>,
    entries: Mutex<LedgerEntries>,
}

/// What was claimed and done so far.
#[derive(Debug, Default)]
struct LedgerEntries {
    /// The desired applications, and who wants them.
    claims: BTreeMap<String, Claim>,
    /// The first effective action for each application.
    actions: BTreeMap<String, Action>,
}

/// Who wants an application.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Claim {
    host: String,
    /// The object of the program; `None`: not known.
    claimant: Option<String>,
}

impl Claim {
    /// Whether two claims of one name come from different applications.
    fn clashes(&self, other: &Self) -> bool {
        let both_known = self.claimant.is_some() && other.claimant.is_some();
        self.host != other.host || (both_known && self.claimant != other.claimant)
    }
}

impl Ledger {
    /// An empty ledger for the engine at that address.
    pub(crate) fn new(
        engine: &str,
        journal: Arc<dyn Journal>,
        progress: Arc<dyn Progress>,
    ) -> Self {
        Self { engine: engine.to_owned(), journal, progress, entries: Mutex::default() }
    }

    /// The applications that this run wants, with their hosts.
    #[must_use]
    pub(crate) fn desired(&self) -> BTreeMap<String, String> {
        let entries = self.entries();
        entries.claims.iter().map(|(name, claim)| (name.clone(), claim.host.clone())).collect()
    }

    /// What was done for which application in this run.
    #[must_use]
    pub(crate) fn actions(&self) -> BTreeMap<String, Action> {
        self.entries().actions.clone()
    }

    /// Claims an application for a host, and for an object of the program if that is known.
    ///
    /// # Errors
    /// When another host or object has claimed it: the two would replace each other in every run.
    pub(super) fn claim(
        &self,
        application: &str,
        host: &str,
        claimant: Option<&str>,
    ) -> Result<(), HostError> {
        let claim = Claim { host: host.to_owned(), claimant: claimant.map(str::to_owned) };
        let mut entries = self.entries();
        match entries.claims.get(application) {
            Some(other) if other.clashes(&claim) => Err(HostError::NameClash {
                container: application.to_owned(),
                host: other.host.clone(),
            }),
            other => {
                let known = other.and_then(|claim| claim.claimant.clone());
                let claimant = claim.claimant.or(known);
                entries.claims.insert(application.to_owned(), Claim { host: claim.host, claimant });
                Ok(())
            }
        }
    }

    /// Withdraws a claim: the program itself removed the application.
    pub(super) fn release_claim(&self, application: &str) {
        self.entries().claims.remove(application);
    }

    /// Forgets the claiming objects: a program starts, with new objects.
    pub(crate) fn begin_program(&self) {
        for claim in self.entries().claims.values_mut() {
            claim.claimant = None;
        }
    }

    /// Records an action. The first effective one counts: an application that was created in this run and then
    /// replaced is still one that was created.
    pub(super) fn record(&self, application: &str, action: &Action) {
        let mut entries = self.entries();
        let recorded = entries.actions.entry(application.to_owned()).or_insert(Action::Unchanged);
        if *recorded == Action::Unchanged {
            recorded.clone_from(action);
        }
    }

    /// Reports progress on an application.
    pub(super) fn report(&self, application: &str, event: &Event) {
        self.progress.report(application, event);
    }

    /// Makes a change at the engine, journaled before and after.
    pub(super) async fn change<T>(
        &self,
        kind: ChangeKind,
        name: &str,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, HostError> {
        let name = name.to_owned();
        self.journaled(Change { engine: self.engine.clone(), name, kind, to: None }, work).await
    }

    /// Renames a container at the engine, journaled before and after.
    pub(super) async fn rename(
        &self,
        from: &str,
        to: &str,
        work: impl Future<Output = Result<(), EngineError>>,
    ) -> Result<(), HostError> {
        let change = Change {
            engine: self.engine.clone(),
            name: from.to_owned(),
            kind: ChangeKind::Rename,
            to: Some(to.to_owned()),
        };
        self.journaled(change, work).await
    }

    /// Journals that a container is in its desired state.
    pub(super) fn record_deployed(&self, deployed: &Deployed) -> Result<(), HostError> {
        self.append(&JournalEntry::Deployed {
            engine: self.engine.clone(),
            ports: deployed.held_ports(),
            deployed: Box::new(deployed.clone()),
        })
    }

    /// Journals the containers that the engine really holds.
    pub(super) fn record_observed(&self, found: &[Deployed]) -> Result<(), HostError> {
        self.journal.record_observed(&self.engine, found).map_err(HostError::from)
    }

    /// Write-ahead: a change that cannot be journaled is not made.
    async fn journaled<T>(
        &self,
        change: Change,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, HostError> {
        self.append(&JournalEntry::Before(change.clone()))?;
        match work.await {
            Ok(done) => {
                self.append(&JournalEntry::After(change))?;
                Ok(done)
            }
            Err(error) => {
                let doing = describe(change.kind, &change.name);
                let unknown = matches!(
                    error.kind,
                    EngineErrorKind::ConnectionLost | EngineErrorKind::Timeout
                );
                let step = if unknown {
                    JournalEntry::Unknown(change)
                } else {
                    JournalEntry::Failed(change)
                };
                // The engine's error matters more than a journal that cannot be written.
                let _ = self.append(&step);
                Err(HostError::Engine { engine: self.engine.clone(), doing, error })
            }
        }
    }

    fn append(&self, step: &JournalEntry) -> Result<(), HostError> {
        self.journal.append(step).map_err(HostError::from)
    }

    fn entries(&self) -> MutexGuard<'_, LedgerEntries> {
        // Every update is one call, so a panic elsewhere leaves the entries consistent.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a change is called in messages.
fn describe(kind: ChangeKind, name: &str) -> String {
    let verb = match kind {
        ChangeKind::CreateNetwork => "creating the network",
        ChangeKind::CreateVolume => "creating the volume",
        ChangeKind::Create => "creating the container",
        ChangeKind::Start => "starting the container",
        ChangeKind::Stop => "stopping the container",
        ChangeKind::Unpause => "unpausing the container",
        ChangeKind::Update => "updating the container",
        ChangeKind::Connect => "connecting the container",
        ChangeKind::Disconnect => "disconnecting the container",
        ChangeKind::Rename => "renaming the container",
        ChangeKind::Remove => "removing the container",
        ChangeKind::RemoveVolume => "removing the volume",
        ChangeKind::RemoveNetwork => "removing the network",
    };
    format!("{verb} `{name}`")
}
