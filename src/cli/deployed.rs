//! What is deployed: asked of the usual engine and of all that are recorded.

use std::future::Future;
use std::sync::Arc;

use crate::deploy::{Engines, Row, Store, ps};
use crate::diag::codes;
use crate::engine::Engine;

use super::arguments::{ContainerArgs, EngineArgs};
use super::deployment::{self, EngineChoice, surroundings};
use super::failure::{self, Failure};
use super::terminal::Terminal;

/// Waits for work at an engine.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(codes::INTERNAL, format!("no event loop for the engine: {error}"))
    })?;
    Ok(runtime.block_on(work))
}

/// All containers of ours, or those of one environment, with the engines they are on.
pub(super) struct Found {
    /// The containers.
    pub rows: Vec<Row>,
    engines: Vec<Arc<dyn Engine>>,
}

impl Found {
    /// The engine of a container.
    pub(super) fn engine(&self, row: &Row) -> Option<Arc<dyn Engine>> {
        self.engines.iter().find(|engine| engine.address() == row.engine).cloned()
    }
}

/// Asks. An engine that does not answer is an error where it was named or is the only one, else a note.
pub(super) fn find(
    environment: Option<&str>,
    args: &EngineArgs,
    terminal: &Terminal,
) -> Result<Found, Failure> {
    let store = deployment::store();
    let usual = deployment::engine(&args.engine)?;
    let mut found = Found { rows: Vec::new(), engines: Vec::new() };
    let mut failures = Vec::new();
    for engine in engines(environment, &args.engine, usual, &store)? {
        match rows(&*engine, environment, &store) {
            Ok(rows) => {
                found.rows.extend(rows);
                found.engines.push(engine);
            }
            Err(failure) => failures.push(failure),
        }
    }
    if found.engines.is_empty()
        && let Some(failure) = failures.pop()
    {
        return Err(failure);
    }
    for failure in failures {
        if let Some(diagnostic) = failure.diagnostic {
            terminal.note(&format!("{}: {}", diagnostic.code, diagnostic.message));
        }
    }
    found
        .rows
        .sort_by(|a, b| (&a.environment, &a.application).cmp(&(&b.environment, &b.application)));
    Ok(found)
}

fn engines(
    environment: Option<&str>,
    choice: &EngineChoice,
    usual: Option<Arc<dyn Engine>>,
    store: &Store,
) -> Result<Vec<Arc<dyn Engine>>, Failure> {
    let mut all: Vec<Arc<dyn Engine>> = usual.into_iter().collect();
    if *choice == EngineChoice::Simulated {
        return Ok(all);
    }
    let finder = Engines::new(surroundings());
    let names = environment.map_or_else(|| store.environments(), |name| vec![name.to_owned()]);
    for name in names {
        let Some(state) = store.load(&name)? else { continue };
        for address in state.engines.keys() {
            if all.iter().any(|engine| engine.address() == address) {
                continue;
            }
            let engine = finder.at(address);
            all.push(engine.map_err(|e| failure::engine(address, "finding the engine", e))?);
        }
    }
    Ok(all)
}

fn rows(
    engine: &dyn Engine,
    environment: Option<&str>,
    store: &Store,
) -> Result<Vec<Row>, Failure> {
    // What labels cannot know is in the record of each environment.
    let recorded = match environment {
        Some(name) => store.load(name)?,
        None => None,
    };
    let found = wait(ps(engine, environment, recorded.as_ref()))??;
    Ok(found)
}

/// The one container that is meant, and its engine.
pub(super) fn container(
    args: &ContainerArgs,
    terminal: &Terminal,
) -> Result<(Row, Arc<dyn Engine>), Failure> {
    let found = find(args.env.as_deref(), &args.engine, terminal)?;
    let name = &args.application;
    let is_meant = |row: &&Row| row.application == *name || row.container == *name;
    let meant: Vec<&Row> = found.rows.iter().filter(is_meant).collect();
    let [row] = meant[..] else { return Err(not_one(name, &meant, &found.rows)) };
    let engine = found.engine(row).ok_or_else(|| {
        Failure::new(codes::INTERNAL, format!("the engine of `{}` is not known", row.container))
    })?;
    Ok((row.clone(), engine))
}

fn not_one(name: &str, meant: &[&Row], all: &[Row]) -> Failure {
    if meant.is_empty() {
        let failure = Failure::new(
            codes::UNKNOWN_ENVIRONMENT,
            format!("no application named `{name}` is deployed"),
        );
        let names = all.iter().map(|row| row.application.as_str());
        return match crate::diag::suggest::nearest(name, names) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint("`murano ps` lists what is deployed"),
        };
    }
    let environments: Vec<&str> = meant.iter().map(|row| &*row.environment).collect();
    let message = format!("several environments have an application named `{name}`");
    Failure::usage(message).hint(format!("choose with `--env`: {}", environments.join(", ")))
}
