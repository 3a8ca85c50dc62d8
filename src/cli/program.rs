//! A program's session: its arguments, output, messages, engines and limits.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;

use crate::Options;
use crate::Record;
use crate::Value;
use crate::corelib::{self, AttributeStore, StatusReport};
use crate::deploy::{Engines, Identity, SiteProvider};
use crate::diag::mask::SecretValues;
use crate::hosts::natives::{self, Bridge};
use crate::hosts::{Interrupt, Progress, SilentProgress};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::session::{Program, ScriptArgs, Session};

use super::command_error::CommandError;
use super::deployment::{Deployment, Purpose, services};
use super::engine_choice::EngineChoice;
use super::engine_runtime::wait;
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::interrupt;
use super::memory::{self, MemoryArgs};
use super::packages::{self, PackageArgs};
use super::program_output::{ControlCharacters, ProgramOutput};
use super::progress::ProgressDisplay;
use super::stopwatch::Stopwatch;
use super::terminal::{Terminal, Verbosity, print_error};
use super::variables::parse_pair;

/// How long a failed run waits for engine requests in flight before it ends.
const SETTLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long it waits before it asks whether the engines still answer.
const SETTLE_STEP: Duration = Duration::from_millis(500);

/// A program and what it is started with.
#[derive(Debug, Clone, Args)]
pub(super) struct ProgramArgs {
    /// The program.
    pub file: PathBuf,
    /// Packages it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// The environment it deploys into.
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// A variable, available to the program in `$vars`: `--var tag=1.2` is `$vars.tag`.
    #[arg(long = "var", value_name = "NAME=TEXT", value_parser = parse_pair)]
    pub vars: Vec<(String, String)>,
    /// Arguments for the program, available in `$args`.
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<String>,
    /// The greatest call depth.
    #[arg(long, value_name = "N")]
    pub max_depth: Option<usize>,
    /// The greatest number of steps in the whole run.
    #[arg(long, value_name = "N")]
    pub max_steps: Option<u64>,
    /// The limit on memory.
    #[command(flatten)]
    pub memory: MemoryArgs,
}

/// A session for one program, with its surroundings.
pub(super) struct ProgramSession {
    /// The session.
    pub session: Session,
    /// The environment it deploys into.
    pub deployment: Rc<Deployment>,
    /// What it prints.
    pub output: ProgramOutput,
    /// The progress of its containers.
    pub progress: Arc<ProgressDisplay>,
    bridge: Bridge,
    args: ScriptArgs,
    packages: PackageArgs,
}

/// A session for a program of the command line. Ctrl-C interrupts it.
pub(super) fn open(
    args: ProgramArgs,
    engine: &EngineChoice,
    purpose: Purpose,
    controls: ControlCharacters,
    terminal: &Terminal,
) -> ProgramSession {
    let mut options = Options { max_steps: args.max_steps, ..Options::default() };
    if let Some(depth) = args.max_depth {
        options.max_depth = depth;
    }
    let session = Session::with(options);
    args.memory.apply();
    // The limits, the engine requests and the output share one flag: Ctrl-C ends a computation,
    // a wait and a write alike.
    let flag = session.runtime().limits.interrupt();
    let progress = Arc::new(ProgressDisplay::new(*terminal, Stopwatch::on_engine(engine)));
    let events: Arc<dyn Progress> = match purpose {
        Purpose::Deploy => progress.clone(),
        Purpose::Plan => Arc::new(SilentProgress),
    };
    let identity = args.environment.of_file(&args.file);
    session.runtime().name_environment(&identity.name);
    let services = services(events, Interrupt::from(flag.clone()));
    let deployment = Deployment::new(identity, engine, purpose, services);
    let output = ProgramOutput::new(progress.clone(), controls);
    // The output of `plan` is the plan alone; what the program prints goes to standard error.
    session.runtime().set_output(match purpose {
        Purpose::Deploy => to_standard_output(output.clone(), deployment.clone(), flag.clone()),
        Purpose::Plan => to_standard_error(*terminal),
    });
    let bridge = bind(&session, &AttributeStore::default(), &progress, &deployment, *terminal);
    heed_interrupts(&flag, &bridge);
    let script_args = ScriptArgs { args: args.args, vars: args.vars };
    ProgramSession {
        session,
        deployment,
        output,
        progress,
        bridge,
        args: script_args,
        packages: args.packages,
    }
}

/// A session for tests, which set its output and handle interrupts themselves.
pub(super) fn interactive_session(
    identity: Identity,
    engine: &EngineChoice,
    terminal: &Terminal,
) -> Session {
    let session = Session::new();
    memory::limit();
    session.runtime().name_environment(&identity.name);
    // The line editor redraws the terminal itself: progress comes in plain lines.
    let stopwatch = Stopwatch::on_engine(engine);
    let progress = Arc::new(ProgressDisplay::new(terminal.without_live_lines(), stopwatch));
    let flag = session.runtime().limits.interrupt();
    let services = services(progress.clone(), Interrupt::from(flag));
    let deployment = Deployment::new(identity, engine, Purpose::Deploy, services);
    bind(&session, &AttributeStore::default(), &progress, &deployment, *terminal);
    session
}

/// Connects the built-in classes of a session to the engines, the log and the messages of this process.
pub(super) fn bind(
    session: &Session,
    attributes: &AttributeStore,
    progress: &Arc<ProgressDisplay>,
    deployment: &Rc<Deployment>,
    terminal: Terminal,
) -> Bridge {
    // What is only planned or drawn does not happen: that packages report it as happening is a detail.
    let shown = deployment.purpose == Purpose::Deploy || terminal.verbosity == Verbosity::Verbose;
    bind_messages(session, attributes, progress, shown, terminal);
    natives::bind(session.runtime(), deployment.clone())
}

