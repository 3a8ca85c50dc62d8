//! What a program deploys into: an environment that is opened when the first host is used, never earlier.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt as _, ready};

use crate::deploy::{
    DeployError, Engines, Environment, EnvironmentOrigin, EnvironmentSettings, Identity, Run,
    RunMode, SystemClock, UserCredentials,
};
use crate::engine::context::ExplicitEngine;
use crate::hosts::natives::provider::{ApplicationLink, EngineRequest, SiteProvider};
use crate::hosts::{HostError, Interrupt, JournalError, Progress, Services, Site, Warning};

use super::engine_choice::{EngineChoice, surroundings};
use super::environment::store;

/// Services for work on real engines: progress, clock, interrupts, registry credentials.
pub(super) fn services(progress: Arc<dyn Progress>, interrupt: Interrupt) -> Services {
    Services {
        progress,
        clock: Arc::new(SystemClock::default()),
        interrupt,
        credentials: Some(Arc::new(UserCredentials(surroundings()))),
        ..Services::default()
    }
}

/// What a program is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To deploy.
    Deploy,
    /// To find out what it would change.
    Plan,
}

/// The environment of a run, opened at its first use.
pub(super) struct Deployment {
    /// What the program is run for.
    pub purpose: Purpose,
    /// The environment's name, and what deploys it.
    pub identity: Identity,
    /// Whether changes are made, planned or simulated.
    pub mode: RunMode,
    /// The engines of this run.
    pub engines: Arc<Engines>,
    /// The engine of hosts that name none; `None`: the one that the docker command would use.
    default_engine: Option<ExplicitEngine>,
    services: Services,
    run: OnceCell<Run>,
    /// Why the environment could not be opened.
    failure: RefCell<Option<DeployError>>,
    /// Connections between applications, in the order in which the program asked for them.
    links: RefCell<Vec<ApplicationLink>>,
}

impl Deployment {
    /// A deployment whose environment is not open yet.
    pub(super) fn new(
        identity: Identity,
        engine: &EngineChoice,
        purpose: Purpose,
        services: Services,
    ) -> Rc<Self> {
        let mode = match (engine, purpose) {
            (EngineChoice::Simulated, _) => RunMode::Simulate,
            (_, Purpose::Plan) => RunMode::Plan,
            (_, Purpose::Deploy) => RunMode::Deploy,
        };
        Rc::new(Self {
            purpose,
            identity,
            mode,
            engines: Arc::new(Engines::new(surroundings())),
            default_engine: engine.address(),
            services,
            run: OnceCell::new(),
            failure: RefCell::default(),
            links: RefCell::default(),
        })
    }

    /// The run, if a host was used.
    pub(super) fn opened(&self) -> Option<&Run> {
        self.run.get()
    }

    /// The run; opens the environment unless it is open.
    pub(super) fn open(&self) -> Result<&Run, DeployError> {
        if let Some(run) = self.run.get() {
            return Ok(run);
        }
        let store = (self.mode != RunMode::Simulate).then(store);
        let settings = EnvironmentSettings {
            identity: self.identity.clone(),
            store,
            services: self.services.clone(),
        };
        let environment = Arc::new(Environment::open(settings)?);
        if self.mode == RunMode::Deploy {
            environment.record_origin()?;
        }
        let run =
            Run::new(environment, self.engines.clone(), self.mode, self.default_engine.clone());
        Ok(self.run.get_or_init(|| run))
    }

    /// The address of the engine of hosts that name none.
    pub(super) fn default_address(&self) -> String {
        self.engines.address(self.default_engine.as_ref())
    }

    /// Whether this program deployed the environment in an earlier run, or may take it over.
    pub(super) fn is_recorded(&self) -> bool {
        if self.mode == RunMode::Simulate || self.identity.origin == EnvironmentOrigin::Anonymous {
            return false;
        }
        match store().load(&self.identity.name) {
            Ok(Some(state)) => self.identity.may_use(&state),
            Ok(None) => false,
            // Opening it reports why.
            Err(_) => true,
        }
    }

    /// Why the environment could not be opened.
    pub(super) fn failure(&self) -> Option<DeployError> {
        self.failure.borrow().clone()
    }

    /// The connections between applications.
    pub(super) fn links(&self) -> Vec<ApplicationLink> {
        self.links.borrow().clone()
    }
}

impl SiteProvider for Deployment {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        match self.open() {
            Ok(run) => run.site(request),
            Err(error) => {
                *self.failure.borrow_mut() = Some(error.clone());
                let error = match error {
                    DeployError::Host(error) => *error,
                    other => HostError::Journal(JournalError(other.to_string())),
                };
                ready(Err(error)).boxed()
            }
        }
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.open().map_or(true, |run| run.is_immediate(request))
    }

    fn warn(&self, warning: &Warning) {
        if let Some(run) = self.run.get() {
            run.warn(warning);
        }
    }

    fn connected(&self, link: ApplicationLink) {
        let mut links = self.links.borrow_mut();
        if !links.contains(&link) {
            links.push(link);
        }
    }
}
