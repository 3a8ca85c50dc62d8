//! An environment while a run works on it.
//!
//! Opening takes the lock and reads the recorded state. The environment provides one [`Site`] for each engine; all of
//! them journal their changes into that state. At the end it lists orphans, which the program no longer wants, and
//! removes them or what this run created on demand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::diag::mask::SecretValues;
use crate::engine::simulated::Simulated;
use crate::engine::{ContainerSummary, Engine, EnvVar, Snapshot};
use crate::hosts::{Action, Deployed, Ownership, Recorded, Services, Site, removal};

use super::dependency::Dependency;
use super::engines::Engines;
use super::error::DeployError;
use super::identity::{Identity, check_name};
use super::journal::FileJournal;
use super::lock::EnvironmentLock;
use super::plan::{self, DeploymentPlan, PlanValues};
use super::recover::Recovery;
use super::removals::remove_applications;
use super::state::{EnvironmentState, RecordedModel};
use super::store::StateStore;

/// Settings for opening an environment.
#[derive(Clone, Debug)]
pub(crate) struct EnvironmentSettings {
    /// Its name, and what deploys it.
    pub identity: Identity,
    /// Where states are recorded; `None`: nothing is recorded, as for the simulated engine.
    pub store: Option<StateStore>,
    /// Progress, clock and so on; the journal is the environment's own.
    pub services: Services,
}

/// A deployed application that the program no longer wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Orphan {
    /// The engine it is on.
    pub engine: String,
    /// The application.
    pub application: String,
    /// Its container.
    pub container: String,
}

/// What a plan on one engine starts from.
#[derive(Debug)]
struct BeforePlan {
    /// What was deployed.
    present: Vec<Deployed>,
    /// The variables of its containers, by their ids.
    variables: Vec<(String, Vec<EnvVar>)>,
    /// The simulated engine on which the program runs; `None`: it starts empty.
    engine: Simulated,
}

/// An environment that a run works on.
#[derive(Debug)]
pub(crate) struct Environment {
    identity: Identity,
    /// Whether opening changed the record of an environment that had one.
    claimed: bool,
    services: Services,
    journal: Option<Arc<FileJournal>>,
    sites: Mutex<BTreeMap<String, Arc<Site>>>,
    /// What a plan starts from, by the address of the real engine.
    before: Mutex<BTreeMap<String, BeforePlan>>,
    lock: Mutex<Option<EnvironmentLock>>,
}

impl Environment {
    /// Opens an environment.
    ///
    /// # Errors
    /// When another run has the lock, the recorded state is unusable, or another program deployed the environment.
    pub(crate) fn open(settings: EnvironmentSettings) -> Result<Self, DeployError> {
        let EnvironmentSettings { identity, store, mut services } = settings;
        let Some(store) = store else {
            check_name(&identity.name)?;
            return Ok(Self::unrecorded(identity, services));
        };
        identity.check()?;
        let lock = EnvironmentLock::take(&store, &identity.name)?;
        let recorded = store.load(&identity.name)?;
        let was_recorded = recorded.is_some();
        let mut state = recorded.unwrap_or_else(|| EnvironmentState::new(&identity.name));
        let claimed = identity.claim(&mut state)? && was_recorded;
        let journal = Arc::new(FileJournal::new(store, state));
        services.journal = journal.clone();
        let (journal, lock) = (Some(journal), Mutex::new(Some(lock)));
        Ok(Self { claimed, journal, lock, ..Self::unrecorded(identity, services) })
    }

    fn unrecorded(identity: Identity, services: Services) -> Self {
        Self {
            identity,
            claimed: false,
            services,
            journal: None,
            sites: Mutex::default(),
            before: Mutex::default(),
            lock: Mutex::default(),
        }
    }

