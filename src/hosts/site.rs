//! One engine as one environment sees it.
//!
//! A site lists the environment's containers once, at first use, and from then on knows them by its
//! own changes. It holds what containers on one engine share: the network, the published ports, the
//! names already claimed in this run. Every change goes through [`Site::change`], which has it written down
//! before and after.

mod network;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use futures_util::lock::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::engine::{
    ContainerSummary, Credentials, Engine, EngineError, EngineErrorKind, PullProgress,
};

use super::addresses::AddressAllocator;
use super::clock::{Clock, Interrupt, VirtualClock};
use super::error::HostError;
use super::journal::{Change, ChangeKind, Journal, SilentJournal, Step};
use super::labels::{self, Deployed};
use super::ports::{Owner, PortAllocator};
use super::progress::{Event, Progress, SilentProgress};
use super::reconcile::Action;

/// Who knows the user's registry credentials.
pub trait CredentialSource: Send + Sync + std::fmt::Debug {
    /// The credentials for a registry, if the user has any.
    fn find<'a>(
        &'a self,
        registry: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, EngineError>>;
}

/// What the outer layers do for hosts.
#[derive(Clone, Debug)]
pub struct Services {
    /// Who writes down what is done.
    pub journal: Arc<dyn Journal>,
    /// Who is told what happens.
    pub progress: Arc<dyn Progress>,
    /// Who knows the time.
    pub clock: Arc<dyn Clock>,
    /// Whether somebody wants the run to end.
    pub interrupt: Interrupt,
    /// Who knows registry credentials; `None`: nobody does.
    pub credentials: Option<Arc<dyn CredentialSource>>,
}

impl Default for Services {
    /// Those of the simulated engine: nothing is written, nobody is told, no time goes by.
    fn default() -> Self {
        Self {
            journal: Arc::new(SilentJournal),
            progress: Arc::new(SilentProgress),
            clock: Arc::new(VirtualClock::default()),
            interrupt: Interrupt::default(),
            credentials: None,
        }
    }
}

/// One engine as one environment sees it.
#[derive(Debug)]
pub struct Site {
    engine: Arc<dyn Engine>,
    environment: String,
    services: Services,
    /// Whether the containers were listed; locked while they are.
    listed: AsyncMutex<bool>,
    /// Whether the network exists; locked while it is created.
    network: AsyncMutex<bool>,
    state: Mutex<State>,
    turns: Mutex<BTreeMap<String, Arc<AsyncMutex<()>>>>,
}

/// What a site knows.
#[derive(Debug, Default)]
struct State {
    /// Our containers by their names at the engine.
    containers: BTreeMap<String, ContainerSummary>,
    ports: PortAllocator,
    addresses: AddressAllocator,
    /// Who wants which application in this run.
    claims: BTreeMap<String, Claim>,
    /// What was done for which application in this run; the first thing that was not nothing.
    actions: BTreeMap<String, Action>,
}

/// Who wants an application.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Claim {
    host: String,
    claimant: Option<String>,
}

impl Site {
    /// A site; `recorded` are published ports given in earlier runs.
    #[must_use]
    pub fn new(
        engine: Arc<dyn Engine>,
        environment: &str,
        services: Services,
        recorded: impl IntoIterator<Item = (Owner, u16)>,
    ) -> Self {
        let mut state = State::default();
        recorded.into_iter().for_each(|(owner, number)| state.ports.remember(owner, number));
        Self {
            engine,
            environment: environment.to_owned(),
            services,
            listed: AsyncMutex::default(),
            network: AsyncMutex::default(),
            state: Mutex::new(state),
            turns: Mutex::default(),
        }
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// The environment.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// What the outer layers do.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The network of the environment.
    #[must_use]
    pub fn network_name(&self) -> String {
        network_name(&self.environment)
    }

    /// The name of an application's container at the engine.
    #[must_use]
    pub fn container_name(&self, application: &str) -> String {
        format!("{}-{application}", self.environment)
    }

    /// What containers must have in common to reach one another's `internal` addresses.
    #[must_use]
    pub fn internal_scope_id(&self) -> String {
        format!("{}/{}", self.engine.address(), self.network_name())
    }

    /// Lists what is there, once.
    ///
    /// # Errors
    /// When the engine does not answer; asked again, it is tried again.
    pub async fn load(&self) -> Result<(), HostError> {
        let mut listed = self.listed.lock().await;
        if !*listed {
            self.list().await?;
            *listed = true;
        }
        Ok(())
    }

    /// Lists again what is there: the world may have changed without us.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn refresh(&self) -> Result<(), HostError> {
        self.list().await
    }

