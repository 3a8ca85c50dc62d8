//! Removes an environment: everything that belongs to it, on every engine that its record or its program names, and
//! nothing else.
//!
//! All engines are checked before anything is removed on one of them. An engine that does not answer is reported and
//! stays recorded, while the others are cleared.

use std::sync::Arc;

use serde::Serialize;

use crate::engine::Engine;
use crate::engine::context::ExplicitEngine;
use crate::hosts::{HostError, Recorded, Services, Site, Takeover, removal};

use super::engines::Engines;
use super::error::DeployError;
use super::identity::Identity;
use super::journal::FileJournal;
use super::lock::EnvironmentLock;
use super::removals::remove_applications;
use super::state::EnvironmentState;
use super::store::StateStore;

/// What is to be removed, and where it is looked for.
#[derive(Clone, Debug)]
pub(crate) struct DownRequest {
    /// The environment. Its origin is compared with that of what is deployed.
    pub identity: Identity,
    /// The engines to check besides the recorded ones: those that the program names; `None` is the default one.
    pub engines: Vec<Option<ExplicitEngine>>,
    /// Addresses of recorded engines that are gone: they are dropped from the record, and nothing is asked of them.
    pub forgotten: Vec<String>,
}

impl DownRequest {
    /// A request for an environment of that name, whatever deployed it, on the engines of its record.
    #[must_use]
    pub(crate) fn of(environment: &str) -> Self {
        let identity = Identity { takeover: Takeover::Allowed, ..Identity::named(environment) };
        Self { identity, engines: Vec::new(), forgotten: Vec::new() }
    }
}

/// What was removed, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Removed {
    /// The environment.
    pub environment: String,
    /// Applications.
    pub applications: Vec<String>,
    /// Volumes that no container used any more.
    pub volumes: Vec<String>,
    /// Networks.
    pub networks: Vec<String>,
    /// Engines that were dropped from the record without being asked.
    pub forgotten: Vec<String>,
    /// Engines that could not be checked.
    pub unreached: Vec<UnreachedEngine>,
}

/// An engine that could not be checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct UnreachedEngine {
    /// Its address.
    pub engine: String,
    /// Why it could not be checked.
    #[serde(serialize_with = "as_text")]
    pub error: HostError,
}

fn as_text<S: serde::Serializer>(error: &HostError, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

impl Removed {
    /// Whether there was nothing to remove.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.applications.is_empty()
            && self.volumes.is_empty()
            && self.networks.is_empty()
            && self.forgotten.is_empty()
    }
}

