//! Strings as sequences of code points.

mod case;
pub(super) mod find;
pub(super) mod format;
mod occurrences;
pub(super) mod position;
mod replace;
mod split;

use crate::runtime::machine::native::Builtin;

/// The tables of functions, by topic.
pub(super) const FUNCTIONS: &[&[Builtin]] =
    &[case::FUNCTIONS, find::FUNCTIONS, replace::FUNCTIONS, split::FUNCTIONS];