    async fn list(&self) -> Result<(), HostError> {
        let filter = labels::of_environment(&self.environment);
        let found = self.engine.list(&filter).await;
        let found = found.map_err(|error| self.failed("listing the containers", error))?;
        let mut state = self.state();
        for container in &found {
            let Some(deployed) = Deployed::read(&self.environment, container) else { continue };
            for (owner, number) in held_ports(&deployed) {
                state.ports.remember(owner, number);
            }
            if let Some(address) = deployed.address {
                state.addresses.remember(&deployed.application, address);
            }
        }
        state.containers = found.into_iter().map(|c| (c.name.clone(), c)).collect();
        drop(state);
        let journal = &self.services.journal;
        journal.listed(self.engine.address(), &self.deployed()).map_err(HostError::from)
    }

    /// Our container of that name at the engine.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ContainerSummary> {
        self.state().containers.get(name).cloned()
    }

    /// All our containers as their labels tell, sorted by name.
    #[must_use]
    pub fn deployed(&self) -> Vec<Deployed> {
        let state = self.state();
        state.containers.values().filter_map(|c| Deployed::read(&self.environment, c)).collect()
    }

    /// All our containers, sorted by name.
    #[must_use]
    pub fn containers(&self) -> Vec<ContainerSummary> {
        self.state().containers.values().cloned().collect()
    }

    /// The names at the engine of all containers of an application, former ones too.
    #[must_use]
    pub fn containers_of(&self, application: &str) -> Vec<Deployed> {
        self.deployed().into_iter().filter(|d| d.application == application).collect()
    }

    /// The applications that were wanted in this run, with their hosts.
    #[must_use]
    pub fn wanted(&self) -> BTreeMap<String, String> {
        let state = self.state();
        state.claims.iter().map(|(name, claim)| (name.clone(), claim.host.clone())).collect()
    }

    /// The published ports of this environment, as far as they are known.
    #[must_use]
    pub fn ports_of(&self, application: &str) -> Vec<(Owner, u16)> {
        let state = self.state();
        let given = state.ports.given().filter(|(owner, _)| owner.application == application);
        given.map(|(owner, number)| (owner.clone(), number)).collect()
    }

    /// Works on the port book.
    pub(super) fn with_ports<T>(&self, work: impl FnOnce(&mut PortAllocator) -> T) -> T {
        work(&mut self.state().ports)
    }

    /// Works on the address book.
    pub(super) fn with_addresses<T>(&self, work: impl FnOnce(&mut AddressAllocator) -> T) -> T {
        work(&mut self.state().addresses)
    }

    /// Notes who wants an application, for orphans and clashes.
    pub(super) fn claim(
        &self,
        application: &str,
        host: &str,
        claimant: Option<&str>,
    ) -> Result<(), HostError> {
        let mine = Claim { host: host.to_owned(), claimant: claimant.map(str::to_owned) };
        let mut state = self.state();
        match state.claims.get(application) {
            Some(other) if clash(other, &mine) => Err(HostError::NameClash {
                container: application.to_owned(),
                host: other.host.clone(),
            }),
            other => {
                let known = other.and_then(|claim| claim.claimant.clone());
                let claimant = mine.claimant.or(known);
                state.claims.insert(application.to_owned(), Claim { host: mine.host, claimant });
                Ok(())
            }
        }
    }

    /// Forgets which objects of the program names belong to: the program begins anew, with new objects.
    pub fn begin(&self) {
        for claim in self.state().claims.values_mut() {
            claim.claimant = None;
        }
    }

    /// Takes back a claim: the program itself removed the application.
    pub(super) fn unclaim(&self, application: &str) {
        self.state().claims.remove(application);
    }

    /// What was done for which application in this run.
    #[must_use]
    pub fn actions(&self) -> BTreeMap<String, Action> {
        self.state().actions.clone()
    }

    /// Notes what was done. What changes twice in one run is what it was first: created stays created.
    pub(super) fn did(&self, application: &str, action: &Action) {
        let mut state = self.state();
        let noted = state.actions.entry(application.to_owned()).or_insert(Action::Unchanged);
        if *noted == Action::Unchanged {
            noted.clone_from(action);
        }
    }

    /// Waits until nobody else works on the thing of that name.
    pub(super) async fn turn(&self, name: &str) -> OwnedMutexGuard<()> {
        let turns = || self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns().entry(name.to_owned()).or_default().clone();
        turn.lock_owned().await
    }

    /// Notes how a container is now.
    pub(super) fn saw(&self, container: ContainerSummary) {
        self.state().containers.insert(container.name.clone(), container);
    }

    /// Notes that a container is gone.
    pub(super) fn forget(&self, name: &str) {
        self.state().containers.remove(name);
    }

    /// Makes a change at the engine, written down before and after.
    pub(super) async fn change<T>(
        &self,
        kind: ChangeKind,
        name: &str,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, HostError> {
        let engine = self.engine.address().to_owned();
        self.recorded(Change { engine, name: name.to_owned(), kind, to: None }, work).await
    }

    /// Gives a container another name.
    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<(), HostError> {
        let change = Change {
            engine: self.engine.address().to_owned(),
            name: from.to_owned(),
            kind: ChangeKind::Rename,
            to: Some(to.to_owned()),
        };
        self.recorded(change, self.engine.rename(from, to)).await?;
        let mut state = self.state();
        if let Some(mut found) = state.containers.remove(from) {
            to.clone_into(&mut found.name);
            state.containers.insert(to.to_owned(), found);
        }
        Ok(())
    }

    async fn recorded<T>(
        &self,
        change: Change,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, HostError> {
        self.note(&Step::Before(change.clone()))?;
        match work.await {
            Ok(done) => {
                self.note(&Step::After(change))?;
                Ok(done)
            }
            Err(error) => {
                let doing = doing(change.kind, &change.name);
                let unknown = matches!(
                    error.kind,
                    EngineErrorKind::ConnectionLost | EngineErrorKind::Timeout
                );
                let step = if unknown { Step::Unknown(change) } else { Step::Failed(change) };
                // What the engine said is worth more than that it could not be written down.
                let _ = self.note(&step);
                Err(self.failed(&doing, error))
            }
        }
    }

    /// Writes something down.
    pub(super) fn note(&self, step: &Step) -> Result<(), HostError> {
        self.services.journal.note(step).map_err(HostError::from)
    }

    /// Tells about a container.
    pub(super) fn tell(&self, application: &str, event: &Event) {
        self.services.progress.report(application, event);
    }

    /// Tells about a pull.
    pub(super) fn tell_pull(&self, application: &str, image: &str, all: &PullTotals) {
        let event =
            Event::Pulling { image: image.to_owned(), done: all.done(), total: all.total() };
        self.tell(application, &event);
    }

    /// An error of this engine.
    pub(super) fn failed(&self, doing: &str, error: EngineError) -> HostError {
        HostError::Engine {
            engine: self.engine.address().to_owned(),
            doing: doing.to_owned(),
            error,
        }
    }

    /// Refuses to begin anything new when the run is to end.
    pub(super) fn go_on(&self, application: &str, doing: &str) -> Result<(), HostError> {
        if !self.services.interrupt.is_set() {
            return Ok(());
        }
        Err(HostError::Interrupted { container: application.to_owned(), doing: doing.to_owned() })
    }

    /// Something of that name is not ours.
    pub(super) fn foreign(&self, what: &'static str, name: &str) -> HostError {
        HostError::Foreign { what, name: name.to_owned(), environment: self.environment.clone() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one call, so a panic elsewhere leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The network of an environment.
#[must_use]
pub fn network_name(environment: &str) -> String {
    format!("murano-{environment}")
}

/// The published ports a container holds.
pub fn held_ports(deployed: &Deployed) -> Vec<(Owner, u16)> {
    let owner =
        |port: u16, protocol| Owner { application: deployed.application.clone(), port, protocol };
    let published = deployed.ports.iter().filter_map(|p| Some((p, p.published?)));
    published.map(|(p, number)| (owner(p.port, p.protocol), number)).collect()
}

fn clash(one: &Claim, other: &Claim) -> bool {
    let both_known = one.claimant.is_some() && other.claimant.is_some();
    one.host != other.host || (both_known && one.claimant != other.claimant)
}

/// What a change is called in messages.
fn doing(kind: ChangeKind, name: &str) -> String {
    let verb = match kind {
        ChangeKind::CreateNetwork => "making the network",
        ChangeKind::CreateVolume => "making the volume",
        ChangeKind::Create => "creating the container",
        ChangeKind::Start => "starting the container",
        ChangeKind::Stop => "stopping the container",
        ChangeKind::Rename => "renaming the container",
        ChangeKind::Remove => "removing the container",
        ChangeKind::RemoveVolume => "removing the volume",
        ChangeKind::RemoveNetwork => "removing the network",
    };
    format!("{verb} `{name}`")
}

/// How far a pull has come, over all layers.
#[derive(Debug, Default)]
pub(super) struct PullTotals(BTreeMap<String, (u64, u64)>);

impl PullTotals {
    /// Takes in one step.
    pub(super) fn add(&mut self, step: &PullProgress) {
        let (Some(done), Some(total)) = (step.current, step.total) else { return };
        // Unpacking is counted in the same bytes again; only what comes over the wire is told.
        if step.status.starts_with("Downloading") {
            self.0.insert(step.layer.clone(), (done, total));
        }
    }

    fn done(&self) -> u64 {
        self.0.values().map(|(done, _)| done).sum()
    }

    fn total(&self) -> u64 {
        self.0.values().map(|(_, total)| total).sum()
    }
}
