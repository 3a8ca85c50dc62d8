//! The conversation: `murano repl`.

use std::path::PathBuf;

/// How a conversation begins.
#[derive(Debug, Clone, Default)]
pub struct ReplOptions {
    /// A file to begin with.
    pub file: Option<PathBuf>,
    /// No welcome.
    pub quiet: bool,
}

/// Converses.
#[must_use]
pub fn run(_: ReplOptions) -> u8 {
    1
}
