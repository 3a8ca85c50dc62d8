//! A session whose programs deploy to the simulated engine: nothing leaves the process, and all results are plain data.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::{Error, Session};
use crate::corelib::{self, AttributeStore};
use crate::deploy::{Engines, Environment, EnvironmentSettings, Identity, Run, RunMode};
use crate::engine::context::UserConfig;
use crate::hosts::{Services, natives};
use crate::runtime::options::Options;

/// An application that a [`Simulation`] deployed.
#[derive(Debug, Clone)]
pub struct SimulatedApplication {
    /// Its name within the environment.
    pub application: String,
    /// The name of its host.
    pub host: String,
    /// Its endpoints as `murano endpoints --format json` writes them: address, port, scope, containerPort, protocol.
    pub endpoints: serde_json::Value,
}

/// A session with an environment on the simulated engine.
pub struct Simulation {
    session: Session,
    environment: Arc<Environment>,
    output: Rc<RefCell<String>>,
}

impl Simulation {
    /// A session whose programs deploy into a new environment of that name.
    ///
    /// # Errors
    /// When the name cannot be that of an environment.
    pub fn new(environment: &str, options: Options) -> Result<Self, Error> {
        let session = Session::with(options);
        let runtime = session.runtime();
        runtime.name_environment(environment);
        let output = Rc::new(RefCell::new(String::new()));
        let printed = output.clone();
        runtime.set_output(Box::new(move |text| printed.borrow_mut().push_str(text)));
        // Messages of `$.reporter` are discarded: there is no one to show them to.
        corelib::bind(runtime, &AttributeStore::default(), Rc::new(|_| {}));
        runtime.registry.prefer_built_in();
        let environment = Arc::new(
            Environment::open(EnvironmentSettings {
                identity: Identity::named(environment),
                store: None,
                services: Services::default(),
            })
            .map_err(|error| Error::invalid(error.to_string()))?,
        );
        // The simulated engine is not looked up by address, so the addresses of hosts are only
        // names here.
        let engines = Arc::new(Engines::new(UserConfig::default()));
        let run = Run::new(environment.clone(), engines, RunMode::Simulate, None);
        natives::bind(runtime, Rc::new(run));
        Ok(Self { session, environment, output })
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

    /// The deployed applications, sorted by engine and name.
    #[must_use]
    pub fn applications(&self) -> Vec<SimulatedApplication> {
        let all = self.environment.deployed().into_iter();
        all.map(|deployed| SimulatedApplication {
            endpoints: serde_json::json!(deployed.endpoints),
            application: deployed.application,
            host: deployed.host,
        })
        .collect()
    }
}
