//! Where a program's `print` goes: standard output, between the lines of progress in the order in which both come.

use std::cell::RefCell;
use std::io::{self, ErrorKind, IsTerminal as _};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::escape::escape_controls;

use super::progress::ProgressDisplay;
use super::terminal::print_error;

/// What happens to control characters that a program prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ControlCharacters {
    /// They are escaped where standard output is a terminal.
    EscapedOnTerminal,
    /// They are written as they are (`--raw`).
    Raw,
}

impl ControlCharacters {
    /// The treatment that `--raw` selects.
    pub(super) fn from_flag(raw: bool) -> Self {
        if raw { Self::Raw } else { Self::EscapedOnTerminal }
    }

    /// Whether standard output needs escapes.
    pub(super) fn are_escaped(self) -> bool {
        self == Self::EscapedOnTerminal && io::stdout().is_terminal()
    }
}

/// The output of a program; clones share it.
#[derive(Clone)]
pub(super) struct ProgramOutput(Rc<RefCell<Shared>>);

struct Shared {
    progress: Arc<ProgressDisplay>,
    escapes: bool,
    /// Whether writing has failed.
    closed: bool,
}

impl ProgramOutput {
    /// Output that appears between the lines of a progress display.
    pub(super) fn new(progress: Arc<ProgressDisplay>, controls: ControlCharacters) -> Self {
        let shared = Shared { progress, escapes: controls.are_escaped(), closed: false };
        Self(Rc::new(RefCell::new(shared)))
    }

    /// Writes text. When the reader has closed standard output, the rest is dropped, and `interrupt` is set once.
    pub(super) fn write(&self, text: &str, interrupt: &AtomicBool) {
        let mut shared = self.0.borrow_mut();
        if shared.closed {
            return;
        }
        let text = if shared.escapes { escape_controls(text) } else { text.into() };
        let written = shared.progress.write_output(text.as_bytes());
        shared.check(written, interrupt);
    }

    /// Writes what is buffered.
    pub(super) fn flush(&self) {
        let mut shared = self.0.borrow_mut();
        if !shared.closed {
            let flushed = shared.progress.flush_output();
            shared.check(flushed, &AtomicBool::new(false));
        }
    }

    /// Whether the reader has closed standard output.
    pub(super) fn is_closed(&self) -> bool {
        self.0.borrow().closed
    }
}

impl Shared {
    fn check(&mut self, written: io::Result<()>, interrupt: &AtomicBool) {
        let Err(error) = written else { return };
        self.closed = true;
        interrupt.store(true, Ordering::Relaxed);
        if error.kind() != ErrorKind::BrokenPipe {
            print_error(&format!("standard output: {error}\n"));
        }
    }
}
