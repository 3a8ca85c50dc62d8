//! Strings, integers, booleans.
//! See docs/language/contracts.md#scalar-contracts.

use num_traits::{FromPrimitive, ToPrimitive};

use super::known::violates;
use super::path::Path;
use super::{Around, violation};
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::number;

pub(super) fn string(value: Value, around: Around<'_>, path: &Path<'_>) -> Outcome<Value> {
    if around.strict {
        return Err(violation(
            "must be a string",
            violates(&value, "string", around),
            &value,
            around,
            path,
        ));
    }
    match value {
        Value::Int(n) => Ok(Value::string(n.to_string())),
        Value::Big(n) => Ok(Value::string(n.to_string())),
        Value::Bool(b) => Ok(Value::str(if b.get() { "True" } else { "False" })),
        Value::Object(object) => Ok(Value::str(&object.id())),
        Value::Missing => Ok(Value::Null),
        other => {
            let known = violates(&other, "string", around);
            Err(violation("must be a string", known, &other, around, path))
        }
    }
}

pub(super) fn int(value: Value, around: Around<'_>, path: &Path<'_>) -> Outcome<Value> {
    let wrong = |found: &Value| {
        violation("must be an integer", violates(found, "int", around), found, around, path)
    };
    if around.strict {
        return Err(wrong(&value));
    }
    match &value {
        Value::Bool(b) => Ok(Value::Int(i64::from(b.get()))),
        Value::Float(f) if f.get().is_finite() => match f.get().trunc().to_i64() {
            Some(n) => Ok(Value::Int(n)),
            None => num_bigint::BigInt::from_f64(f.get().trunc())
                .map(Value::big)
                .ok_or_else(|| wrong(&value)),
        },
        Value::Str(text) => number::parse::int(text.as_str())
            .map_err(|_| wrong(&value).hint("a numeric string such as '80' would convert")),
        Value::Missing => Ok(Value::Null),
        _ => Err(wrong(&value)),
    }
}

pub(super) fn bool(value: Value, around: Around<'_>, path: &Path<'_>) -> Outcome<Value> {
    if around.strict {
        return Err(violation(
            "must be a boolean",
            violates(&value, "bool", around),
            &value,
            around,
            path,
        ));
    }
    if value.is_missing() {
        return Ok(Value::Null);
    }
    Ok(Value::bool(value.truth()))
}
