//! What a program deploys into: an environment that is opened when the first host is used, never earlier.

#![expect(clippy::disallowed_methods, reason = "the environment names engines and folders")]

use std::cell::{OnceCell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt as _, ready};

use crate::deploy::{
    DeployError, Engines, Environment, Mode, Run, Settings, Store, SystemClock, UserCredentials,
    default_folder,
};
use crate::engine::Engine;
use crate::engine::context::{ExplicitEngine, Surroundings};
use crate::hosts::natives::provider::{EngineRequest, Link, SiteProvider};
use crate::hosts::{HostError, Interrupt, JournalError, Progress, Services, Site, Warning};

use super::failure::{self, Failure};

/// Which engine is used where a program names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EngineChoice {
    /// As the user's surroundings say.
    Usual,
    /// One in memory.
    Simulated,
    /// This one.
    At(String),
}

impl EngineChoice {
    /// As it is written on the command line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "docker" => Ok(Self::Usual),
            "simulated" => Ok(Self::Simulated),
            address if address.contains("://") => Ok(Self::At(address.to_owned())),
            _ => Err("expected `docker`, `simulated`, or an address such as `unix:///run/docker.sock`, `tcp://…` or `ssh://…`".into()),
        }
    }

    /// The address, where one is given.
    pub(super) fn given(&self) -> Option<ExplicitEngine> {
        match self {
            Self::At(address) => {
                Some(ExplicitEngine { address: address.clone(), certificates: None })
            }
            Self::Usual | Self::Simulated => None,
        }
    }
}

/// The user's surroundings, as engines are found by them.
pub(super) fn surroundings() -> Surroundings {
    Surroundings::from_variables(|name| std::env::var(name).ok())
}

/// The records of the user.
pub(super) fn store() -> Store {
    Store::new(default_folder(|name| std::env::var(name).ok()))
}

/// The engine of a command that looks after containers; `None`: the simulated one, which holds nothing.
pub(super) fn engine(choice: &EngineChoice) -> Result<Option<Arc<dyn Engine>>, Failure> {
    if *choice == EngineChoice::Simulated {
        return Ok(None);
    }
    let engines = Engines::new(surroundings());
    let given = choice.given();
    let found = engines.find(given.as_ref()).map(Some);
    found.map_err(|error| {
        failure::engine(&engines.address(given.as_ref()), "finding the engine", error)
    })
}

/// Services for work on real engines.
pub(super) fn services(progress: Arc<dyn Progress>, interrupt: Interrupt) -> Services {
    Services {
        progress,
        clock: Arc::new(SystemClock::default()),
        interrupt,
        credentials: Some(Arc::new(UserCredentials(surroundings()))),
        ..Services::default()
    }
}

/// The environment of a program without a name of its own: that of its file.
pub(super) fn environment_of(file: &Path) -> String {
    environment_named(&file.file_stem().unwrap_or_default().to_string_lossy())
}

/// The name of an environment that is called by some text.
pub(super) fn environment_named(text: &str) -> String {
    let good = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
    let name: String =
        text.chars().map(good).skip_while(|c| !c.is_alphanumeric()).take(40).collect();
    if name.is_empty() { "script".into() } else { name }
}

/// What a run deploys into.
pub(super) struct Deployment {
    /// The environment.
    pub name: String,
    /// What becomes of what is deployed.
    pub mode: Mode,
    /// The engines of this run.
    pub engines: Arc<Engines>,
    script: String,
    usual: Option<ExplicitEngine>,
    services: Services,
    run: OnceCell<Run>,
    failure: RefCell<Option<DeployError>>,
    links: RefCell<Vec<Link>>,
}

impl Deployment {
    /// Nothing is opened yet.
    pub(super) fn new(
        name: String,
        script: &Path,
        engine: &EngineChoice,
        plan: bool,
        services: Services,
    ) -> Rc<Self> {
        let mode = match (engine, plan) {
            (EngineChoice::Simulated, _) => Mode::Simulate,
            (_, true) => Mode::Plan,
            (_, false) => Mode::Deploy,
        };
        Rc::new(Self {
            name,
            mode,
            engines: Arc::new(Engines::new(surroundings())),
            script: script.display().to_string(),
            usual: engine.given(),
            services,
            run: OnceCell::new(),
            failure: RefCell::default(),
            links: RefCell::default(),
        })
    }

    /// The run, when a host was used.
    pub(super) fn opened(&self) -> Option<&Run> {
        self.run.get()
    }

    /// The run, opened now if it was not.
    pub(super) fn open(&self) -> Result<&Run, DeployError> {
        if let Some(run) = self.run.get() {
            return Ok(run);
        }
        let store = (self.mode != Mode::Simulate).then(store);
        let settings = Settings {
            name: self.name.clone(),
            store,
            script: Some(self.script.clone()),
            services: self.services.clone(),
        };
        let environment = Arc::new(Environment::open(settings)?);
        let run = Run::new(environment, self.engines.clone(), self.mode, self.usual.clone());
        Ok(self.run.get_or_init(|| run))
    }

    /// Whether there is something to say of an environment that this run did not touch.
    pub(super) fn is_recorded(&self) -> bool {
        self.mode != Mode::Simulate && store().path(&self.name).exists()
    }

    /// Why the environment could not be opened.
    pub(super) fn failure(&self) -> Option<DeployError> {
        self.failure.borrow().clone()
    }

    /// Which application was connected to which.
    pub(super) fn links(&self) -> Vec<Link> {
        self.links.borrow().clone()
    }
}

impl SiteProvider for Deployment {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        match self.open() {
            Ok(run) => run.site(request),
            Err(error) => {
                let text = error.to_string();
                *self.failure.borrow_mut() = Some(error);
                ready(Err(HostError::Journal(JournalError(text)))).boxed()
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

    fn connected(&self, link: Link) {
        let mut links = self.links.borrow_mut();
        if !links.contains(&link) {
            links.push(link);
        }
    }
}
