//! Lists, dictionaries, sets. Changed copies are made in place where nobody else holds the original.

mod dicts;
mod lists;
mod merge;
mod sets;
mod splice;

use crate::runtime::machine::native::Builtin;

/// The tables.
pub(super) const FUNCTIONS: &[&[Builtin]] =
    &[lists::FUNCTIONS, dicts::FUNCTIONS, merge::FUNCTIONS, sets::FUNCTIONS];
