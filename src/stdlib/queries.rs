//! Queries over collections: lazy where they can be, reading no more than they need.

mod aggregate;
mod divide;
mod filter;
mod generate;
mod group;
mod order;
mod several;

use crate::runtime::machine::native::Builtin;
use crate::runtime::value::Value;

/// The tables.
pub(super) const FUNCTIONS: &[&[Builtin]] = &[
    filter::FUNCTIONS,
    aggregate::FUNCTIONS,
    order::FUNCTIONS,
    group::FUNCTIONS,
    several::FUNCTIONS,
    divide::FUNCTIONS,
    generate::FUNCTIONS,
];

pub(super) use self::aggregate::first;
pub(super) use self::generate::endless;

/// Can its elements be taken one by one, whatever the options say of dictionaries?
pub(super) fn is_collection(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Set(_) | Value::Seq(_))
}
