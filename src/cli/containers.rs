//! The deployed containers, as the default engine and all recorded engines list them.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::deploy::list::inspect;
use crate::deploy::{ContainerRow, Engine, StateStore, ps};
use crate::diag::codes;
use crate::diag::suggest::nearest;

use super::command_error::{CommandError, engine_error};
use super::engine_choice::{EngineArgs, EngineChoice};
use super::engine_runtime::{self, wait};
use super::environment::EnvironmentArgs;
use super::output_format::OutputFormat;
use super::terminal::Terminal;

/// Arguments of `ps` and `endpoints`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano ps
  murano endpoints --env shop --format json")]
pub(super) struct ListArgs {
    /// The program whose environment is listed [default: all environments]
    #[arg(conflicts_with = "env")]
    pub file: Option<PathBuf>,
    /// Only this environment.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// An engine to ask besides the recorded ones.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The format of the table.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

impl ListArgs {
    /// The environment to list; `None`: all. A note says if another file deployed that of the given one.
    pub(super) fn environment(&self, terminal: &Terminal) -> Result<Option<String>, CommandError> {
        let Some(file) = &self.file else { return Ok(self.env.clone()) };
        let identity = EnvironmentArgs::default().of_file(file);
        let recorded = self.engine.engine.store().load(&identity.name)?;
        if let Some(state) = recorded.filter(|state| !identity.may_use(state)) {
            let (name, origin) = (&identity.name, state.origin.unwrap_or_default());
            terminal
                .note(&format!("environment `{name}` was deployed from another file, `{origin}`"));
        }
        Ok(Some(identity.name))
    }
}

/// The container that `exec` or `cp` is about.
#[derive(Debug, Args)]
pub(super) struct ContainerArgs {
    /// The application.
    pub application: String,
    /// Its environment, if several have an application of that name.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// The containers that a command for several applications is about.
#[derive(Debug, Clone, Args)]
pub(super) struct SelectArgs {
    /// The applications [default: all]
    pub applications: Vec<String>,
    /// Their environment [default: all environments]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

impl SelectArgs {
    /// The containers, each once, in the order of the arguments, with what lists all of them.
    pub(super) fn find(
        &self,
        terminal: &Terminal,
    ) -> Result<(Listing, Vec<ContainerRow>), CommandError> {
        let listing = list(self.env.as_deref(), &self.engine, terminal)?;
        let mut rows: Vec<ContainerRow> = Vec::new();
        for name in &self.applications {
            let row = listing.one(name)?;
            if !rows.contains(row) {
                rows.push(row.clone());
            }
        }
        if self.applications.is_empty() {
            rows.clone_from(&listing.rows);
        }
        if rows.is_empty() {
            let error = CommandError::new(codes::UNKNOWN_ENVIRONMENT, "nothing is deployed");
            return Err(error.hint("`murano run` deploys; `murano ps` lists what is deployed"));
        }
        Ok((listing, rows))
    }
}

/// Containers with the engines that listed them.
pub(super) struct Listing {
    /// The containers, by environment and application.
    pub rows: Vec<ContainerRow>,
    engines: Vec<Arc<dyn Engine>>,
}

impl Listing {
    /// The engine of a container.
    pub(super) fn engine_of(&self, row: &ContainerRow) -> Result<Arc<dyn Engine>, CommandError> {
        let found = self.engines.iter().find(|engine| engine.address() == row.engine);
        found.cloned().ok_or_else(|| {
            let message = format!("the engine of `{}` is not known", row.container);
            CommandError::new(codes::INTERNAL, message)
        })
    }

    /// The engines that answered.
    pub(super) fn engines(&self) -> &[Arc<dyn Engine>] {
        &self.engines
    }

    /// The rows with what only inspections show.
    pub(super) async fn inspected(mut self) -> Vec<ContainerRow> {
        for engine in &self.engines {
            inspect(&**engine, &mut self.rows).await;
        }
        self.rows
    }