/// As [`bind`], for a session whose hosts get their engines from a provider of its own.
pub(super) fn bind_hosts(
    session: &Session,
    progress: &Arc<ProgressDisplay>,
    provider: Rc<dyn SiteProvider>,
    terminal: Terminal,
) -> Bridge {
    bind_messages(session, &AttributeStore::default(), progress, true, terminal);
    natives::bind(session.runtime(), provider)
}

/// Prints reports and log records; reports of packages only if they are `shown`.
fn bind_messages(
    session: &Session,
    attributes: &AttributeStore,
    progress: &Arc<ProgressDisplay>,
    shown: bool,
    terminal: Terminal,
) {
    let messages = progress.clone();
    let secrets = session.runtime().secrets.clone();
    let print_report = Rc::new(move |report: &StatusReport| {
        if !shown {
            return;
        }
        // The exception that goes on says the same: its report comes at the end of the run.
        match report.message.strip_prefix("Error: ").filter(|_| report.is_error) {
            Some(reason) => messages.note_failure(&report.object, &secrets.mask(reason)),
            None => messages.suspended(|| print_message(&terminal, report, &secrets)),
        }
    });
    corelib::bind(session.runtime(), attributes, print_report);
    let messages = progress.clone();
    let secrets = session.runtime().secrets.clone();
    session.runtime().set_log(Box::new(move |record| {
        if terminal.shows_level(record.level) {
            messages.suspended(|| print_error(&secrets.mask(&log_line(record))));
        }
    }));
    // Packages may contain OpenStack's host classes: the built-in ones, which use this machine's engines, take precedence.
    session.runtime().registry.prefer_built_in();
}

fn log_line(record: &Record) -> String {
    format!("{} {}: {}\n", record.level.name(), record.logger, record.message)
}

type PrintSink = Box<dyn FnMut(&str)>;

fn to_standard_output(
    output: ProgramOutput,
    deployment: Rc<Deployment>,
    flag: Arc<AtomicBool>,
) -> PrintSink {
    Box::new(move |text| {
        // A closed pipe interrupts a program that only prints. One that deploys goes on: half a deployment is worse.
        let ignored = AtomicBool::new(false);
        let interrupt = if deployment.opened().is_some() { &ignored } else { &*flag };
        output.write(text, interrupt);
    })
}

/// What a program prints that is only planned: a detail.
fn to_standard_error(terminal: Terminal) -> PrintSink {
    Box::new(move |text| {
        if terminal.verbosity == Verbosity::Verbose {
            print_error(text);
        }
    })
}

fn print_message(terminal: &Terminal, report: &StatusReport, secrets: &SecretValues) {
    let message = secrets.mask(&report.message);
    let text = if report.object.is_empty() {
        message.into_owned()
    } else {
        format!("{}: {message}", report.object)
    };
    if report.is_error { print_error(&format!("{text}\n")) } else { terminal.note(&text) }
}

/// Lets Ctrl-C end a run, but not in the middle of a change at an engine.
pub(super) fn heed_interrupts(flag: &Arc<AtomicBool>, bridge: &Bridge) {
    let in_flight = bridge.in_flight();
    interrupt::install_handler(flag, move || !in_flight.is_idle());
}

/// Waits until no engine request is in flight after a run has failed, but not for ever; after an interrupt only as long as
/// the engines answer.
pub(super) fn settle(bridge: &Bridge, engines: &Engines, interrupted: &AtomicBool) {
    let mut waited = Duration::ZERO;
    while waited < SETTLE_TIMEOUT {
        if bridge.settle(SETTLE_STEP) {
            return;
        }
        waited += SETTLE_STEP;
        let is_interrupted = interrupted.load(Ordering::Relaxed);
        if is_interrupted && !wait(interrupt::engines_answer(engines)).unwrap_or_default() {
            break;
        }
    }
    print_error(
        "some requests to the engine are still running; the next run checks their outcome\n",
    );
}

impl ProgramSession {
    /// Compiles the program and prints its diagnostics.
    pub(super) fn compile(
        &self,
        file: &Path,
        terminal: &Terminal,
    ) -> Result<Program, CommandError> {
        packages::add_to(&self.session, &self.packages, Some(file), terminal)?;
        match self.session.read_file(file) {
            Ok(program) => {
                terminal.report_all(&program.warnings, self.session.sources());
                Ok(program)
            }
            Err(found) => {
                terminal.report_all(found.diagnostics(), self.session.sources());
                Err(CommandError::reported(Exit::Source))
            }
        }
    }

    /// Runs the program. Afterwards its output is written, and no engine request is in flight.
    pub(super) fn run(&self, program: &Program) -> Outcome<Value> {
        let outcome = self.session.outcome(program, &self.args);
        self.output.flush();
        if outcome.is_err() {
            let flag = self.session.runtime().limits.interrupt();
            settle(&self.bridge, &self.deployment.engines, &flag);
        }
        self.progress.finish();
        outcome
    }

    /// Prints why the program failed.
    pub(super) fn failed(&self, fault: &Fault, terminal: &Terminal) -> CommandError {
        if let Some(error) = self.deployment.failure() {
            let error: CommandError = error.into();
            self.progress.print_failures(error.diagnostic.as_deref());
            return error;
        }
        let diagnostic = self.session.explain(fault);
        self.progress.print_failures(Some(&diagnostic));
        terminal.report(&diagnostic, self.session.sources());
        CommandError::reported(Exit::of_error(diagnostic.code))
    }
}
