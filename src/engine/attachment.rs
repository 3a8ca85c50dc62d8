//! What connects a command in a container with whoever started it: what it reads, what it writes, its terminal.

use std::fmt;

use tokio::sync::{mpsc, watch};

use super::LogChunk;

/// The two ends of a command's streams that are ours.
pub struct Attachment {
    /// What it reads, in pieces of any size; its input ends when the sender is gone. `None`: it has no input.
    pub input: Option<mpsc::Receiver<Vec<u8>>>,
    /// Who gets what it writes, as it comes. Of a command with a terminal all of it comes as standard output.
    pub output: Box<dyn FnMut(LogChunk) + Send>,
    /// It has a terminal, of this size, which may change.
    pub terminal: Option<watch::Receiver<TerminalSize>>,
}

/// The size of a terminal in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    /// Characters in a line.
    pub columns: u16,
    /// Lines.
    pub rows: u16,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = f.debug_struct("Attachment");
        parts.field("input", &self.input.is_some());
        parts.field("terminal", &self.terminal.as_ref().map(|size| *size.borrow()));
        parts.finish_non_exhaustive()
    }
}
