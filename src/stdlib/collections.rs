//! Lists, dictionaries, sets. Functions that change a copy work in place if nobody else holds
//! the argument.

mod dicts;
mod lists;
mod merge;
mod sets;
mod splice;

use crate::runtime::machine::native::Builtin;

/// The tables of functions, by topic.
pub(super) const FUNCTIONS: &[&[Builtin]] =
    &[lists::FUNCTIONS, dicts::FUNCTIONS, merge::FUNCTIONS, sets::FUNCTIONS];
