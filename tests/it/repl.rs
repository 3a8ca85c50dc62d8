#![expect(clippy::disallowed_methods, reason = "tests read and write files")]
//! The REPL: through a real pseudo-terminal, in which text is typed one character after another, and through a pipe.
//!
//! The points of issue 14: `typing` (multi-line typing, pastes, history, hints), `completion` (names, arguments and keys, signatures),
//! `explanations` (documentation, inspection), `values` (earlier values, printing), `errors` (errors, bindings after errors,
//! interrupt, redefinition), `sessions` (start-up and editor, save, time), `project` (project commands, deployment), `screen` (live
//! progress).

mod completion;
mod errors;
mod explanations;
mod guide;
mod piped;
mod project;
mod screen;
mod sessions;
mod terminal;
mod typing;
mod values;
