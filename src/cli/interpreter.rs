//! The thread that commands run on, whose stack is large enough for recursive programs, and the message about a panic.

use std::panic;
use std::thread;

use crate::diag::codes;
use crate::source::Sources;

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::terminal::{Terminal, print_error};

/// Bytes of stack for native recursion. The system provides memory only for the part that is used.
pub(super) const STACK_SIZE: usize = 256 << 20;

/// Runs a command on the interpreter thread and prints the error it ends with.
pub(super) fn on_large_stack(
    terminal: Terminal,
    command: impl FnOnce(&Terminal) -> CommandResult + Send,
) -> Exit {
    let run = || match command(&terminal) {
        Ok(exit) => exit,
        Err(error) => print_command_error(&terminal, &error),
    };
    let ended = thread::scope(|scope| {
        let builder = thread::Builder::new().name("interpreter".into()).stack_size(STACK_SIZE);
        builder.spawn_scoped(scope, run).map(thread::ScopedJoinHandle::join)
    });
    match ended {
        Ok(Ok(exit)) => exit,
        // The panic hook has printed it.
        Ok(Err(_)) => Exit::Internal,
        Err(error) => {
            let message = format!("cannot start the interpreter thread: {error}");
            print_command_error(&terminal, &CommandError::new(codes::INTERNAL, message))
        }
    }
}

/// Prints the error that a command ended with, unless it was printed already; returns how the command ends.
pub(super) fn print_command_error(terminal: &Terminal, error: &CommandError) -> Exit {
    if let Some(diagnostic) = &error.diagnostic {
        terminal.report(diagnostic, &Sources::new());
    }
    error.exit
}

/// Makes a panic print as an internal error that asks for a report.
pub(super) fn install_panic_hook() {
    panic::set_hook(Box::new(|found| {
        let position = found.location().map(|at| format!(" at {}:{}", at.file(), at.line()));
        let payload = found.payload();
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        print_error(&format!(
            "{}: internal error: {}{}\n  help: this is a bug in murano; please report it, with the program that causes it\n",
            codes::INTERNAL,
            text.unwrap_or_default(),
            position.unwrap_or_default(),
        ));
    }));
}