    /// Its name.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        &self.identity.name
    }

    /// Its recorded state; `None`: nothing is recorded.
    #[must_use]
    pub(crate) fn state(&self) -> Option<EnvironmentState> {
        self.journal.as_ref().map(|journal| journal.state())
    }

    /// Records a changed origin of an environment that has a record; a new one is recorded with its first change.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub(crate) fn record_origin(&self) -> Result<(), DeployError> {
        match &self.journal {
            Some(journal) if self.claimed => journal.update(|_| ()),
            _ => Ok(()),
        }
    }

    /// Records the object model that was deployed; does nothing on a simulated engine.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub(crate) fn record_model(&self, model: Option<RecordedModel>) -> Result<(), DeployError> {
        let Some(journal) = &self.journal else { return Ok(()) };
        journal.update(|state| state.model = model.map(Box::new))
    }

    /// Records the connections between applications, if they changed; does nothing where nothing is recorded.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub(crate) fn record_connections(&self, mut found: Vec<Dependency>) -> Result<(), DeployError> {
        found.sort();
        found.dedup();
        match &self.journal {
            Some(journal) if journal.state().connections != found => {
                journal.update(|state| state.connections = found)
            }
            _ => Ok(()),
        }
    }

    /// Releases the lock; nothing may be done with the environment any more.
    pub(crate) fn close(&self) {
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// How the recorded state was corrected by what the engines hold.
    #[must_use]
    pub(crate) fn recovered(&self) -> Vec<Recovery> {
        self.journal.as_ref().map(|journal| journal.recovered()).unwrap_or_default()
    }

    /// Begins a program, or an input of a REPL: its objects are new and may claim the names of earlier ones.
    pub(crate) fn begin(&self) {
        self.sites().values().for_each(|site| site.ledger().begin_program());
    }

    /// The site of an engine: one for all hosts on it.
    #[must_use]
    pub(crate) fn site(&self, engine: Arc<dyn Engine>) -> Arc<Site> {
        let address = engine.address().to_owned();
        let create = || {
            let recorded = self.recorded(&address);
            Arc::new(Site::new(engine, self.name(), self.services.clone(), recorded))
        };
        self.sites().entry(address.clone()).or_insert_with(create).clone()
    }

    /// The site on which a plan for an engine is made: a simulated engine that holds what that one holds.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub(crate) async fn planning_site(
        &self,
        engine: &dyn Engine,
    ) -> Result<Arc<Site>, DeployError> {
        let address = engine.address();
        if let Some(site) = self.sites().get(address) {
            return Ok(site.clone());
        }
        let failed = |error| DeployError::engine(address, "listing what is deployed", error);
        let mut snapshot = Snapshot::of(engine).await.map_err(failed)?;
        let recorded = self.recorded(address);
        let ownership = Ownership::new(self.name(), recorded.containers.clone());
        let is_own = |found: &ContainerSummary| ownership.container(found).is_some();
        snapshot.inspect(engine, is_own).await.map_err(failed)?;
        let present = snapshot.containers.iter().filter_map(|c| ownership.container(c));
        let details = snapshot.details.iter();
        let simulated = Arc::new(Simulated::holding(address, &snapshot));
        let before = BeforePlan {
            present: present.collect(),
            variables: details.map(|found| (found.summary.id.clone(), found.env.clone())).collect(),
            engine: (*simulated).clone(),
        };
        self.before().insert(address.to_owned(), before);
        let site = Arc::new(Site::new(simulated, self.name(), self.simulated_services(), recorded));
        Ok(self.sites().entry(address.to_owned()).or_insert(site).clone())
    }

    /// The site of a simulated engine of that name, of which nothing is recorded; `wrap` may wrap the engine.
    #[must_use]
    pub(crate) fn simulated_site(
        &self,
        name: &str,
        wrap: impl FnOnce(Arc<dyn Engine>) -> Arc<dyn Engine>,
    ) -> Arc<Site> {
        let address = format!("simulated://{name}");
        let create = || {
            let simulated = Simulated::new(name);
            let (present, variables, engine) = (Vec::new(), Vec::new(), simulated.clone());
            self.before().insert(address.clone(), BeforePlan { present, variables, engine });
            let engine = wrap(Arc::new(simulated));
            Arc::new(Site::new(engine, self.name(), self.simulated_services(), Recorded::default()))
        };
        self.sites().entry(address.clone()).or_insert_with(create).clone()
    }

    /// What is recorded for an engine, and which origin other containers there must have.
    fn recorded(&self, address: &str) -> Recorded {
        let Some(state) = self.state() else { return Recorded::default() };
        Recorded { origin: self.identity.rule(&state), ..state.recorded(address) }
    }

    /// Services for a simulated engine: it reports progress and can be interrupted, but has no journal and virtual time.
    fn simulated_services(&self) -> Services {
        Services {
            progress: self.services.progress.clone(),
            interrupt: self.services.interrupt.clone(),
            ..Services::default()
        }
    }

    /// The plan, after the program was run on planning sites. These secrets are masked in it.
    #[must_use]
    pub(crate) fn plan(&self, secrets: &SecretValues) -> DeploymentPlan {
        let environment = self.name().to_owned();
        let mut all = DeploymentPlan { environment, ..DeploymentPlan::default() };
        for (address, site) in self.sites().iter() {
            all.engines.push(address.clone());
            let desired = site.ledger().desired();
            let after = site.inventory().deployed().into_iter();
            let after: Vec<_> = after.filter(|d| desired.contains_key(&d.application)).collect();
            let mut values = PlanValues::masking(secrets.clone());
            let mut present = &Vec::new();
            let all_before = self.before();
            if let Some(before) = all_before.get(address) {
                present = &before.present;
                before.variables.iter().for_each(|(id, vars)| values.add_present(id, vars));
                for (deployed, spec) in
                    after.iter().filter_map(|d| Some((d, before.engine.spec_of(&d.container)?)))
                {
                    values.add_planned(&deployed.id, &spec);
                }
            }
            all.changes.extend(plan::changes(present, &after, &site.ledger().actions(), &values));
        }
        all
    }

    /// The actions of this run, by application.
    #[must_use]
    pub(crate) fn actions(&self) -> BTreeMap<String, Action> {
        let sites = self.sites();
        sites.values().flat_map(|site| site.ledger().actions()).collect()
    }

    /// Every application deployed on the engines of this run.
    #[must_use]
    pub(crate) fn deployed(&self) -> Vec<Deployed> {
        let all = self.sites().values().flat_map(|site| site.inventory().deployed()).collect();
        without_pauses(all)
    }

    /// Lists what is deployed on the engines of this run again, where they answer: containers may have exited meanwhile.
    pub(crate) async fn refresh(&self) {
        let sites: Vec<Arc<Site>> = self.sites().values().cloned().collect();
        for site in sites {
            // The last observation remains for an engine that does not answer.
            let _ = site.refresh().await;
        }
    }

    /// Applications deployed on engines of this run and of earlier ones that this run did not want.
    #[must_use]
    pub(crate) fn orphans(&self) -> Vec<Orphan> {
        let sites = self.sites();
        let mut orphans = Vec::new();
        for (address, site) in sites.iter() {
            let desired = site.ledger().desired();
            let removable = site.inventory().removable();
            let left = site.inventory().deployed().into_iter().filter(|d| {
                removable.contains(&d.application) && !desired.contains_key(&d.application)
            });
            orphans.extend(left.map(|deployed| orphan(address, &deployed)));
        }
        let recorded = self.state().map(|state| state.engines).unwrap_or_default();
        for (address, engine) in
            recorded.iter().filter(|(address, _)| !sites.contains_key(*address))
        {
            let left = engine.containers.values().filter(|deployed| !deployed.is_pause());
            orphans.extend(left.map(|deployed| orphan(address, deployed)));
        }
        orphans
    }

    /// Removes orphans.
    ///
    /// # Errors
    /// At the first that could not be removed.
    pub(crate) async fn prune(&self, engines: &Engines) -> Result<Vec<Orphan>, DeployError> {
        let orphans = self.orphans();
        for orphan in &orphans {
            let site = self.site_at(engines, &orphan.engine)?;
            site.load().await?;
            removal::remove_application(&site, &orphan.application).await?;
        }
        Ok(orphans)
    }

    /// Removes the networks of an environment that is to be empty.
    ///
    /// # Errors
    /// At the first that could not be removed.
    pub(crate) async fn remove_networks(&self, engines: &Engines) -> Result<(), DeployError> {
        let recorded = self.state().map(|state| state.engines).unwrap_or_default();
        for address in recorded.keys() {
            let site = self.site_at(engines, address)?;
            site.load().await?;
            removal::remove_network(&site).await?;
        }
        Ok(())
    }

    /// Removes volumes that a broken run left without their container. Asks only engines for which the state records
    /// such volumes.
    ///
    /// # Errors
    /// When one could not be removed.
    pub(crate) async fn sweep(&self) -> Result<Vec<String>, DeployError> {
        let recorded = self.state().map(|state| state.engines).unwrap_or_default();
        let sites: Vec<(String, Arc<Site>)> =
            self.sites().iter().map(|(address, site)| (address.clone(), site.clone())).collect();
        let mut removed = Vec::new();
        for (address, site) in sites {
            let Some(record) = recorded.get(&address) else { continue };
            let used: Vec<String> =
                site.inventory().deployed().into_iter().flat_map(|d| d.volumes).collect();
            if record.volumes.iter().any(|name| !used.contains(name)) {
                removed.extend(removal::remove_stray_volumes(&site).await?);
            }
        }
        Ok(removed)
    }

    /// Removes what this run created, the containers that failed included, and the networks of engines on which the
    /// environment had nothing before. Everything else stays as it is.
    ///
    /// # Errors
    /// When something could not be removed.
    pub(crate) async fn rollback(&self) -> Result<Vec<String>, DeployError> {
        let sites: Vec<Arc<Site>> = self.sites().values().cloned().collect();
        let mut all = Vec::new();
        for site in sites {
            let (removed, failure) = remove_applications(&site, &site.created()).await;
            all.extend(removed);
            if let Some(error) = failure {
                return Err(error.into());
            }
            if site.was_empty() && site.inventory().containers().is_empty() {
                removal::remove_network(&site).await?;
            }
        }
        Ok(all)
    }

    fn site_at(&self, engines: &Engines, address: &str) -> Result<Arc<Site>, DeployError> {
        if let Some(site) = self.sites().get(address) {
            return Ok(site.clone());
        }
        let engine = engines.at(address);
        let engine = engine
            .map_err(|error| DeployError::engine(address, "connecting to the engine", error))?;
        Ok(self.site(engine))
    }

    fn sites(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Site>>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn before(&self) -> MutexGuard<'_, BTreeMap<String, BeforePlan>> {
        self.before.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The applications alone. The pause container of a pod belongs to those in it.
fn without_pauses(mut all: Vec<Deployed>) -> Vec<Deployed> {
    all.retain(|deployed| !deployed.is_pause());
    all
}

fn orphan(engine: &str, deployed: &Deployed) -> Orphan {
    Orphan {
        engine: engine.to_owned(),
        application: deployed.application.clone(),
        container: deployed.container.clone(),
    }
}
