//! `--engine`: the container engine of hosts that name none, and where environments on such engines are recorded.

#![expect(
    clippy::disallowed_methods,
    reason = "environment variables name engines and the state directory"
)]

use std::sync::Arc;

use clap::Args;

use crate::deploy::{
    Engine, Engines, ExplicitEngine, NoSuchFault, SimulatedEngines, SimulatedFault, StateStore,
    UserConfig, default_directory,
};

use super::command_error::{CommandError, engine_error};
use super::engine_runtime;

/// `--engine`.
#[derive(Debug, Clone, Args)]
pub(super) struct EngineArgs {
    /// The engine of hosts that name none: `docker` (as the docker command finds it), an address, or `simulated`, which runs
    /// nothing, keeps its state between commands and has the faults that follow a colon.
    #[arg(long, value_name = "ENGINE", env = "MURANO_ENGINE", default_value = "docker", value_parser = EngineChoice::parse)]
    pub engine: EngineChoice,
}

impl From<EngineChoice> for EngineArgs {
    fn from(engine: EngineChoice) -> Self {
        Self { engine }
    }
}

/// The engine that is used where a program names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EngineChoice {
    /// The one that the docker command would use.
    Docker,
    /// Simulated engines in place of all, which commands share; they have these faults.
    Simulated(Vec<SimulatedFault>),
    /// Simulated engines in place of all, which nothing outlives. No command line says so.
    InMemory,
    /// The one at this address.
    Address(String),
}

impl EngineChoice {
    /// Parses the value of `--engine`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "docker" => Ok(Self::Docker),
            "simulated" => Ok(Self::Simulated(Vec::new())),
            address if address.contains("://") => Ok(Self::Address(address.to_owned())),
            _ => match text.strip_prefix("simulated:") {
                Some(faults) => faults
                    .split(',')
                    .map(|fault| fault.trim().parse())
                    .collect::<Result<_, _>>()
                    .map(Self::Simulated)
                    .map_err(|error: NoSuchFault| error.to_string()),
                None => Err("expected `docker`, `simulated`, `simulated:FAULT,…`, or an address such as `unix:///run/docker.sock`, `tcp://…` or `ssh://…`".into()),
            },
        }
    }

    /// The address, if one is given.
    pub(super) fn address(&self) -> Option<ExplicitEngine> {
        match self {
            Self::Address(address) => {
                Some(ExplicitEngine { address: address.clone(), certificates: None })
            }
            Self::Docker | Self::Simulated(_) | Self::InMemory => None,
        }
    }

    /// The records of this user's environments on engines of this kind.
    pub(super) fn store(&self) -> StateStore {
        let all = StateStore::new(default_directory(|name| std::env::var(name).ok()));
        match self {
            Self::Simulated(_) | Self::InMemory => all.of_simulated(),
            Self::Docker | Self::Address(_) => all,
        }
    }

    /// The engines that programs and records name.
    pub(super) fn engines(&self) -> Engines {
        match self {
            Self::Simulated(faults) => {
                let directory = self.store().engines_directory();
                Engines::simulated(SimulatedEngines::new(directory, faults.clone()))
            }
            Self::Docker | Self::Address(_) | Self::InMemory => Engines::new(surroundings()),
        }
    }

    /// The engine itself.
    pub(super) fn find(&self) -> Result<Arc<dyn Engine>, CommandError> {
        let _runtime = engine_runtime::enter()?;
        let engines = self.engines();
        let address = self.address();
        engines.find(address.as_ref()).map_err(|error| {
            engine_error(&engines.address(address.as_ref()), "finding the engine", error)
        })
    }
}

/// The environment variables and contexts that say where engines are.
pub(super) fn surroundings() -> UserConfig {
    UserConfig::from_variables(|name| std::env::var(name).ok())
}
