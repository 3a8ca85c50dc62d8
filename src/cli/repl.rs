//! `murano repl`: an interactive session.
//!
//! Inputs come from a line editor or from a pipe; a `Shell` runs each, or dispatches it as a command, and prints the result. The
//! language itself is elsewhere, in [`crate::session::Interactive`].
//!
//! An error never ends the session. Ctrl-C clears an input or interrupts its evaluation; Ctrl-D and `:quit` end the session.

mod command_line;
mod commands;
mod complete;
mod deployments;
mod editor;
mod editor_loop;
pub(in crate::cli) mod highlight;
mod last_values;
mod output;
mod pager;
mod paste_end;
mod piped;
mod settings;
mod shell;
mod show;
mod watch;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use self::editor_loop::Welcome;
use self::piped::InputsEnd;
use self::shell::{Next, Shell};
use self::watch::FileWatch;
use crate::deploy::default_directory;
use crate::session::Interactive;

use super::engine_choice::{EngineArgs, EngineChoice};
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::interpreter::STACK_SIZE;
use super::packages::{self, PackageArgs};
use super::program_output::ControlCharacters;
use super::terminal::{Terminal, Verbosity};

/// The environment of a session that neither names one nor starts with a file.
const DEFAULT_ENVIRONMENT: &str = "repl";

/// The origin of an environment that a session without a file deploys.
const SESSION: &str = "<repl>";

/// The file of earlier inputs, in the state directory.
const HISTORY: &str = "repl-history.txt";

/// The file that is run when a session starts, in the state directory.
const STARTUP: &str = "repl-start.murano";

/// `repl`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano repl
  murano repl app.murano     run a program, then continue interactively
  murano repl app.murano --watch     run it again whenever it is changed
  echo '1 + 2' | murano repl")]
pub(super) struct ReplArgs {
    /// A program to run first.
    pub file: Option<PathBuf>,
    /// Packages to use.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// The environment to deploy into; without a file, `repl` by default.
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Run the program again whenever it, or another one in its directory, is changed; what inputs declared is declared anew.
    #[arg(long, requires = "file")]
    pub watch: bool,
    /// Print control characters of `print` as they are, also on a terminal, where they are escaped otherwise.
    #[arg(long)]
    pub raw: bool,
}

/// Runs an interactive session as `murano` without arguments does.
pub(super) fn run_without_arguments(terminal: Terminal) -> Exit {
    let engine = EngineArgs::from(EngineChoice::Docker);
    let packages = PackageArgs::default();
    let environment = EnvironmentArgs::default();
    run(ReplArgs { file: None, packages, environment, engine, watch: false, raw: false }, terminal)
}

/// Runs an interactive session, on a thread whose stack is large enough for recursive programs.
pub(super) fn run(args: ReplArgs, terminal: Terminal) -> Exit {
    let thread = std::thread::Builder::new().name("repl".into()).stack_size(STACK_SIZE);
    match thread.spawn(move || read_inputs(args, terminal)).map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => Exit::Forwarded(code),
        // The panic hook has printed it.
        Ok(Err(_)) => Exit::Internal,
        Err(_) => Exit::Failed,
    }
}

/// Prints the documentation of a name, as `:doc` does; returns whether there is one.
pub(super) fn document(name: &str, packages: PackageArgs, terminal: Terminal) -> bool {
    let engine = EngineArgs::from(EngineChoice::InMemory);
    let environment = EnvironmentArgs::default();
    let args = ReplArgs { file: None, packages, environment, engine, watch: false, raw: false };
    let mut shell = open_shell(args, terminal);
    commands::dispatch_input(&mut shell, &format!(":doc {name}")) == Next::Ready
}

fn read_inputs(args: ReplArgs, terminal: Terminal) -> u8 {
    let file = args.file.clone();
    let is_watched = args.watch;
    let mut shell = open_shell(args, terminal);
    if let Some(file) = file.as_ref().filter(|_| is_watched) {
        match FileWatch::start(file) {
            Ok(watch) => shell.watch = watch,
            Err(error) => shell.error(&format!("the program cannot be watched: {error}")),
        }
    }
    shell.install_interrupt_handler();
    let startup = shell.startup.clone();
    if let InputsEnd::Quit { failed } = piped::run_startup(&mut shell, &startup) {
        return u8::from(failed);
    }
    let loaded = file.is_none_or(|file| shell.load(&file));
    if std::io::stdin().is_terminal() {
        let quiet = terminal.verbosity == Verbosity::Quiet;
        let welcome = if quiet { Welcome::Hidden } else { Welcome::Shown };
        let code = editor_loop::run(&mut shell, &state_directory().join(HISTORY), welcome);
        shell.print_left();
        code
    } else {
        let code = piped::run(&mut shell, loaded);
        shell.print_left();
        code
    }
}

fn open_shell(args: ReplArgs, terminal: Terminal) -> Shell {
    let identity = match &args.file {
        Some(file) => args.environment.of_file(file),
        None => args.environment.of_session(DEFAULT_ENVIRONMENT, SESSION),
    };
    let (session, deployments) = deployments::open(identity, args.engine.engine, &terminal);
    // A broken package has been reported; the session works without it.
    let _reported = packages::add_to(&session, &args.packages, args.file.as_deref(), &terminal);
    let controls = ControlCharacters::from_flag(args.raw);
    let startup = state_directory().join(STARTUP);
    Shell::new(Interactive::new(session), deployments, startup, controls, terminal)
}

#[expect(clippy::disallowed_methods, reason = "an environment variable names the state directory")]
fn state_directory() -> PathBuf {
    default_directory(|name| std::env::var(name).ok())
}