/// Removes an environment from all engines that can be checked, and its record if none is left.
///
/// # Errors
/// When another run has the lock, another program deployed the environment, or something could not be removed: that
/// stays recorded.
pub(crate) async fn down(
    request: &DownRequest,
    store: &StateStore,
    engines: &Engines,
    mut services: Services,
) -> Result<Removed, DeployError> {
    request.identity.check()?;
    let environment = &request.identity.name;
    let _lock = EnvironmentLock::take(store, environment)?;
    let recorded = store.load(environment)?;
    let was_recorded = recorded.is_some();
    let mut state = recorded.unwrap_or_else(|| EnvironmentState::new(environment));
    request.identity.claim(&mut state)?;
    let forgotten = forget(&mut state, request, engines)?;
    let mut all = Removed { environment: environment.clone(), forgotten, ..Removed::default() };
    let journal = Arc::new(FileJournal::new(store.clone(), state));
    services.journal = journal.clone();
    let sites = look(request, engines, &journal.state(), &services, &mut all).await?;
    // What was forgotten is dropped only now: a refused removal changes nothing, not even the record.
    if !all.forgotten.is_empty() {
        journal.update(|_| ())?;
    }
    let mut failure = None;
    for site in sites {
        match clear(&site, &mut all).await {
            Ok(()) => {
                journal.update(|state| drop(state.engines.remove(site.engine().address())))?;
            }
            Err(error) if error.is_engine_gone() => all.unreached.push(unreached(&site, error)),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    match failure {
        Some(error) => Err(error.into()),
        None => {
            finish(&journal, store, &all, was_recorded)?;
            Ok(all)
        }
    }
}

/// Drops the engines that are gone from the record; returns their addresses.
fn forget(
    state: &mut EnvironmentState,
    request: &DownRequest,
    engines: &Engines,
) -> Result<Vec<String>, DeployError> {
    let known: Vec<String> = state.engines.keys().cloned().collect();
    let is_named = |address: &String| {
        request.engines.iter().any(|engine| engines.address(engine.as_ref()) == *address)
    };
    for address in &request.forgotten {
        if state.engines.remove(address).is_none() && !is_named(address) {
            return Err(DeployError::UnknownEngine { address: address.clone(), known });
        }
    }
    Ok(request.forgotten.clone())
}

/// What [`down`] would remove, and which engines it could not check. Nothing is changed, not even the record.
///
/// # Errors
/// When another run has the lock, another program deployed the environment, or an engine refuses to list something.
pub(crate) async fn preview(
    request: &DownRequest,
    store: &StateStore,
    engines: &Engines,
    services: Services,
) -> Result<Removed, DeployError> {
    request.identity.check()?;
    let environment = &request.identity.name;
    let _lock = EnvironmentLock::take(store, environment)?;
    let recorded = store.load(environment)?;
    let mut state = recorded.unwrap_or_else(|| EnvironmentState::new(environment));
    request.identity.claim(&mut state)?;
    let forgotten = forget(&mut state, request, engines)?;
    let mut all = Removed { environment: environment.clone(), forgotten, ..Removed::default() };
    for site in look(request, engines, &state, &services, &mut all).await? {
        all.applications.extend(applications(&site));
        all.volumes.extend(removal::own_volumes(&site).await?);
        all.networks.extend(removal::own_networks(&site).await?);
    }
    Ok(all)
}

/// Lists the environment's containers on every engine, before anything is removed on one of them.
async fn look(
    request: &DownRequest,
    engines: &Engines,
    state: &EnvironmentState,
    services: &Services,
    all: &mut Removed,
) -> Result<Vec<Site>, DeployError> {
    // Only an engine that does not answer is left out. Any other error, such as containers of
    // another origin, ends the removal while nothing is removed yet.
    let mut sites = Vec::new();
    for found in engines_of(request, engines, state) {
        let engine = match found {
            Ok(engine) => engine,
            Err(unreached) => {
                all.unreached.push(unreached);
                continue;
            }
        };
        let rule = request.identity.rule(state);
        let recorded = Recorded { origin: rule, ..state.recorded(engine.address()) };
        let site = Site::new(engine, &request.identity.name, services.clone(), recorded);
        match site.load().await {
            Ok(()) => sites.push(site),
            Err(error) if is_unreached(&error) => all.unreached.push(unreached(&site, error)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sites)
}

/// The engines to check: those of the request first, then the recorded ones, without those that are forgotten.
fn engines_of(
    request: &DownRequest,
    engines: &Engines,
    state: &EnvironmentState,
) -> Vec<Result<Arc<dyn Engine>, UnreachedEngine>> {
    // `addresses` has the engines that are found or forgotten: one that is both named and
    // recorded is examined once.
    let recorded = state
        .engines
        .keys()
        .map(|address| Some(ExplicitEngine { address: address.clone(), certificates: None }));
    let mut addresses = request.forgotten.clone();
    let mut found = Vec::new();
    for named in request.engines.iter().cloned().chain(recorded) {
        let address = engines.address(named.as_ref());
        if addresses.contains(&address) {
            continue;
        }
        let engine = engines.find(named.as_ref()).map_err(|error| {
            let doing = "connecting to the engine".to_owned();
            let error = HostError::Engine { engine: address.clone(), doing, error };
            UnreachedEngine { engine: address.clone(), error }
        });
        found.push(engine);
        addresses.push(address);
    }
    found
}

/// Whether an error means that the engine could not be checked, rather than that it must not be changed.
fn is_unreached(error: &HostError) -> bool {
    matches!(error, HostError::Engine { .. })
}

fn unreached(site: &Site, error: HostError) -> UnreachedEngine {
    UnreachedEngine { engine: site.engine().address().to_owned(), error }
}

/// Removes everything of the environment on one engine. After a failure the other applications are still removed, but
/// neither volumes nor the network: what is left of the environment uses them.
async fn clear(site: &Site, all: &mut Removed) -> Result<(), HostError> {
    // Most volumes are removed with their container.
    let volumes = removal::own_volumes(site).await?;
    let (removed, failure) = remove_applications(site, &applications(site)).await;
    all.applications.extend(removed);
    if let Some(error) = failure {
        return Err(error);
    }
    removal::remove_stray_volumes(site).await?;
    all.volumes.extend(volumes);
    if removal::remove_network(site).await? {
        all.networks.push(site.inventory().network_name());
    }
    Ok(())
}

/// The applications of the environment on one engine.
fn applications(site: &Site) -> Vec<String> {
    site.inventory().removable()
}

/// Deletes the record, unless engines are left that could not be checked: those are recorded for the next time.
fn finish(
    journal: &FileJournal,
    store: &StateStore,
    all: &Removed,
    was_recorded: bool,
) -> Result<(), DeployError> {
    if all.unreached.is_empty() {
        return store.delete(&all.environment);
    }
    if !was_recorded && all.is_empty() {
        return Ok(());
    }
    journal.update(|state| {
        for unreached in &all.unreached {
            state.engine(&unreached.engine);
        }
    })
}
