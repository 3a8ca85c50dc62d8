//! An environment with a record in a temporary directory, on the simulated engine.

use std::sync::Arc;

use crate::deploy::{
    DeployError, Engines, Environment, EnvironmentOrigin, EnvironmentSettings, EnvironmentState,
    Identity, StateStore,
};
use crate::engine::Engine;
use crate::engine::context::{ExplicitEngine, UserConfig};
use crate::engine::simulated::Simulated;
use crate::hosts::{
    Container, ContainerHost, HostError, HostSettings, Reconciled, Services, StandaloneHost,
    Takeover,
};
use tempfile::TempDir;

use crate::tests::hosts::bench::{ENVIRONMENT, now};

/// A directory of records and an engine.
pub(super) struct Deployment {
    pub(super) folder: TempDir,
    pub(super) engine: Simulated,
    pub(super) engines: Engines,
}

impl Deployment {
    pub(super) fn new() -> Self {
        let engine = Simulated::new("test");
        let engines = Engines::new(UserConfig::default());
        engines.add(Arc::new(engine.clone()));
        Self { folder: tempfile::tempdir().expect("a folder"), engine, engines }
    }

    pub(super) fn store(&self) -> StateStore {
        StateStore::new(self.folder.path())
    }

    pub(super) fn open(&self) -> Result<Environment, DeployError> {
        self.open_as("/one/shop.murano", Takeover::Refused)
    }

    /// Opens the environment for a program in some file.
    pub(super) fn open_as(
        &self,
        origin: &str,
        takeover: Takeover,
    ) -> Result<Environment, DeployError> {
        let origin = EnvironmentOrigin::File(origin.into());
        let identity = Identity { name: ENVIRONMENT.into(), origin, takeover };
        let (store, services) = (Some(self.store()), Services::default());
        Environment::open(EnvironmentSettings { identity, store, services })
    }

    pub(super) fn engine(&self) -> Arc<dyn Engine> {
        Arc::new(self.engine.clone())
    }

    /// One complete run.
    pub(super) fn run(&self, program: &[Container]) -> Result<Environment, HostError> {
        let environment = self.open().expect("nobody else works on it");
        let host = self.host(&environment);
        deploy(&host, program)?;
        Ok(environment)
    }

    pub(super) fn host(&self, environment: &Environment) -> StandaloneHost {
        StandaloneHost::new(HostSettings::default(), environment.site(self.engine()))
    }

    pub(super) fn record(&self) -> EnvironmentState {
        self.store().load(ENVIRONMENT).expect("readable").expect("it is there")
    }
}

/// How a request names an engine.
pub(crate) fn address_of(engine: &dyn Engine) -> ExplicitEngine {
    ExplicitEngine { address: engine.address().to_owned(), certificates: None }
}

/// Deploys containers one after another.
pub(super) fn deploy(
    host: &StandaloneHost,
    program: &[Container],
) -> Result<Vec<Reconciled>, HostError> {
    program.iter().map(|container| now(host.reconcile(container))).collect()
}
