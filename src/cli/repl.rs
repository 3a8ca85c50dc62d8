//! The conversation with the interpreter: `murano repl`.
//!
//! [`run`] reads inputs, from a line editor or from a pipe, and hands each to a `Shell`, which runs it or obeys it as a command
//! and writes what there is to say. The language itself is elsewhere: in `session::Interactive`.
//!
//! An error never ends the conversation. Ctrl-C clears an input, or interrupts what runs; Ctrl-D and `:quit` end it.

mod commands;
mod complete;
mod editor;
mod facts;
mod highlight;
mod paint;
mod piped;
mod shell;
mod show;
mod terminal;
mod tokens;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use self::paint::Paint;
use self::shell::Shell;
use crate::deploy::default_folder;
use crate::session::{Interactive, Session};

/// Native recursion needs room; memory is taken only when it is used.
const STACK: usize = 256 << 20;

/// How a conversation begins.
pub struct ReplOptions {
    /// A file to run first.
    pub file: Option<PathBuf>,
    /// Makes the session, on the thread that will run it: with the engines and settings the user asked for.
    pub session: Box<dyn FnOnce() -> Session + Send>,
    /// Where earlier inputs are kept; `None`: in the folder of all state.
    pub history: Option<PathBuf>,
    /// No welcome.
    pub quiet: bool,
}

impl Default for ReplOptions {
    fn default() -> Self {
        Self { file: None, session: Box::new(Session::new), history: None, quiet: false }
    }
}

/// Holds a conversation; the exit code.
#[must_use]
pub fn run(options: ReplOptions) -> u8 {
    let thread = std::thread::Builder::new().name("repl".into()).stack_size(STACK);
    let spawned = thread.spawn(move || converse(options));
    match spawned.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => 101,
        Err(_) => 1,
    }
}

fn converse(options: ReplOptions) -> u8 {
    let talk = Interactive::new((options.session)());
    let mut shell = Shell::new(talk, Paint::of_terminal());
    shell.obey_interrupts();
    let loaded = options.file.is_none_or(|file| shell.load(&file));
    if std::io::stdin().is_terminal() {
        let history = options.history.unwrap_or_else(history_file);
        terminal::converse(&mut shell, &history, options.quiet)
    } else {
        piped::converse(&mut shell, loaded)
    }
}

#[expect(clippy::disallowed_methods, reason = "commands read the environment")]
fn history_file() -> PathBuf {
    default_folder(|name| std::env::var(name).ok()).join("repl-history.txt")
}
