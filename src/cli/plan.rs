//! `murano plan`: what a run would change. The program runs against a simulated engine that starts with the deployed containers.

mod field_text;
mod text;

use std::path::PathBuf;

use clap::Args;

use crate::deploy::{DeploymentPlan, Orphan, PlannedAction, PlannedChange};

use super::command_error::CommandResult;
use super::engine_choice::EngineArgs;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::program::ProgramArgs;
use super::rehearsal::{Rehearsal, rehearse};
use super::terminal::{Terminal, print_json, print_styled};

/// `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
Applications are listed in the order in which they are deployed: + is created, ~ replaced, > started or repaired, = kept, - removed.

Examples:
  murano plan app.murano
  murano plan app.murano --exit-code   exit with 10 if anything would change
  murano plan app.murano --format json
  murano plan shop.json --classes shop.murano    what `deploy` of an object model would change")]
pub(super) struct PlanArgs {
    /// The program, or the object model.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// A program that declares classes of an object model.
    #[arg(long, value_name = "FILE")]
    pub classes: Vec<PathBuf>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Exit with 10 if a run would change anything.
    #[arg(long)]
    pub exit_code: bool,
    /// Count applications that are no longer in the program as changes, as `run --prune` would.
    #[arg(long)]
    pub prune: bool,
    /// The format of the plan.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Prints a plan.
pub(super) fn run(args: PlanArgs, terminal: &Terminal) -> CommandResult {
    let (format, exit_code, prune) = (args.format, args.exit_code, args.prune);
    let Rehearsal { deployment, secrets } =
        rehearse(args.program, args.classes, &args.engine, terminal)?;
    let run = deployment.open()?;
    let mut plan = run.environment().plan(&secrets);
    add_orphans(&mut plan, run.environment().orphans());
    plan.sort(&deployment.order());
    plan.connections = deployment.links().into_iter().map(Into::into).collect();
    let default = deployment.default_address();
    plan.engines.retain_mut(|address| is_named(address, &default));
    match format {
        OutputFormat::Table => print_styled(&text::plan_text(&plan, terminal.results)),
        OutputFormat::Json => print_json(&plan),
    }
    let changes = exit_code && plan.has_changes(prune);
    Ok(if changes { Exit::Changes } else { Exit::Done })
}

/// Whether a host names the engine at an address: it is not the `default` one, and none in memory. One that is simulated in
/// place of a named one stands for it.
fn is_named(address: &mut String, default: &str) -> bool {
    if let Some(simulated) = address.strip_prefix("simulated://") {
        *address = simulated.to_owned();
    }
    address.contains("://") && address != default
}

/// Adds the recorded applications of engines that the program does not use any more.
fn add_orphans(plan: &mut DeploymentPlan, orphans: Vec<Orphan>) {
    for orphan in orphans {
        if plan.changes.iter().any(|change| change.application == orphan.application) {
            continue;
        }
        plan.changes.push(PlannedChange {
            application: orphan.application,
            host: String::new(),
            image: String::new(),
            state: None,
            access: Vec::new(),
            kind: PlannedAction::Remove,
        });
    }
}
