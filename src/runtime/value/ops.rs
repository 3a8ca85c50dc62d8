//! Operators: functions on pairs of values, which the machine calls directly.
//!
//! Small integers come first. An operator that is not defined for its operands is a
//! `NoMatchingFunctionException` whose message says why. Operators are not defined for
//! booleans: `true + 1` is an error.

mod access;
mod arithmetic;
mod compare;
mod contain;
mod mismatch;

pub(crate) use self::access::{index, is_moment_attribute, moment_attribute, no_item};
pub(crate) use self::arithmetic::{div, modulo, mul, neg, plus, sub};
pub(crate) use self::compare::{greater, greater_equal, less, less_equal, order};
pub(crate) use self::contain::{found_or_key, matches};
pub(crate) use self::mismatch::{mismatch, refuse_view};
