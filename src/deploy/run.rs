//! A run of a program: which engine its hosts get, for real, for a plan, or in memory.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};

use crate::engine::Engine;
use crate::engine::context::ExplicitEngine;
use crate::hosts::natives::provider::{EngineRequest, SiteProvider};
use crate::hosts::{HostError, Site, Warning};

use super::engines::Engines;
use super::environment::Environment;
use super::error::DeployError;

/// What becomes of what a program deploys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is deployed.
    Deploy,
    /// It is deployed to an engine in memory that holds what the real one holds.
    Plan,
    /// It is deployed to an engine in memory that holds nothing.
    Simulate,
}

/// A run of a program in an environment.
#[derive(Debug)]
pub struct Run {
    environment: Arc<Environment>,
    engines: Arc<Engines>,
    mode: Mode,
    /// The engine of hosts that do not say one.
    usual: Option<ExplicitEngine>,
    warnings: RefCell<Vec<Warning>>,
}

impl Run {
    /// A run; `usual` is the engine of hosts that do not say one, `None`: as the user's surroundings say.
    #[must_use]
    pub fn new(
        environment: Arc<Environment>,
        engines: Arc<Engines>,
        mode: Mode,
        usual: Option<ExplicitEngine>,
    ) -> Self {
        environment.begin();
        Self { environment, engines, mode, usual, warnings: RefCell::default() }
    }

    /// The environment.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The engines.
    #[must_use]
    pub fn engines(&self) -> &Engines {
        &self.engines
    }

    /// What the user should know, each said once.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        self.warnings.borrow().clone()
    }

    fn simulated(&self, name: &str) -> Arc<Site> {
        self.environment.simulated_site(name, |engine| self.engines.told(engine))
    }
}

impl SiteProvider for Run {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        let (address, certificates) = match request {
            EngineRequest::Simulated { name } => return ready(Ok(self.simulated(name))).boxed(),
            EngineRequest::Docker { address, certificates } => (address, certificates),
        };
        if self.mode == Mode::Simulate {
            // Each address has a simulated engine of its own: whether two hosts share an engine decides which
            // endpoints reach from one to the other.
            let name = address.as_deref().unwrap_or("local");
            return ready(Ok(self.simulated(name))).boxed();
        }
        let (environment, engines) = (self.environment.clone(), self.engines.clone());
        let certificates = certificates.as_ref().map(PathBuf::from);
        let own = address.clone().map(|address| ExplicitEngine { address, certificates });
        let (explicit, mode) = (own.or_else(|| self.usual.clone()), self.mode);
        async move {
            let engine = find(&engines, explicit.as_ref())?;
            match mode {
                Mode::Plan => environment.planning_site(&*engine).await.map_err(into_host_error),
                Mode::Deploy | Mode::Simulate => Ok(environment.site(engine)),
            }
        }
        .boxed()
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.mode == Mode::Simulate || matches!(request, EngineRequest::Simulated { .. })
    }

    fn warn(&self, warning: &Warning) {
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(warning) {
            warnings.push(warning.clone());
        }
    }
}

fn find(engines: &Engines, given: Option<&ExplicitEngine>) -> Result<Arc<dyn Engine>, HostError> {
    engines.find(given).map_err(|error| HostError::Engine {
        engine: engines.address(given),
        doing: "finding the engine".into(),
        error,
    })
}

fn into_host_error(error: DeployError) -> HostError {
    match error {
        DeployError::Host(error) => *error,
        other => HostError::Journal(crate::hosts::JournalError(other.to_string())),
    }
}
