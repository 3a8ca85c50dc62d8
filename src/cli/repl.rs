//! The conversation: `murano repl`.
