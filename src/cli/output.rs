//! Where a program's `print` goes: standard output, a line at a time; into a file, a block at a time.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, LineWriter, Write};
use std::os::fd::AsFd as _;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::progress::Show;
use super::terminal::complain;

/// Bytes that are kept back, at most.
const BLOCK: usize = 64 << 10;

/// The output of a program; clones share it.
#[derive(Clone)]
pub(super) struct Printed(Rc<RefCell<Out>>);

struct Out {
    writer: Option<Box<dyn Write>>,
    show: Arc<Show>,
    closed: bool,
}

impl Printed {
    /// Output between the lines of `show`.
    pub(super) fn new(show: Arc<Show>) -> Self {
        Self(Rc::new(RefCell::new(Out { writer: Some(writer()), show, closed: false })))
    }

    /// Writes text. When the reader has gone away, the rest is dropped, and `enough` is set once.
    pub(super) fn write(&self, text: &str, enough: &AtomicBool) {
        let mut out = self.0.borrow_mut();
        let Out { writer, show, .. } = &mut *out;
        let Some(to) = writer else { return };
        let written = show.between(|| to.write_all(text.as_bytes()));
        out.judge(written, enough);
    }

    /// Writes what was kept back.
    pub(super) fn flush(&self) {
        let mut out = self.0.borrow_mut();
        if let Some(writer) = &mut out.writer {
            let flushed = writer.flush();
            out.judge(flushed, &AtomicBool::new(false));
        }
    }

    /// Whether the reader has gone away.
    pub(super) fn is_closed(&self) -> bool {
        self.0.borrow().closed
    }
}

impl Out {
    fn judge(&mut self, written: io::Result<()>, enough: &AtomicBool) {
        let Err(error) = written else { return };
        self.writer = None;
        self.closed = true;
        enough.store(true, Ordering::Relaxed);
        if error.kind() != ErrorKind::BrokenPipe {
            complain(&format!("standard output: {error}\n"));
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
        Box::new(BufWriter::with_capacity(BLOCK, file))
    } else {
        Box::new(LineWriter::with_capacity(BLOCK, file))
    }
}
