//! `murano run`: runs a script and what it deploys.

use std::path::PathBuf;

use clap::Args;

use super::deployment::{Choices, Deployment};
use super::endpoints::listed;
use super::screen::Screen;
use super::surroundings::{environment_of, report, wait_for};
use super::{Exit, interrupt};
use crate::deploy::{DeployError, EndpointRow, Mode, Run};
use crate::diag::{Diagnostic, codes};
use crate::hosts::Action;
use crate::runtime::fault::{Fault, Origin};
use crate::runtime::options::Options;
use crate::session::{Program, Session};
use crate::source::{Sources, Span};

/// What `run` takes.
#[derive(Args)]
#[group(id = "run")]
#[command(after_help = "Examples:
  murano run examples/hello.murano
  murano run examples/guestbook.murano --env shop
  murano run app.murano --engine tcp://10.0.0.5:2376 -- first second")]
pub(super) struct Arguments {
    /// The script.
    pub(super) file: PathBuf,
    /// The environment to deploy into; without it, the script's name.
    #[arg(long, value_name = "NAME")]
    pub(super) env: Option<String>,
    /// The engine of hosts that do not say one: an address, `docker`, or `simulated`.
    #[arg(long, value_name = "URL")]
    pub(super) engine: Option<String>,
    /// A value for `var('NAME')` in the script.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) vars: Vec<(String, String)>,
    /// Only show what would change.
    #[arg(long)]
    plan: bool,
    /// Remove what this script no longer deploys.
    #[arg(long)]
    prune: bool,
    /// When it fails, remove what this run created.
    #[arg(long)]
    rollback: bool,
    /// Most calls within one another.
    #[arg(long, value_name = "CALLS")]
    pub(super) max_depth: Option<usize>,
    /// Most steps of the whole run.
    #[arg(long, value_name = "STEPS")]
    pub(super) max_steps: Option<u64>,
    /// What the script gets as `args()`.
    #[arg(last = true)]
    pub(super) args: Vec<String>,
}

impl Arguments {
    /// Is what the script no longer deploys to be removed?
    pub(super) fn prune(&self) -> bool {
        self.prune
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".into()),
    }
}

pub(super) fn run(arguments: Arguments, screen: &Screen) -> Exit {
    if arguments.plan {
        return super::plan::of_run(&arguments, screen);
    }
    let mode = if simulated(&arguments) { Mode::Simulate } else { Mode::Deploy };
    let (session, program) = match prepare(&arguments, screen, Output::Results) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let deployment = connect(&session, &arguments, mode, screen);
    let outcome = session.run(&program);
    deployment.settle();
    match outcome {
        Ok(_) => finish(&deployment, &arguments, screen),
        Err(fault) => fail(&session, &deployment, &fault, &arguments, screen),
    }
}

/// Where a script's `print` goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// To standard output.
    Results,
    /// To standard error: standard output has another purpose.
    Notes,
}

