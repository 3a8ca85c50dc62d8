//! The streams of a command in a container: input, output, terminal size.

use std::fmt;

use futures_util::stream::BoxStream;

use super::LogChunk;

/// The caller's ends of a command's streams.
pub(crate) struct ExecAttachment {
    /// Its standard input, in chunks of any size; it ends with the stream. `None`: it has no input.
    pub input: Option<BoxStream<'static, Vec<u8>>>,
    /// Receives its output as it comes. With a terminal, all of it comes as standard output.
    pub output: Box<dyn FnMut(LogChunk) + Send>,
    /// The sizes of its terminal: the first at once, another one after each change. `None`: it has no terminal.
    pub terminal: Option<BoxStream<'static, TerminalSize>>,
}

/// The size of a terminal in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TerminalSize {
    /// Characters in a line.
    pub columns: u16,
    /// Lines.
    pub rows: u16,
}

impl fmt::Debug for ExecAttachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = f.debug_struct("ExecAttachment");
        parts.field("input", &self.input.is_some());
        parts.field("terminal", &self.terminal.is_some());
        parts.finish_non_exhaustive()
    }
}
