//! Finds the engines that a program or a record names, and the user's registry credentials.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_util::future::join_all;
#[cfg(feature = "docker")]
use futures_util::future::{BoxFuture, FutureExt};

#[cfg(not(feature = "kubernetes"))]
use crate::engine::EngineErrorKind;
use crate::engine::context::{ExplicitEngine, UserConfig, resolve};
#[cfg(feature = "docker")]
use crate::engine::docker::{Deadlines, Docker};
#[cfg(feature = "docker")]
use crate::engine::endpoint::ClusterName;
use crate::engine::endpoint::EngineAddress;
#[cfg(feature = "kubernetes")]
use crate::engine::kubernetes::{Kubernetes, config::ClusterConfig};
use crate::engine::traced::{TraceSink, Traced};
#[cfg(feature = "docker")]
use crate::engine::{Credentials, credentials};
use crate::engine::{Engine, EngineError};
#[cfg(feature = "docker")]
use crate::hosts::CredentialSource;

use super::simulated_engines::SimulatedEngines;

/// The engines of a run: one client for each address.
#[derive(Debug)]
pub(crate) struct Engines {
    user_config: UserConfig,
    /// Those that stand for all engines, if nothing real is used.
    simulated: Option<SimulatedEngines>,
    known: Mutex<BTreeMap<String, Arc<dyn Engine>>>,
    trace: OnceLock<RequestTrace>,
}

/// Receives the trace of requests.
struct RequestTrace(TraceSink);

impl std::fmt::Debug for RequestTrace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RequestTrace")
    }
}

impl Engines {
    /// Engines as the user's configuration selects them.
    #[must_use]
    pub(crate) fn new(user_config: UserConfig) -> Self {
        Self { user_config, simulated: None, known: Mutex::default(), trace: OnceLock::new() }
    }

    /// Simulated engines in place of all that are named.
    #[must_use]
    pub(crate) fn simulated(engines: SimulatedEngines) -> Self {
        Self { simulated: Some(engines), ..Self::new(UserConfig::default()) }
    }

    /// Whether these engines are simulated: they answer at once.
    #[must_use]
    pub(super) fn are_simulated(&self) -> bool {
        self.simulated.is_some()
    }

    /// Traces every request to engines that are found from now on.
    pub(crate) fn trace(&self, sink: TraceSink) {
        let _ = self.trace.set(RequestTrace(sink));
    }

    /// Wraps an engine so that its requests are traced, if tracing is on.
    pub(super) fn traced(&self, engine: Arc<dyn Engine>) -> Arc<dyn Engine> {
        match self.trace.get() {
            Some(RequestTrace(sink)) => Arc::new(Traced::new(engine, sink.clone())),
            None => engine,
        }
    }

    /// Registers an engine under its own address: a simulated one, for example.
    #[cfg(test)]
    pub(crate) fn add(&self, engine: Arc<dyn Engine>) {
        self.known().insert(engine.address().to_owned(), self.traced(engine));
    }

    /// The explicitly named engine, or the one that the user's configuration selects. Nothing is sent to it yet.
    ///
    /// # Errors
    /// When the address or the Docker context is invalid.
    pub(crate) fn find(
        &self,
        given: Option<&ExplicitEngine>,
    ) -> Result<Arc<dyn Engine>, EngineError> {
        if let Some(given) = given
            && let Some(engine) = self.known().get(&given.address)
        {
            return Ok(engine.clone());
        }
        if let Some(simulated) = &self.simulated {
            let address = given.map(|given| given.address.as_str());
            let mut known = self.known();
            let engine = known.entry(SimulatedEngines::address(address));
            return Ok(engine.or_insert_with(|| self.traced(simulated.at(address))).clone());
        }
        let endpoint = self.resolved(given)?;
        let address = endpoint.to_string();
        if let Some(engine) = self.known().get(&address) {
            return Ok(engine.clone());
        }
        let engine = self.traced(connect(&endpoint, &self.user_config)?);
        self.known().insert(address, engine.clone());
        Ok(engine)
    }

    /// The address that [`Self::find`] resolves to, for messages.
    #[must_use]
    pub(crate) fn address(&self, given: Option<&ExplicitEngine>) -> String {
        if self.are_simulated() {
            return SimulatedEngines::address(given.map(|given| given.address.as_str()));
        }
        match (given, self.resolved(given)) {
            (_, Ok(endpoint)) => endpoint.to_string(),
            (Some(given), Err(_)) => given.address.clone(),
            (None, Err(_)) => "the default address".into(),
        }
    }

    /// The address that the user's configuration selects; that of a cluster names its context and namespace.
    fn resolved(&self, given: Option<&ExplicitEngine>) -> Result<EngineAddress, EngineError> {
        let endpoint = resolve(given, &self.user_config)?.endpoint;
        match endpoint {
            #[cfg(feature = "kubernetes")]
            EngineAddress::Kubernetes(name) => {
                let found = ClusterConfig::find(&name, &self.user_config)?;
                Ok(EngineAddress::Kubernetes(found.name()))
            }
            other => Ok(other),
        }
    }

    /// Asks every engine of this run whether it answers; completes when all have.
    pub(crate) async fn ask_all(&self) {
        let known: Vec<Arc<dyn Engine>> = self.known().values().cloned().collect();
        // An error is an answer too.
        join_all(known.iter().map(|engine| engine.version())).await;
    }

    /// The engine at a recorded address.
    ///
    /// # Errors
    /// When the address is invalid.
    pub(crate) fn at(&self, address: &str) -> Result<Arc<dyn Engine>, EngineError> {
        self.find(Some(&ExplicitEngine { address: address.to_owned(), certificates: None }))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<dyn Engine>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "docker")]
fn connect(
    endpoint: &EngineAddress,
    user_config: &UserConfig,
) -> Result<Arc<dyn Engine>, EngineError> {
    match endpoint {
        EngineAddress::Kubernetes(name) => connect_cluster(name, user_config),
        _ => Ok(Arc::new(Docker::connect(endpoint, Deadlines::default())?)),
    }
}

#[cfg(feature = "kubernetes")]
fn connect_cluster(
    name: &ClusterName,
    user_config: &UserConfig,
) -> Result<Arc<dyn Engine>, EngineError> {
    Ok(Arc::new(Kubernetes::new(ClusterConfig::find(name, user_config)?)))
}

#[cfg(all(feature = "docker", not(feature = "kubernetes")))]
fn connect_cluster(_: &ClusterName, _: &UserConfig) -> Result<Arc<dyn Engine>, EngineError> {
    let message =
        "this build of muranopl cannot connect to Kubernetes (it lacks the feature `kubernetes`)";
    Err(EngineError::new(EngineErrorKind::Unsupported, message))
}

#[cfg(not(feature = "docker"))]
fn connect(endpoint: &EngineAddress, _: &UserConfig) -> Result<Arc<dyn Engine>, EngineError> {
    let message = format!(
        "cannot connect to {endpoint}: this build of muranopl has only the simulated engine (it lacks the feature `docker`)"
    );
    Err(EngineError::new(EngineErrorKind::Unsupported, message))
}

/// The credentials of the user's Docker configuration and its helpers.
#[cfg(feature = "docker")]
#[derive(Clone, Debug)]
pub(crate) struct UserCredentials(pub UserConfig);

#[cfg(feature = "docker")]
impl CredentialSource for UserCredentials {
    fn find<'a>(
        &'a self,
        registry: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, EngineError>> {
        credentials::find(&self.0, registry).boxed()
    }
}
