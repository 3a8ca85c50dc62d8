//! `murano down`: removes an environment.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::deploy::{Engines, Removed, down};
use crate::diag::codes;
use crate::hosts::Interrupt;

use super::command_error::{CommandError, CommandResult};
use super::deployment::services;
use super::engine_choice::{EngineArgs, surroundings};
use super::engine_runtime::wait;
use super::environment::{environment_of, store};
use super::exit::Exit;
use super::interrupt;
use super::output_format::OutputFormat;
use super::progress::ProgressDisplay;
use super::terminal::{Terminal, print_json};

/// `down`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano down app.murano
  murano down --env staging")]
pub(super) struct DownArgs {
    /// The program whose environment is removed.
    #[arg(required_unless_present = "env", conflicts_with = "env")]
    pub file: Option<PathBuf>,
    /// The environment.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// An engine to remove from besides the recorded ones.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The format of the summary.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Removes an environment.
pub(super) fn run(args: &DownArgs, terminal: &Terminal) -> CommandResult {
    let name = match (&args.env, &args.file) {
        (Some(name), _) => name.clone(),
        (None, Some(file)) => environment_of(file),
        (None, None) => return Err(CommandError::usage("a program or `--env` is needed")),
    };
    let flag = Arc::default();
    // Its requests are in flight until it ends; an engine that does not answer is noticed below.
    interrupt::install_handler(&flag, || true);
    let progress = Arc::new(ProgressDisplay::new(*terminal));
    let services = services(progress.clone(), Interrupt::from(flag.clone()));
    let engines = Engines::new(surroundings());
    let store = store();
    let recorded = store.load(&name)?.is_some();
    // If the environment is recorded, only the recorded engines need to answer.
    let default = if recorded { None } else { args.engine.engine.find()? };
    let removing = down(&name, &store, &engines, default, services);
    let removed = wait(interrupt::while_answering(&flag, &engines, removing))?;
    progress.finish();
    let Some(removed) = removed else { return Err(CommandError::reported(Exit::Interrupted)) };
    let removed = removed?;
    if removed.is_empty() && !recorded {
        return Err(unknown_environment(&name, &store.environments()));
    }
    match args.format {
        OutputFormat::Json => print_json(&removed),
        OutputFormat::Table => terminal.note(&summary(&removed)),
    }
    Ok(Exit::Done)
}

fn unknown_environment(name: &str, known: &[String]) -> CommandError {
    let message = format!("there is no environment `{name}`");
    let error = CommandError::new(codes::UNKNOWN_ENVIRONMENT, message);
    match known {
        [] => error.hint("nothing is deployed; `murano run` deploys"),
        _ => error.hint(format!("environments: {}", known.join(", "))),
    }
}

fn summary(removed: &Removed) -> String {
    let counts = [
        (removed.applications.len(), "container"),
        (removed.volumes.len(), "volume"),
        (removed.networks.len(), "network"),
    ];
    let counted =
        |(n, word): &(usize, &str)| format!("{n} {word}{}", if *n == 1 { "" } else { "s" });
    let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(counted).collect();
    let parts = if parts.is_empty() { "only the record".to_owned() } else { parts.join(", ") };
    format!("environment {} removed: {parts}", removed.environment)
}