    /// The one container of an application, given by the application's name or its own.
    fn one(&self, name: &str) -> Result<&ContainerRow, CommandError> {
        let matches = |row: &&ContainerRow| row.application == *name || row.container == *name;
        let found: Vec<&ContainerRow> = self.rows.iter().filter(matches).collect();
        match found[..] {
            [row] => Ok(row),
            _ => Err(not_one(name, &found, &self.rows)),
        }
    }
}

/// Lists all containers, or those of one environment. An engine that does not answer is an error if no other one does, else a
/// note.
pub(super) fn list(
    environment: Option<&str>,
    args: &EngineArgs,
    terminal: &Terminal,
) -> Result<Listing, CommandError> {
    let store = args.engine.store();
    let default = args.engine.find()?;
    let mut listing = Listing { rows: Vec::new(), engines: Vec::new() };
    let mut errors = Vec::new();
    // An engine that does not answer does not hide the containers of the others: its error
    // becomes a note, and fails the command only if no engine answered.
    for engine in engines(environment, &args.engine, default, &store)? {
        match rows(&*engine, environment, &store) {
            Ok(rows) => {
                listing.rows.extend(rows);
                listing.engines.push(engine);
            }
            Err(error) => errors.push(error),
        }
    }
    if listing.engines.is_empty()
        && let Some(error) = errors.pop()
    {
        return Err(error);
    }
    for error in errors {
        if let Some(diagnostic) = error.diagnostic {
            terminal.note(&format!("{}: {}", diagnostic.code, diagnostic.message));
        }
    }
    listing
        .rows
        .sort_by(|a, b| (&a.environment, &a.application).cmp(&(&b.environment, &b.application)));
    Ok(listing)
}

/// The default engine, then those that the records of the environments name.
fn engines(
    environment: Option<&str>,
    choice: &EngineChoice,
    default: Arc<dyn Engine>,
    store: &StateStore,
) -> Result<Vec<Arc<dyn Engine>>, CommandError> {
    let mut all = vec![default];
    let _runtime = engine_runtime::enter()?;
    let finder = choice.engines();
    let names = environment.map_or_else(|| store.environments(), |name| vec![name.to_owned()]);
    for name in names {
        let Some(state) = store.load(&name)? else { continue };
        for address in state.engines.keys() {
            if all.iter().any(|engine| engine.address() == address) {
                continue;
            }
            let engine = finder.at(address);
            all.push(engine.map_err(|e| engine_error(address, "finding the engine", e))?);
        }
    }
    Ok(all)
}

fn rows(
    engine: &dyn Engine,
    environment: Option<&str>,
    store: &StateStore,
) -> Result<Vec<ContainerRow>, CommandError> {
    // The record completes what labels say.
    let recorded = match environment {
        Some(name) => store.load(name)?,
        None => None,
    };
    let rows = wait(ps(engine, environment, recorded.as_ref()))??;
    Ok(rows)
}

/// The one container of an application, with its engine.
pub(super) fn find(
    args: &ContainerArgs,
    terminal: &Terminal,
) -> Result<(ContainerRow, Arc<dyn Engine>), CommandError> {
    let listing = list(args.env.as_deref(), &args.engine, terminal)?;
    let row = listing.one(&args.application)?;
    Ok((row.clone(), listing.engine_of(row)?))
}

fn not_one(name: &str, found: &[&ContainerRow], all: &[ContainerRow]) -> CommandError {
    if found.is_empty() {
        let error = CommandError::new(
            codes::UNKNOWN_ENVIRONMENT,
            format!("no application named `{name}` is deployed"),
        );
        let names = all.iter().map(|row| row.application.as_str());
        return match nearest(name, names) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`murano ps` lists what is deployed"),
        };
    }
    let environments: Vec<&str> = found.iter().map(|row| &*row.environment).collect();
    let message = format!("several environments have an application named `{name}`");
    CommandError::usage(message).hint(format!("choose with `--env`: {}", environments.join(", ")))
}
