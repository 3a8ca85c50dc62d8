//! Removes an environment: everything that belongs to it, on every engine it is recorded on, and nothing else.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;
use serde::Serialize;

use crate::engine::Engine;
use crate::hosts::{Services, Site, removal};

use super::engines::Engines;
use super::environment::check_name;
use super::error::DeployError;
use super::journal::FileJournal;
use super::lock::EnvironmentLock;
use super::state::EnvironmentState;
use super::store::StateStore;

/// How many applications are removed concurrently.
const CONCURRENT_REMOVALS: usize = 8;

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Removed {
    /// The environment.
    pub environment: String,
    /// Applications.
    pub applications: Vec<String>,
    /// Volumes that no container used any more.
    pub volumes: Vec<String>,
    /// Networks.
    pub networks: Vec<String>,
}

impl Removed {
    /// Whether there was nothing to remove.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.applications.is_empty() && self.volumes.is_empty() && self.networks.is_empty()
    }
}

/// Removes an environment from the default engine and from every engine it is recorded on, and then its record.
///
/// # Errors
/// When another run has the lock, or something could not be removed: that stays recorded.
pub(crate) async fn down(
    environment: &str,
    store: &StateStore,
    engines: &Engines,
    default_engine: Option<Arc<dyn Engine>>,
    mut services: Services,
) -> Result<Removed, DeployError> {
    check_name(environment)?;
    let _lock = EnvironmentLock::take(store, environment)?;
    let state = store.load(environment)?.unwrap_or_else(|| EnvironmentState::new(environment));
    let addresses: Vec<String> = state.engines.keys().cloned().collect();
    let journal = Arc::new(FileJournal::new(store.clone(), state));
    services.journal = journal.clone();
    let mut all = Removed { environment: environment.to_owned(), ..Removed::default() };
    for engine in engines_of(engines, default_engine, &addresses)? {
        let address = engine.address().to_owned();
        let recorded = journal.state().recorded(&address);
        let site = Site::new(engine, environment, services.clone(), recorded);
        clear(&site, &mut all).await?;
        journal.update(|state| drop(state.engines.remove(&address)))?;
    }
    store.delete(environment)?;
    Ok(all)
}

/// The engines to clear: the default one first, then the recorded ones.
fn engines_of(
    engines: &Engines,
    default_engine: Option<Arc<dyn Engine>>,
    recorded: &[String],
) -> Result<Vec<Arc<dyn Engine>>, DeployError> {
    let mut found: Vec<Arc<dyn Engine>> = default_engine.into_iter().collect();
    for address in recorded {
        if found.iter().any(|engine| engine.address() == address) {
            continue;
        }
        let engine = engines.at(address);
        found
            .push(engine.map_err(|error| {
                DeployError::engine(address, "connecting to the engine", error)
            })?);
    }
    Ok(found)
}

/// Removes everything of the environment on one engine. After a failure the other applications are still removed, but
/// neither volumes nor the network: what is left of the environment uses them.
async fn clear(site: &Site, all: &mut Removed) -> Result<(), DeployError> {
    site.load().await?;
    let mut applications: Vec<String> =
        site.inventory().deployed().into_iter().map(|deployed| deployed.application).collect();
    applications.dedup();
    let removals = applications.iter().map(|application| async move {
        (application, removal::remove_application(site, application).await)
    });
    let done: Vec<_> = stream::iter(removals).buffered(CONCURRENT_REMOVALS).collect().await;
    let mut failure = None;
    for (application, removed) in done {
        match removed {
            Ok(_) => all.applications.push(application.clone()),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    if let Some(error) = failure {
        return Err(error.into());
    }
    all.volumes.extend(removal::remove_stray_volumes(site).await?);
    if removal::remove_network(site).await? {
        all.networks.push(site.inventory().network_name());
    }
    Ok(())
}
