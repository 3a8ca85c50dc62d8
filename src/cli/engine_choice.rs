//! `--engine`: the container engine of hosts that name none.

#![expect(clippy::disallowed_methods, reason = "environment variables name engines")]

use std::sync::Arc;

use clap::Args;

use crate::deploy::Engines;
use crate::engine::Engine;
use crate::engine::context::{ExplicitEngine, UserConfig};

use super::command_error::{CommandError, engine_error};
use super::engine_runtime;

/// `--engine`.
#[derive(Debug, Clone, Args)]
pub(super) struct EngineArgs {
    /// The engine of hosts that name none: `docker` (as the docker command finds it), `simulated`, or an address.
    #[arg(long, value_name = "ENGINE", default_value = "docker", value_parser = EngineChoice::parse)]
    pub engine: EngineChoice,
}

/// The engine that is used where a program names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EngineChoice {
    /// The one that the docker command would use.
    Docker,
    /// One in memory.
    Simulated,
    /// The one at this address.
    Address(String),
}

impl EngineChoice {
    /// Parses the value of `--engine`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "docker" => Ok(Self::Docker),
            "simulated" => Ok(Self::Simulated),
            address if address.contains("://") => Ok(Self::Address(address.to_owned())),
            _ => Err("expected `docker`, `simulated`, or an address such as `unix:///run/docker.sock`, `tcp://…` or `ssh://…`".into()),
        }
    }

    /// The address, if one is given.
    pub(super) fn address(&self) -> Option<ExplicitEngine> {
        match self {
            Self::Address(address) => {
                Some(ExplicitEngine { address: address.clone(), certificates: None })
            }
            Self::Docker | Self::Simulated => None,
        }
    }

    /// The engine itself; `None` for the simulated one, which holds no containers between commands.
    pub(super) fn find(&self) -> Result<Option<Arc<dyn Engine>>, CommandError> {
        if *self == Self::Simulated {
            return Ok(None);
        }
        let _runtime = engine_runtime::enter()?;
        let engines = Engines::new(surroundings());
        let address = self.address();
        let found = engines.find(address.as_ref()).map(Some);
        found.map_err(|error| {
            engine_error(&engines.address(address.as_ref()), "finding the engine", error)
        })
    }
}

/// The environment variables and contexts that say where engines are.
pub(super) fn surroundings() -> UserConfig {
    UserConfig::from_variables(|name| std::env::var(name).ok())
}
