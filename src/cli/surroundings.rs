#![expect(clippy::disallowed_methods, reason = "the command line reads the user's environment")]
//! What the user's environment says: where records are kept, which engine is meant, which environment a file means.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Exit;
use super::screen::Screen;
use crate::deploy::environment::name_of_script;
use crate::deploy::{DeployError, Engines, Store, default_folder};
use crate::diag::codes;
use crate::engine::Engine;
use crate::engine::context::{Given, Surroundings};

/// Which environment a command is about: a script's, or a named one.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Which {
    /// The script whose environment is meant.
    pub(crate) file: Option<PathBuf>,
    /// The environment, by name.
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pub(crate) env: Option<String>,
}

impl Which {
    /// The environment's name, if one is meant.
    pub(crate) fn name(&self) -> Option<String> {
        self.env.clone().or_else(|| self.file.as_deref().map(environment_of))
    }
}

/// The environment of a script: its file's name.
pub(crate) fn environment_of(file: &Path) -> String {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned());
    name_of_script(&stem.unwrap_or_default())
}

/// Where records are kept.
pub(crate) fn store() -> Store {
    Store::new(default_folder(|name| std::env::var(name).ok()))
}

/// What names engines.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings::from_variables(|name| std::env::var(name).ok())
}

/// The engines the user's surroundings name.
pub(crate) fn engines() -> Arc<Engines> {
    Arc::new(Engines::new(surroundings()))
}

/// The engine an option names.
pub(crate) fn given(address: Option<&str>) -> Option<Given> {
    address.map(|address| Given { address: address.to_owned(), certificates: None })
}

/// Runs engine calls of a command that runs no program.
pub(crate) fn wait_for<T>(future: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}

/// Reports a failure of deployments.
pub(crate) fn report(error: &DeployError, screen: &Screen) -> Exit {
    screen.fail(error.code(), &error.to_string(), error.hints());
    match error {
        DeployError::Host(error) if error.is_interrupt() => Exit::Interrupted,
        DeployError::Host(_) => Exit::Engine,
        DeployError::Locked { .. }
        | DeployError::StateFile { .. }
        | DeployError::BadName { .. } => Exit::Failed,
    }
}

/// Runs a command's engine calls: the usual engine, found by option or surroundings, is handed to `act`.
pub(crate) fn with_engine<T, F>(
    address: Option<&str>,
    screen: &Screen,
    act: impl FnOnce(Arc<dyn Engine>, Arc<Engines>) -> F,
) -> Result<T, Exit>
where
    F: Future<Output = Result<T, DeployError>>,
{
    let engines = engines();
    let outcome = wait_for(async {
        let engine = engines.find(given(address).as_ref()).map_err(|error| {
            DeployError::Host(Box::new(crate::hosts::HostError::Engine {
                engine: address.unwrap_or("the usual engine").to_owned(),
                doing: "finding the engine".into(),
                error,
            }))
        })?;
        act(engine, engines.clone()).await
    });
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(report(&error, screen)),
        Err(error) => {
            screen.fail(codes::INTERNAL, &format!("no runtime for engine calls: {error}"), vec![]);
            Err(Exit::Failed)
        }
    }
}
