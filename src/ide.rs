//! Answers for editors as plain data: symbols, completion, hover, definition, rename, hints. No protocol is known here.
//!
//! An [`analysis::Analysis`] is a program that was parsed, declared and checked, with errors or without. The other modules answer
//! one kind of question each about it, at an offset of its text or for the whole of it. The language server and the REPL show the
//! answers.

pub(crate) use crate::syntax::print::format;
pub(crate) use crate::syntax::tokens;

pub(crate) mod analysis;
pub(crate) mod completion;
pub(crate) mod cursor;
pub(crate) mod fixes;
pub(crate) mod highlights;
pub(crate) mod hints;
pub(crate) mod hover;
pub(crate) mod language;
pub(crate) mod lenses;
pub(crate) mod model_tree;
pub(crate) mod navigation;
pub(crate) mod occurrences;
pub(crate) mod outline;
pub(crate) mod reference;
pub(crate) mod signatures;
pub(crate) mod symbols;
pub(crate) mod yaml;
