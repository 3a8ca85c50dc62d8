//! Literals of compiled code as values.

use num_bigint::BigInt;

use crate::compile::ir::Const;
use crate::runtime::value::Value;

/// A literal as a value.
#[must_use]
pub(crate) fn literal(constant: &Const) -> Value {
    match constant {
        Const::Null | Const::Class(_) => Value::Null,
        Const::Bool(b) => Value::bool(*b),
        Const::Int(n) => Value::Int(*n),
        Const::Big(digits) => digits.parse::<BigInt>().map_or(Value::Null, Value::big),
        Const::Float(f) => Value::float(*f),
        Const::Str(text) => Value::str(text),
        Const::List(items) => Value::list(items.iter().map(literal).collect()),
    }
}
