//! Where a program's `print` goes: standard output, a line at a time; into a file, a block at a time.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, LineWriter, Write};
use std::os::fd::AsFd as _;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::escape::escape_controls;

use super::progress::ProgressDisplay;
use super::terminal::print_error;

/// Bytes that are buffered, at most.
const BUFFER_SIZE: usize = 64 << 10;

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
    /// `None` once writing failed.
    writer: Option<Box<dyn Write>>,
    progress: Arc<ProgressDisplay>,
    escapes: bool,
    closed: bool,
}

impl ProgramOutput {
    /// Output that appears between the lines of a progress display.
    pub(super) fn new(progress: Arc<ProgressDisplay>, controls: ControlCharacters) -> Self {
        let shared = Shared {
            writer: Some(writer()),
            progress,
            escapes: controls.are_escaped(),
            closed: false,
        };
        Self(Rc::new(RefCell::new(shared)))
    }

    /// Writes text. When the reader has closed standard output, the rest is dropped, and `interrupt` is set once.
    pub(super) fn write(&self, text: &str, interrupt: &AtomicBool) {
        let mut shared = self.0.borrow_mut();
        let Shared { writer, progress, escapes, .. } = &mut *shared;
        let Some(writer) = writer else { return };
        let text = if *escapes { escape_controls(text) } else { text.into() };
        let written = progress.suspended(|| writer.write_all(text.as_bytes()));
        shared.check(written, interrupt);
    }

    /// Writes what is buffered.
    pub(super) fn flush(&self) {
        let mut shared = self.0.borrow_mut();
        if let Some(writer) = &mut shared.writer {
            let flushed = writer.flush();
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
        self.writer = None;
        self.closed = true;
        interrupt.store(true, Ordering::Relaxed);
        if error.kind() != ErrorKind::BrokenPipe {
            print_error(&format!("standard output: {error}\n"));
        }
    }
}

/// Standard output itself, without the lock and the buffer of the standard library.
fn writer() -> Box<dyn Write> {
    let Ok(descriptor) = io::stdout().as_fd().try_clone_to_owned() else {
        return Box::new(io::stdout());
    };
    let file = File::from(descriptor);
    if file.metadata().is_ok_and(|found| found.is_file()) {
        Box::new(BufWriter::with_capacity(BUFFER_SIZE, file))
    } else {
        Box::new(LineWriter::with_capacity(BUFFER_SIZE, file))
    }
}
