//! A session for a program: its output, its messages, its engines, its limits.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::corelib::{self, Attributes, Report};
use crate::diag::Diagnostic;
use crate::hosts::natives::{self, Bridge};
use crate::hosts::{Interrupt, Progress, SilentProgress};
use crate::runtime::machine::log::Record;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::session::{Given, Program, Session};

use super::arguments::{PackageArgs, ProgramArgs};
use super::deployment::{Deployment, EngineChoice, environment_of, services};
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::output::Printed;
use super::packages;
use super::progress::Show;
use super::terminal::{Terminal, complain};

/// How long work under way is waited for before a failed run ends.
const SETTLE: Duration = Duration::from_secs(30);

/// What a program is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// For what it does.
    Deploy,
    /// For what it would do: what it prints is shown to the curious only.
    Plan,
}

/// A program's session with everything around it.
pub(super) struct Prepared {
    /// The session.
    pub session: Session,
    /// What it deploys into.
    pub deployment: Rc<Deployment>,
    /// What it prints.
    pub printed: Printed,
    /// What is shown of containers.
    pub show: Arc<Show>,
    bridge: Bridge,
    given: Given,
    packages: PackageArgs,
}

/// A session as the command line wants it.
pub(super) fn prepare(
    args: ProgramArgs,
    engine: &EngineChoice,
    purpose: Purpose,
    terminal: &Terminal,
) -> Prepared {
    let mut options = Options { max_steps: args.max_steps, ..Options::default() };
    if let Some(depth) = args.max_depth {
        options.max_depth = depth;
    }
    let session = Session::with(options);
    let flag = session.runtime().limits.interrupt();
    interrupt::obey(&flag);
    let show = Arc::new(Show::new(*terminal));
    let progress: Arc<dyn Progress> = match purpose {
        Purpose::Deploy => show.clone(),
        Purpose::Plan => Arc::new(SilentProgress),
    };
    let name = args.env.unwrap_or_else(|| environment_of(&args.file));
    session.runtime().name_environment(&name);
    let services = services(progress, Interrupt::from(flag.clone()));
    let plan = purpose == Purpose::Plan;
    let deployment = Deployment::new(name, &args.file, engine, plan, services);
    let printed = Printed::new(show.clone());
    let output = match purpose {
        Purpose::Deploy => to_standard_output(printed.clone(), deployment.clone(), flag),
        Purpose::Plan => to_the_curious(*terminal),
    };
    session.runtime().set_output(output);
    let bridge = bind(&session, &Attributes::default(), &show, &deployment, *terminal);
    let given = Given { args: args.args, vars: args.vars };
    let packages = args.packages;
    Prepared { session, deployment, printed, show, bridge, given, packages }
}

/// A session for a conversation: it shows its own output and obeys interrupts itself.
pub(super) fn for_conversation(
    name: String,
    engine: &EngineChoice,
    terminal: &Terminal,
) -> Session {
    let session = Session::new();
    session.runtime().name_environment(&name);
    // A conversation has lines of its own on the terminal: progress is told in plain ones.
    let show = Arc::new(Show::new(terminal.plain()));
    let flag = session.runtime().limits.interrupt();
    let services = services(show.clone(), Interrupt::from(flag));
    let deployment = Deployment::new(name, Path::new("<input>"), engine, false, services);
    bind(&session, &Attributes::default(), &show, &deployment, *terminal);
    session
}

/// Binds what built-in classes need of the outside.
pub(super) fn bind(
    session: &Session,
    attributes: &Attributes,
    show: &Arc<Show>,
    deployment: &Rc<Deployment>,
    terminal: Terminal,
) -> Bridge {
    let messages = show.clone();
    let tell = Rc::new(move |report: &Report| {
        // What the progress of a container told already is not said again.
        let text = report.message.replacen("Error: ", "failed: ", 1);
        if !messages.told(&report.object, &text) {
            messages.between(|| message(&terminal, report));
        }
    });
    corelib::bind(session.runtime(), attributes, tell);
    let messages = show.clone();
    session.runtime().set_log(Box::new(move |record| {
        if terminal.logs(record.level) {
            messages.between(|| complain(&logged(record)));
        }
    }));
    // Packages may bring the host classes of OpenStack along: here containers go to the engines of this machine.
    session.runtime().registry.prefer_built_in();
    natives::bind(session.runtime(), deployment.clone())
}

/// A line of the log.
fn logged(record: &Record) -> String {
    format!("{} {}: {}\n", record.level.name(), record.logger, record.message)
}

type Output = Box<dyn FnMut(&str)>;

fn to_standard_output(
    printed: Printed,
    deployment: Rc<Deployment>,
    flag: Arc<AtomicBool>,
) -> Output {
    Box::new(move |text| {
        // A deployment is not given up because nobody reads any more; a program that only prints has no other purpose.
        let nobody = AtomicBool::new(false);
        let enough = if deployment.opened().is_some() { &nobody } else { &*flag };
        printed.write(text, enough);
    })
}

fn to_the_curious(terminal: Terminal) -> Output {
    Box::new(move |text| {
        if terminal.talk == super::terminal::Talk::Verbose {
            complain(text);
        }
    })
}

fn message(terminal: &Terminal, report: &Report) {
    let text = if report.object.is_empty() {
        report.message.clone()
    } else {
        format!("{}: {}", report.object, report.message)
    };
    if report.is_error { complain(&format!("{text}\n")) } else { terminal.note(&text) }
}

impl Prepared {
    /// Reads the program and shows what is wrong with it.
    pub(super) fn read(&self, file: &Path, terminal: &Terminal) -> Result<Program, Failure> {
        packages::give(&self.session, &self.packages, Some(file), terminal)?;
        let show = |found: &[Diagnostic]| {
            found.iter().for_each(|d| terminal.report(d, self.session.sources()));
        };
        match self.session.read_file(file) {
            Ok(program) => {
                show(&program.warnings);
                Ok(program)
            }
            Err(found) => {
                show(&found);
                Err(Failure::said(Exit::Source))
            }
        }
    }

    /// Runs the program to its end; what it printed is then written, and nothing is under way any more.
    pub(super) fn run(&self, program: &Program) -> Outcome<Value> {
        let outcome = self.session.run_with(program, &self.given);
        self.printed.flush();
        if outcome.is_err() && !self.bridge.settle(SETTLE) {
            complain(
                "some work at the engine is still under way; the next run finds what became of it\n",
            );
        }
        self.show.finish();
        outcome
    }

    /// Shows why the program failed; how the command ends.
    pub(super) fn explain(
        &self,
        fault: &crate::runtime::value::fault::Fault,
        terminal: &Terminal,
    ) -> Failure {
        if let Some(error) = self.deployment.failure() {
            return error.into();
        }
        let diagnostic = self.session.explain(fault);
        terminal.report(&diagnostic, self.session.sources());
        Failure::said(Exit::of_error(diagnostic.code))
    }
}
