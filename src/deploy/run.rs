//! A run of a program: provides its hosts with real, planning or simulated engines.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};

use crate::engine::Engine;
use crate::engine::context::ExplicitEngine;
use crate::hosts::natives::provider::{EngineRequest, RealEngine, SiteProvider};
use crate::hosts::{HostError, Site, Warning};

use super::engines::Engines;
use super::environment::Environment;
use super::error::DeployError;

/// Where a run deploys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunMode {
    /// To real engines.
    Deploy,
    /// To simulated engines that start with snapshots of the real ones.
    Plan,
    /// To simulated engines that start empty.
    Simulate,
}

/// A run of a program in an environment.
#[derive(Debug)]
pub(crate) struct Run {
    environment: Arc<Environment>,
    engines: Arc<Engines>,
    mode: RunMode,
    /// The engine of hosts that name none.
    default_engine: Option<ExplicitEngine>,
    warnings: RefCell<Vec<Warning>>,
}

impl Run {
    /// A run. `default_engine` is the engine of hosts that name none; `None`: the one that the user's configuration selects.
    #[must_use]
    pub(crate) fn new(
        environment: Arc<Environment>,
        engines: Arc<Engines>,
        mode: RunMode,
        default_engine: Option<ExplicitEngine>,
    ) -> Self {
        environment.begin();
        Self { environment, engines, mode, default_engine, warnings: RefCell::default() }
    }

    /// The environment.
    #[must_use]
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The engines.
    #[must_use]
    pub(crate) fn engines(&self) -> &Engines {
        &self.engines
    }

    /// The warnings of this run, without repetitions.
    #[must_use]
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        self.warnings.borrow().clone()
    }

    fn simulated(&self, name: &str) -> Arc<Site> {
        self.environment.simulated_site(name, |engine| self.engines.traced(engine))
    }
}

impl SiteProvider for Run {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        let (address, certificates) = match request {
            EngineRequest::Simulated { name } => return ready(Ok(self.simulated(name))).boxed(),
            EngineRequest::Docker { address, certificates } => (address, certificates),
        };
        if self.mode == RunMode::Simulate {
            // Each address has a simulated engine of its own: whether two hosts share an engine decides which
            // endpoints reach from one to the other.
            let name = address.as_deref().unwrap_or("local");
            return ready(Ok(self.simulated(name))).boxed();
        }
        let (environment, engines) = (self.environment.clone(), self.engines.clone());
        let certificates = certificates.as_ref().map(PathBuf::from);
        let own = address.clone().map(|address| ExplicitEngine { address, certificates });
        let (explicit, mode) = (own.or_else(|| self.default_engine.clone()), self.mode);
        async move {
            let engine = find(&engines, explicit.as_ref())?;
            match mode {
                RunMode::Plan => environment.planning_site(&*engine).await.map_err(into_host_error),
                RunMode::Deploy | RunMode::Simulate => Ok(environment.site(engine)),
            }
        }
        .boxed()
    }

    fn real_engine(&self, request: &EngineRequest) -> RealEngine {
        let EngineRequest::Docker { address: Some(address), .. } = request else { return Ok(None) };
        if self.mode == RunMode::Simulate || self.engines.are_simulated() {
            return Ok(None);
        }
        let given = ExplicitEngine { address: address.clone(), certificates: None };
        find(&self.engines, Some(&given)).map(Some)
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.mode == RunMode::Simulate
            || self.engines.are_simulated()
            || matches!(request, EngineRequest::Simulated { .. })
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
        doing: "connecting to the engine".into(),
        error,
    })
}

fn into_host_error(error: DeployError) -> HostError {
    match error {
        DeployError::Host(error) => *error,
        other => HostError::Journal(crate::hosts::JournalError(other.to_string())),
    }
}
