//! Where commands run: on a thread whose stack is large enough for programs that recurse; and what is said when murano
//! itself is mistaken.

use std::panic;
use std::thread;

use crate::diag::codes;

use super::Ending;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::{Terminal, complain};
use crate::source::Sources;

/// Native recursion needs room; memory is taken only when it is used.
const STACK: usize = 256 << 20;

/// Runs a command to its end and shows why it failed, if it did.
pub(super) fn on_large_stack(
    terminal: Terminal,
    command: impl FnOnce(&Terminal) -> Ending + Send,
) -> Exit {
    let run = || match command(&terminal) {
        Ok(exit) => exit,
        Err(failure) => shown(&terminal, &failure),
    };
    let ended = thread::scope(|scope| {
        let builder = thread::Builder::new().name("interpreter".into()).stack_size(STACK);
        builder.spawn_scoped(scope, run).map(thread::ScopedJoinHandle::join)
    });
    match ended {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) => Exit::Internal,
        Err(error) => {
            let message = format!("no thread for the interpreter: {error}");
            shown(&terminal, &Failure::new(codes::INTERNAL, message))
        }
    }
}

fn shown(terminal: &Terminal, failure: &Failure) -> Exit {
    if let Some(diagnostic) = &failure.diagnostic {
        terminal.report(diagnostic, &Sources::new());
    }
    failure.exit
}

/// A panic is a mistake of murano, and says so.
pub(super) fn explain_panics() {
    panic::set_hook(Box::new(|found| {
        let place = found.location().map(|at| format!(" at {}:{}", at.file(), at.line()));
        let payload = found.payload();
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        complain(&format!(
            "{}: internal error: {}{}\n  help: this is a mistake in murano itself; please report it, with the program that shows it\n",
            codes::INTERNAL,
            text.unwrap_or_default(),
            place.unwrap_or_default(),
        ));
    }));
}
