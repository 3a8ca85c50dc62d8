//! Standard output as a program writes it: a line at a time; into a file, a block at a time.
//!
//! It is shared by the program and by what is printed about the program, so that messages can wait for the output before them.

use std::fs::File;
use std::io::{self, BufWriter, LineWriter, Write};
use std::os::fd::AsFd as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes that are buffered, at most.
const BUFFER_SIZE: usize = 64 << 10;

/// A buffered writer to standard output, which is opened at the first write.
#[derive(Default)]
pub(super) struct OutputWriter(Mutex<Option<Box<dyn Write + Send>>>);

impl OutputWriter {
    /// Writes bytes, perhaps only into the buffer.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.lock().get_or_insert_with(open).write_all(bytes)
    }

    /// Writes what is buffered.
    pub(super) fn flush(&self) -> io::Result<()> {
        self.lock().as_mut().map_or(Ok(()), |writer| writer.flush())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Write + Send>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Standard output itself, without the lock and the buffer of the standard library.
fn open() -> Box<dyn Write + Send> {
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
