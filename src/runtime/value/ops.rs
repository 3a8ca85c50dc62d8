//! Operators: functions on pairs of values, which the machine calls directly.
//!
//! Small integers go first; what no operator is defined for is a `NoMatchingFunctionException` whose message says why.
//! Boolean operands never match: `true + 1` is refused.

mod access;
mod arithmetic;
mod compare;
mod contain;
mod mismatch;

pub(crate) use self::access::{index, is_moment_attribute, moment_attribute};
pub(crate) use self::arithmetic::{div, modulo, mul, neg, plus, sub};
pub(crate) use self::compare::{greater, greater_equal, less, less_equal, order};
pub(crate) use self::contain::{found_or_key, matches};
pub(crate) use self::mismatch::{mismatch, refuse_view};
