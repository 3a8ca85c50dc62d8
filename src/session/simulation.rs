//! A session whose programs deploy to the simulated engine: nothing leaves the process, and all results are plain data.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Session;
use crate::corelib::{self, AttributeStore, StatusReport};
use crate::deploy::{DeployError, Engines, Environment, EnvironmentSettings, Run, RunMode};
use crate::engine::context::UserConfig;
use crate::hosts::{Deployed, Services, natives};
use crate::runtime::options::Options;

/// A session with an environment on the simulated engine.
pub struct Simulation {
    session: Session,
    environment: Arc<Environment>,
    output: Rc<RefCell<String>>,
    reports: Rc<RefCell<Vec<StatusReport>>>,
}

impl Simulation {
    /// A session whose programs deploy into a new environment of that name.
    ///
    /// # Errors
    /// When the name cannot be that of an environment.
    pub fn new(environment: &str, options: Options) -> Result<Self, DeployError> {
        let session = Session::with(options);
        let runtime = session.runtime();
        runtime.name_environment(environment);
        let output = Rc::new(RefCell::new(String::new()));
        let printed = output.clone();
        runtime.set_output(Box::new(move |text| printed.borrow_mut().push_str(text)));
        let reports = Rc::new(RefCell::new(Vec::new()));
        let reported = reports.clone();
        let record =
            Rc::new(move |report: &StatusReport| reported.borrow_mut().push(report.clone()));
        corelib::bind(runtime, &AttributeStore::default(), record);
        runtime.registry.prefer_built_in();
        let environment = Arc::new(Environment::open(EnvironmentSettings {
            name: environment.to_owned(),
            store: None,
            script: None,
            services: Services::default(),
        })?);
        // Engines are found by the surroundings in other modes only; here the addresses of hosts are mere names.
        let engines = Arc::new(Engines::new(UserConfig::default()));
        let run = Run::new(environment.clone(), engines, RunMode::Simulate, None);
        natives::bind(runtime, Rc::new(run));
        Ok(Self { session, environment, output, reports })
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Takes what programs printed since the last call.
    #[must_use]
    pub fn take_output(&self) -> String {
        self.output.take()
    }

    /// Takes the messages of objects to people (`$.reporter`) since the last call.
    #[must_use]
    pub fn take_reports(&self) -> Vec<StatusReport> {
        self.reports.take()
    }

    /// What is deployed, with its endpoints, sorted by engine and name.
    #[must_use]
    pub fn deployed(&self) -> Vec<Deployed> {
        self.environment.deployed()
    }
}
