//! Finding the engines a script or a record names, and the user's credentials for registries.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

#[cfg(feature = "docker")]
use futures_util::future::{BoxFuture, FutureExt};

#[cfg(not(feature = "docker"))]
use crate::engine::EngineErrorKind;
use crate::engine::context::{ExplicitEngine, Surroundings, resolve};
#[cfg(feature = "docker")]
use crate::engine::docker::{Deadlines, Docker};
use crate::engine::endpoint::Endpoint;
use crate::engine::traced::{Tell, Traced};
#[cfg(feature = "docker")]
use crate::engine::{Credentials, credentials};
use crate::engine::{Engine, EngineError};
#[cfg(feature = "docker")]
use crate::hosts::CredentialSource;

/// The engines of a run: one connection for each address.
#[derive(Debug)]
pub struct Engines {
    surroundings: Surroundings,
    known: Mutex<BTreeMap<String, Arc<dyn Engine>>>,
    trace: OnceLock<ExternalReferences>,
}

/// Who is told of requests.
struct ExternalReferences(Tell);

impl std::fmt::Debug for ExternalReferences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExternalReferences")
    }
}

impl Engines {
    /// Engines as the user's surroundings name them.
    #[must_use]
    pub fn new(surroundings: Surroundings) -> Self {
        Self { surroundings, known: Mutex::default(), trace: OnceLock::new() }
    }

    /// Tells every request to engines that are found from now on.
    pub fn trace(&self, tell: Tell) {
        let _ = self.trace.set(ExternalReferences(tell));
    }

    /// The engine, or one that tells its requests first.
    pub(super) fn told(&self, engine: Arc<dyn Engine>) -> Arc<dyn Engine> {
        match self.trace.get() {
            Some(ExternalReferences(tell)) => Arc::new(Traced::new(engine, tell.clone())),
            None => engine,
        }
    }

    /// Puts an engine under its own address: a simulated one, for example.
    pub fn add(&self, engine: Arc<dyn Engine>) {
        self.known().insert(engine.address().to_owned(), self.told(engine));
    }

    /// The engine of that address, or the one the user's Docker context means. Whether it answers shows later.
    ///
    /// # Errors
    /// When the address or the context makes no sense.
    pub fn find(&self, given: Option<&ExplicitEngine>) -> Result<Arc<dyn Engine>, EngineError> {
        if let Some(given) = given
            && let Some(engine) = self.known().get(&given.address)
        {
            return Ok(engine.clone());
        }
        let selection = resolve(given, &self.surroundings)?;
        let address = selection.endpoint.to_string();
        if let Some(engine) = self.known().get(&address) {
            return Ok(engine.clone());
        }
        let engine = self.told(connect(&selection.endpoint)?);
        self.known().insert(address, engine.clone());
        Ok(engine)
    }

    /// The address at which [`Self::find`] looks, for messages.
    #[must_use]
    pub fn address(&self, given: Option<&ExplicitEngine>) -> String {
        match (given, resolve(given, &self.surroundings)) {
            (_, Ok(selection)) => selection.endpoint.to_string(),
            (Some(given), Err(_)) => given.address.clone(),
            (None, Err(_)) => "the usual address".into(),
        }
    }

    /// The engine of an address that was recorded.
    ///
    /// # Errors
    /// When the address makes no sense.
    pub fn at(&self, address: &str) -> Result<Arc<dyn Engine>, EngineError> {
        self.find(Some(&ExplicitEngine { address: address.to_owned(), certificates: None }))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<dyn Engine>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "docker")]
fn connect(endpoint: &Endpoint) -> Result<Arc<dyn Engine>, EngineError> {
    Ok(Arc::new(Docker::connect(endpoint, Deadlines::default())?))
}

#[cfg(not(feature = "docker"))]
fn connect(endpoint: &Endpoint) -> Result<Arc<dyn Engine>, EngineError> {
    let message = format!(
        "cannot connect to {endpoint}: this build of muranopl has only the simulated engine (it lacks the feature `docker`)"
    );
    Err(EngineError::new(EngineErrorKind::Unsupported, message))
}

/// The credentials of the user's Docker configuration and its helpers.
#[cfg(feature = "docker")]
#[derive(Clone, Debug)]
pub struct UserCredentials(pub Surroundings);

#[cfg(feature = "docker")]
impl CredentialSource for UserCredentials {
    fn find<'a>(
        &'a self,
        registry: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, EngineError>> {
        credentials::find(&self.0, registry).boxed()
    }
}
