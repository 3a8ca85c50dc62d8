//! YAQL's functions: one file for each topic, which ends in a table of name, signature, doc
//! line, examples and code.
//!
//! Signatures are parsed when a name is first used, so that starting is fast. The functions
//! work on values and know nothing of the inside of objects.

mod arguments;
mod boolean;
mod branching;
mod collections;
mod common;
mod datetime;
mod hosted;
mod library;
mod math;
mod murano;
mod queries;
mod regex;
mod strings;
mod system;
mod topics;

pub(crate) use self::hosted::Hosted;
pub(crate) use self::library::{Layers, Library};
pub(crate) use self::strings::format::format;
pub(crate) use self::topics::TOPICS;
use crate::compile::signature;
use crate::runtime::machine::native::Builtin;

/// All rows of all tables.
pub(crate) fn functions() -> impl Iterator<Item = &'static Builtin> {
    TOPICS.iter().flat_map(|(_, tables)| tables.iter().flat_map(|table| table.iter()))
}

/// The function with that name among those that MuranoPL adds to YAQL and that need no objects.
pub(crate) fn murano_function(name: &str) -> Option<&'static Builtin> {
    let has_name = |row: &&Builtin| signature::declared_names(row.signature).any(|n| n == name);
    murano::FUNCTIONS.iter().find(has_name)
}
