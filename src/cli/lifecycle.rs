//! `murano start`, `murano stop`, `murano restart`: start and stop deployed applications without running their program.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::deploy::{Clock, ContainerRow, Dependency, EnvironmentLock, SystemClock, lifecycle};

use super::command_error::{CommandError, CommandResult};
use super::containers::{Listing, SelectArgs};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::{STOPPED_SIGN, Tone};
use super::terminal::{Terminal, print_json};

/// `start`, `stop` and `restart`.
#[derive(Debug, Args)]
#[command(after_help = "\
Applications start after those that they connect to and are healthy, and stop before them. The next `murano run` starts what was
stopped.

Examples:
  murano stop web
  murano restart web redis
  murano start --env shop        all applications of an environment")]
pub(super) struct LifecycleArgs {
    /// The applications.
    #[command(flatten)]
    pub select: SelectArgs,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// What happened to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Effect {
    Started,
    Restarted,
    Stopped,
    /// It was as it should be.
    Kept,
}

/// One line of the result.
#[derive(Debug, Serialize)]
struct Affected {
    environment: String,
    application: String,
    effect: Effect,
}

/// Starts applications.
pub(super) fn start(args: &LifecycleArgs, terminal: &Terminal) -> CommandResult {
    let selected = Selected::find(args, terminal)?;
    let mut done = EffectReport::new(args.format, terminal);
    for row in &selected.rows {
        let started = selected.start(row)?;
        done.add(row, if started { Effect::Started } else { Effect::Kept });
    }
    Ok(done.finish())
}

/// Stops applications.
pub(super) fn stop(args: &LifecycleArgs, terminal: &Terminal) -> CommandResult {
    let selected = Selected::find(args, terminal)?;
    let mut done = EffectReport::new(args.format, terminal);
    for row in selected.rows.iter().rev() {
        let stopped = selected.stop(row)?;
        done.add(row, if stopped { Effect::Stopped } else { Effect::Kept });
    }
    Ok(done.finish())
}

/// Stops applications, those that depend on others first, and starts them in the opposite order.
pub(super) fn restart(args: &LifecycleArgs, terminal: &Terminal) -> CommandResult {
    let selected = Selected::find(args, terminal)?;
    let mut done = EffectReport::new(args.format, terminal);
    let stopped: Result<Vec<bool>, _> =
        selected.rows.iter().rev().map(|row| selected.stop(row)).collect();
    for (row, ran) in selected.rows.iter().zip(stopped?.into_iter().rev()) {
        selected.start(row)?;
        done.add(row, if ran { Effect::Restarted } else { Effect::Started });
    }
    Ok(done.finish())
}

/// The applications that a command starts or stops.
struct Selected {
    listing: Listing,
    /// In the order in which they start.
    rows: Vec<ContainerRow>,
    /// The locks of their environments: a run meanwhile would take a stopped container for one that failed.
    _locks: Vec<EnvironmentLock>,
}

impl Selected {
    fn find(args: &LifecycleArgs, terminal: &Terminal) -> Result<Self, CommandError> {
        // Without names, all of them: more than one environment must be meant.
        let (listing, rows) = args.select.find(terminal)?;
        if args.select.applications.is_empty() && args.select.env.is_none() {
            let error =
                CommandError::usage("name the applications, or their environment with `--env`");
            return Err(error.hint("`murano ps` lists what is deployed"));
        }
        let store = args.select.engine.engine.store();
        let mut connections: BTreeMap<String, Vec<Dependency>> = BTreeMap::new();
        let mut locks = Vec::new();
        for row in &rows {
            if !connections.contains_key(&row.environment) {
                locks.push(EnvironmentLock::take(&store, &row.environment)?);
                let state = store.load(&row.environment)?;
                let known = state.map(|state| state.connections).unwrap_or_default();
                connections.insert(row.environment.clone(), known);
            }
        }
        let rows = lifecycle::start_order(&rows, &connections);
        Ok(Self { listing, rows, _locks: locks })
    }

    fn start(&self, row: &ContainerRow) -> Result<bool, CommandError> {
        let engine = self.listing.engine_of(row)?;
        let clock: Box<dyn Clock> = Box::new(SystemClock::default());
        Ok(wait(lifecycle::start(&*engine, row, &*clock))??)
    }

    fn stop(&self, row: &ContainerRow) -> Result<bool, CommandError> {
        let engine = self.listing.engine_of(row)?;
        Ok(wait(lifecycle::stop(&*engine, row))??)
    }
}

/// The result, printed line by line or as one JSON document.
struct EffectReport<'a> {
    format: OutputFormat,
    terminal: &'a Terminal,
    affected: Vec<Affected>,
}

impl<'a> EffectReport<'a> {
    fn new(format: OutputFormat, terminal: &'a Terminal) -> Self {
        Self { format, terminal, affected: Vec::new() }
    }

    fn add(&mut self, row: &ContainerRow, effect: Effect) {
        let (environment, application) = (row.environment.clone(), row.application.clone());
        if self.format == OutputFormat::Table {
            let (sign, tone, word) = match effect {
                Effect::Started => (">", Tone::Active, "started"),
                Effect::Restarted => (">", Tone::Active, "restarted"),
                Effect::Stopped => (STOPPED_SIGN, Tone::Caution, "stopped"),
                Effect::Kept => ("=", Tone::Faint, "unchanged"),
            };
            let text = self.terminal.text().put(tone, sign).plain(" ");
            self.terminal.say(&text.put(Tone::Strong, &application).plain(": ").put(tone, word));
        }
        self.affected.push(Affected { environment, application, effect });
    }

    fn finish(self) -> Exit {
        if self.format == OutputFormat::Json {
            print_json(&self.affected);
        }
        Exit::Done
    }
}