/// A session with a script that was read.
pub(super) fn prepare(
    arguments: &Arguments,
    screen: &Screen,
    output: Output,
) -> Result<(Session, Program), Exit> {
    let mut options = Options::default();
    options.max_depth = arguments.max_depth.unwrap_or(options.max_depth);
    options.max_steps = arguments.max_steps.or(options.max_steps);
    let session = Session::with(options);
    let world = session.world();
    world.set_arguments(arguments.args.clone(), arguments.vars.clone());
    let (printer, stop) = (screen.clone(), world.limits.interrupt());
    world.set_output(Box::new(move |text| match output {
        // Nobody reads any more: there is no point in going on.
        Output::Results if !printer.result(text) => {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        Output::Results => {}
        Output::Notes => printer.note(text.trim_end_matches('\n')),
    }));
    match session.read_file(&arguments.file) {
        Ok(program) => {
            screen.report(&program.warnings, session.sources());
            Ok((session, program))
        }
        Err(diagnostics) => {
            screen.report(&diagnostics, session.sources());
            Err(Exit::Mistakes)
        }
    }
}

fn simulated(arguments: &Arguments) -> bool {
    arguments.engine.as_deref() == Some("simulated")
}

/// Connects a session with engines as the options say, and lets Ctrl-C end it.
pub(super) fn connect(
    session: &Session,
    arguments: &Arguments,
    mode: Mode,
    screen: &Screen,
) -> Deployment {
    let named = arguments.engine.clone().filter(|e| e != "simulated" && e != "docker");
    let choices = Choices {
        environment: arguments.env.clone().unwrap_or_else(|| environment_of(&arguments.file)),
        mode,
        engine: named,
        script: Some(arguments.file.clone()),
    };
    let deployment = Deployment::connect(session, choices, screen);
    interrupt::obey(session.world().limits.interrupt(), deployment.interrupt());
    deployment
}

fn finish(deployment: &Deployment, arguments: &Arguments, screen: &Screen) -> Exit {
    let Some(run) = deployment.run() else { return Exit::Done };
    warn(run, screen);
    if let Err(error) = tidy(run, arguments, screen) {
        return report(&error, screen);
    }
    screen.note(&summary(run));
    let endpoints = endpoints(run);
    if !endpoints.is_empty() {
        screen.note(listed(&endpoints).trim_end());
    }
    Exit::Done
}

fn warn(run: &Run, screen: &Screen) {
    for warning in run.warnings() {
        let mut shown = Diagnostic::warning(warning.code, Span::NONE, warning.message.clone());
        shown.hints.push(warning.hint.clone());
        screen.report(&[shown], &Sources::new());
    }
}

/// Removes, or tells of, what the script no longer deploys.
fn tidy(run: &Run, arguments: &Arguments, screen: &Screen) -> Result<(), DeployError> {
    let environment = run.environment();
    let orphans = environment.orphans();
    if arguments.prune && !orphans.is_empty() {
        blocking(async { environment.prune(run.engines()).await })?;
    } else if !orphans.is_empty() {
        let names: Vec<&str> = orphans.iter().map(|o| o.application.as_str()).collect();
        screen.note(&format!(
            "no longer deployed by this script, still running: {} (`--prune` removes them)",
            names.join(", ")
        ));
    }
    blocking(async { environment.sweep().await })?;
    Ok(())
}

fn blocking<T>(future: impl Future<Output = Result<T, DeployError>>) -> Result<T, DeployError> {
    match wait_for(future) {
        Ok(outcome) => outcome,
        Err(error) => Err(DeployError::Host(Box::new(crate::hosts::HostError::Journal(
            crate::hosts::JournalError(error.to_string()),
        )))),
    }
}

fn summary(run: &Run) -> String {
    let actions = run.environment().actions();
    let count = |of: fn(&Action) -> bool| actions.values().filter(|a| of(a)).count();
    let unchanged = count(|a| *a == Action::Unchanged);
    let done = [
        (count(|a| *a == Action::Created), "created"),
        (count(|a| matches!(a, Action::Replaced { .. })), "replaced"),
        (count(|a| *a == Action::Started), "started"),
    ];
    let parts: Vec<String> =
        done.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let containers = if unchanged == 1 { "container" } else { "containers" };
    match (parts.is_empty(), unchanged) {
        (true, 0) => "nothing is deployed".into(),
        (true, n) => format!("nothing to do: {n} {containers} unchanged"),
        (false, 0) => parts.join(", "),
        (false, n) => format!("{}, {n} unchanged", parts.join(", ")),
    }
}

fn endpoints(run: &Run) -> Vec<EndpointRow> {
    let environment = run.environment();
    let of = |deployed: crate::hosts::Deployed| {
        let (name, host) = (environment.name().to_owned(), deployed.host.clone());
        deployed.endpoints.into_iter().map(move |endpoint| EndpointRow {
            environment: name.clone(),
            host: host.clone(),
            endpoint,
        })
    };
    environment.deployed().into_iter().flat_map(of).collect()
}

/// Reports a failed run, says what is left behind, and finds the exit code.
fn fail(
    session: &Session,
    deployment: &Deployment,
    fault: &Fault,
    arguments: &Arguments,
    screen: &Screen,
) -> Exit {
    if let Some(error) = deployment.refusal() {
        return report(error, screen);
    }
    screen.report(&[session.explain(fault)], session.sources());
    let changed = deployment.run().map(|run| left_behind(run, arguments, screen)).unwrap_or(false);
    match fault.origin {
        Origin::Uncatchable if fault.code == codes::INTERRUPTED => Exit::Interrupted,
        _ if changed => Exit::Partly,
        _ if fault.code.0.starts_with("E05") => Exit::Engine,
        _ => Exit::Failed,
    }
}

/// Says what this run has changed, or takes it back; whether anything of it is left.
fn left_behind(run: &Run, arguments: &Arguments, screen: &Screen) -> bool {
    warn(run, screen);
    let environment = run.environment();
    let changed: Vec<String> = environment
        .actions()
        .into_iter()
        .filter(|(_, action)| *action != Action::Unchanged)
        .map(|(application, _)| application)
        .collect();
    if changed.is_empty() {
        return false;
    }
    if !arguments.rollback {
        screen.note(&format!("deployed before that, and kept: {}", changed.join(", ")));
        return true;
    }
    match blocking(async { environment.rollback().await }) {
        Ok(removed) => {
            screen.note(&format!("rolled back: {}", removed.join(", ")));
            removed.len() < changed.len()
        }
        Err(error) => {
            report(&error, screen);
            true
        }
    }
}
