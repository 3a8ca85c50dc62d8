//! What a program deploys into: an environment that is opened when the first host is used, never earlier.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt as _, ready};

use crate::deploy::{
    Dependency, DeployError, Engines, Environment, EnvironmentOrigin, EnvironmentSettings,
    Identity, Run, RunMode, StateStore, SystemClock, UserCredentials,
};
use crate::engine::context::ExplicitEngine;
use crate::hosts::natives::provider::{
    ApplicationLink, EngineRequest, LinkEnds, RealEngine, SiteProvider,
};
use crate::hosts::{HostError, Interrupt, JournalError, Progress, Services, Site, Warning};

use super::engine_choice::{EngineChoice, surroundings};

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

/// On a simulated engine no time passes and no registry wants credentials.
fn of_engine(engine: &EngineChoice, services: Services) -> Services {
    match engine {
        EngineChoice::Docker | EngineChoice::Address(_) => services,
        EngineChoice::Simulated(_) | EngineChoice::InMemory => {
            let Services { progress, interrupt, .. } = services;
            Services { progress, interrupt, ..Services::default() }
        }
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
    /// Where the environment is recorded.
    store: StateStore,
    services: Services,
    run: OnceCell<Run>,
    /// Why the environment could not be opened.
    failure: RefCell<Option<DeployError>>,
    /// Connections between applications, in the order in which the program asked for them.
    links: RefCell<Vec<(ApplicationLink, LinkEnds)>>,
    /// The names under which objects deployed, by their ids.
    applications: RefCell<BTreeMap<String, String>>,
    /// The same names in the order of the deployments.
    order: RefCell<Vec<String>>,
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
            (EngineChoice::InMemory, _) => RunMode::Simulate,
            // What cannot be recorded is not kept either.
            (EngineChoice::Simulated(_), _) if identity.origin == EnvironmentOrigin::Anonymous => {
                RunMode::Simulate
            }
            (_, Purpose::Plan) => RunMode::Plan,
            (_, Purpose::Deploy) => RunMode::Deploy,
        };
        Rc::new(Self {
            purpose,
            identity,
            mode,
            engines: Arc::new(engine.engines()),
            store: engine.store(),
            default_engine: engine.address(),
            services: of_engine(engine, services),
            run: OnceCell::new(),
            failure: RefCell::default(),
            links: RefCell::default(),
            applications: RefCell::default(),
            order: RefCell::default(),
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
        let store = (self.mode != RunMode::Simulate).then(|| self.store.clone());
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
        match self.store.load(&self.identity.name) {
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

    /// Records which applications depend on which, for commands that start and stop them.
    pub(super) fn record_connections(&self) -> Result<(), DeployError> {
        let Some(run) = self.opened() else { return Ok(()) };
        let connection = |link: ApplicationLink| Dependency { from: link.from, to: link.to };
        run.environment().record_connections(self.links().into_iter().map(connection).collect())
    }

    /// The applications in the order in which the program deployed them.
    pub(super) fn order(&self) -> Vec<String> {
        self.order.borrow().clone()
    }

    /// The connections between applications. An object without a `name` is known by that of its container, but only once it
    /// deploys, which is after it asked for its connections.
    pub(super) fn links(&self) -> Vec<ApplicationLink> {
        let names = self.applications.borrow();
        let name = |id: &String, known: &String| names.get(id).unwrap_or(known).clone();
        let mut links: Vec<ApplicationLink> = Vec::new();
        for (link, ends) in self.links.borrow().iter() {
            let (from, to) = (name(&ends.from, &link.from), name(&ends.to, &link.to));
            let named = ApplicationLink { from, to, ..link.clone() };
            if !links.contains(&named) {
                links.push(named);
            }
        }
        links
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

    fn real_engine(&self, request: &EngineRequest) -> RealEngine {
        // `site` reports why it cannot be opened.
        self.open().map_or(Ok(None), |run| run.real_engine(request))
    }

    fn is_immediate(&self, request: &EngineRequest) -> bool {
        self.open().map_or(true, |run| run.is_immediate(request))
    }

    fn warn(&self, warning: &Warning) {
        if let Some(run) = self.run.get() {
            run.warn(warning);
        }
    }

    fn connected(&self, link: ApplicationLink, ends: LinkEnds) {
        let mut links = self.links.borrow_mut();
        let connection = (link, ends);
        if !links.contains(&connection) {
            links.push(connection);
        }
    }

    fn announced(&self, applications: usize) {
        self.services.progress.announce(applications);
    }

    fn claimed(&self, application: &str, object: &str) {
        self.applications.borrow_mut().insert(object.to_owned(), application.to_owned());
        let mut order = self.order.borrow_mut();
        if !order.iter().any(|name| name == application) {
            order.push(application.to_owned());
        }
    }
}
