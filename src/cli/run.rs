//! `murano run`: runs a program and prints a summary of what it deployed.

use clap::Args;

use crate::deploy::Run;
use crate::diag::codes;
use crate::runtime::value::fault::Fault;
use crate::session::source_kind::SourceKind;

use super::command_error::{CommandError, CommandResult};
use super::deployment::Purpose;
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::plan::{self, PlanArgs};
use super::program::{self, ProgramArgs, ProgramSession};
use super::program_output::ControlCharacters;
use super::source_kind::require_program;
use super::summary::{
    DeployedBy, changed_applications, list, print_left, print_left_running, print_orphans,
    print_summary, print_warnings, summary_json,
};
use super::terminal::{Terminal, print_json_line};
use super::trace::{self, TraceTopic};

/// `run`.
#[derive(Debug, Args)]
#[command(after_help = "\
A program finds the arguments after `--` in `$args` (a list) and those of `--var` in `$vars` (a dictionary of strings).

Examples:
  murano run app.murano
  murano run app.murano --env staging --var tag=1.2
  murano run app.murano --engine simulated -- one two
  murano run app.murano --trace calls,engine
  murano run app.murano --prune      also remove what the program no longer deploys")]
pub(super) struct RunArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Show what would change instead of changing it.
    #[arg(long, conflicts_with_all = ["prune", "rollback"])]
    pub plan: bool,
    /// Remove what is deployed but no longer in the program.
    #[arg(long)]
    pub prune: bool,
    /// If the program fails, remove what this run created.
    #[arg(long)]
    pub rollback: bool,
    /// Print control characters as they are, also on a terminal, where they are escaped otherwise.
    #[arg(long)]
    pub raw: bool,
    /// Trace on standard error: `conversions` of values, `calls` of methods, requests to the `engine`.
    #[arg(long, value_name = "TOPICS", value_enum, value_delimiter = ',')]
    pub trace: Vec<TraceTopic>,
    /// The format of the summary; JSON goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Runs a program.
pub(super) fn run(args: RunArgs, terminal: &Terminal) -> CommandResult {
    let RunArgs { program, engine, format, .. } = args;
    if args.plan {
        let (classes, exit_code, prune) = (Vec::new(), false, false);
        let plan = PlanArgs { program, classes, engine, exit_code, prune, format };
        return plan::run(plan, terminal);
    }
    let file = program.file.clone();
    require_program(SourceKind::of(&file), &file)?;
    let controls = ControlCharacters::from_flag(args.raw);
    let session = program::open(program, &engine.engine, Purpose::Deploy, controls, terminal);
    trace::start(&args.trace, &session);
    let program = session.compile(&file, terminal)?;
    match session.run(&program) {
        Ok(_) => succeeded(&session, args.prune, format, terminal),
        Err(fault) => failed(&session, &fault, args.rollback, terminal),
    }
}

fn succeeded(
    session: &ProgramSession,
    prune: bool,
    format: OutputFormat,
    terminal: &Terminal,
) -> CommandResult {
    let deployment = &session.deployment;
    session.progress.print_failures(None);
    // A program without hosts needs no engine and opens none, unless the environment has a
    // record: what earlier runs deployed is then an orphan.
    if deployment.opened().is_none() && !deployment.is_recorded() {
        return Ok(Exit::Done);
    }
    let run = deployment.open()?;
    deployment.record_connections()?;
    let denied = print_warnings(run, &session.session, terminal);
    for found in run.environment().recovered().iter().filter(|found| !found.is_empty()) {
        terminal.detail(&format!("{}: found containers missing from the record", found.engine));
    }
    // Volumes that a broken run left without a container go always; applications that this
    // program does not deploy only with `--prune`, and are otherwise reported.
    wait(run.environment().sweep())??;
    let orphans = if prune {
        wait(run.environment().prune(run.engines()))??;
        Vec::new()
    } else {
        run.environment().orphans()
    };
    match format {
        OutputFormat::Table => {
            print_orphans(&orphans, DeployedBy::Program, terminal);
            print_summary(run, session.progress.elapsed(), terminal);
        }
        OutputFormat::Json => print_json_line(&summary_json(run, &orphans)),
    }
    Ok(if denied { Exit::Failed } else { Exit::Done })
}

fn failed(
    session: &ProgramSession,
    fault: &Fault,
    rollback: bool,
    terminal: &Terminal,
) -> CommandResult {
    let opened = session.deployment.opened();
    // The reader of a program that only prints has closed the pipe, as `head` does.
    if fault.diagnostic.code == codes::INTERRUPTED && session.output.is_closed() && opened.is_none()
    {
        return Ok(Exit::Done);
    }
    let mut error = session.failed(fault, terminal);
    let Some(run) = opened else { return Err(error) };
    print_warnings(run, &session.session, terminal);
    if error.exit == Exit::Failed {
        // A container may have exited since the last inspection.
        wait(run.environment().refresh())?;
    }
    let changed = changed_applications(run);
    let left = if rollback && error.exit != Exit::Interrupted {
        roll_back(run, changed, terminal)?
    } else {
        if !changed.is_empty() {
            print_left_running(run, &changed, terminal);
        }
        changed
    };
    if !left.is_empty() && error.exit != Exit::Interrupted {
        error.exit = Exit::PartlyDeployed;
    }
    Err(error)
}

/// Removes what the run created; returns the changed applications that are left.
fn roll_back(
    run: &Run,
    changed: Vec<String>,
    terminal: &Terminal,
) -> Result<Vec<String>, CommandError> {
    let removed = wait(run.environment().rollback())??;
    if !removed.is_empty() {
        terminal.note(&format!("rolled back; removed: {}", list(&removed)));
    }
    let left: Vec<String> = changed.into_iter().filter(|name| !removed.contains(name)).collect();
    print_left(run, &left, terminal);
    Ok(left)
}
