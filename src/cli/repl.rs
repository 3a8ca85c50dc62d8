//! `murano repl`: an interactive session.
//!
//! Inputs come from a line editor or from a pipe; a `Shell` runs each, or dispatches it as a command, and prints the result. The
//! language itself is elsewhere, in [`crate::session::Interactive`].
//!
//! An error never ends the session. Ctrl-C clears an input or interrupts its evaluation; Ctrl-D and `:quit` end the session.

mod commands;
mod complete;
mod editor;
mod editor_loop;
pub(in crate::cli) mod highlight;
mod paint;
mod piped;
mod shell;
mod show;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use self::editor_loop::Welcome;
use self::paint::Paint;
use self::shell::{Next, Shell};
use crate::deploy::default_directory;
use crate::session::{Interactive, Session};

use super::engine_choice::{EngineArgs, EngineChoice};
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::interpreter::STACK_SIZE;
use super::packages::{self, PackageArgs};
use super::program::interactive_session;
use super::program_output::ControlCharacters;
use super::terminal::{Terminal, Verbosity};

/// The environment of a session that neither names one nor starts with a file.
const DEFAULT_ENVIRONMENT: &str = "repl";

/// The origin of an environment that a session without a file deploys.
const SESSION: &str = "<repl>";

/// `repl`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano repl
  murano repl app.murano     run a program, then continue interactively
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
    /// Print control characters of `print` as they are, also on a terminal, where they are escaped otherwise.
    #[arg(long)]
    pub raw: bool,
}

/// Runs an interactive session as `murano` without arguments does.
pub(super) fn run_without_arguments(terminal: Terminal) -> Exit {
    let engine = EngineArgs::from(EngineChoice::Docker);
    let packages = PackageArgs::default();
    let environment = EnvironmentArgs::default();
    run(ReplArgs { file: None, packages, environment, engine, raw: false }, terminal)
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
    let args = ReplArgs { file: None, packages, environment, engine, raw: false };
    let interactive = Interactive::new(open_session(args, &terminal));
    let mut shell =
        Shell::new(interactive, Paint::of_terminal(), ControlCharacters::EscapedOnTerminal);
    commands::dispatch_input(&mut shell, &format!(":doc {name}")) == Next::Ready
}

fn read_inputs(args: ReplArgs, terminal: Terminal) -> u8 {
    let controls = ControlCharacters::from_flag(args.raw);
    let file = args.file.clone();
    let interactive = Interactive::new(open_session(args, &terminal));
    let mut shell = Shell::new(interactive, Paint::of_terminal(), controls);
    shell.install_interrupt_handler();
    let loaded = file.is_none_or(|file| shell.load(&file));
    if std::io::stdin().is_terminal() {
        let quiet = terminal.verbosity == Verbosity::Quiet;
        let welcome = if quiet { Welcome::Hidden } else { Welcome::Shown };
        editor_loop::run(&mut shell, &history_file(), welcome)
    } else {
        piped::run(&mut shell, loaded)
    }
}

fn open_session(args: ReplArgs, terminal: &Terminal) -> Session {
    let identity = match &args.file {
        Some(file) => args.environment.of_file(file),
        None => args.environment.of_session(DEFAULT_ENVIRONMENT, SESSION),
    };
    let session = interactive_session(identity, &args.engine.engine, terminal);
    // A broken package has been reported; the session works without it.
    let _reported = packages::add_to(&session, &args.packages, args.file.as_deref(), terminal);
    session
}

#[expect(clippy::disallowed_methods, reason = "an environment variable names the state directory")]
fn history_file() -> PathBuf {
    default_directory(|name| std::env::var(name).ok()).join("repl-history.txt")
}
