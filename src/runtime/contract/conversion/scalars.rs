//! Strings, integers, booleans.
//! See docs/language/contracts.md#scalar-contracts.

use num_traits::{FromPrimitive, ToPrimitive};

use super::compat_message::violates;
use super::path::Path;
use super::{Conversion, violation};
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::number;

pub(super) fn string(value: Value, context: Conversion<'_>, path: &Path<'_>) -> Outcome<Value> {
    if context.strict {
        return Err(violation(
            "must be a string",
            violates(&value, "string", context),
            &value,
            context,
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
            let known = violates(&other, "string", context);
            Err(violation("must be a string", known, &other, context, path))
        }
    }
}

pub(super) fn int(value: Value, context: Conversion<'_>, path: &Path<'_>) -> Outcome<Value> {
    let wrong = |found: &Value| {
        violation("must be an integer", violates(found, "int", context), found, context, path)
    };
    if context.strict {
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

pub(super) fn bool(value: Value, context: Conversion<'_>, path: &Path<'_>) -> Outcome<Value> {
    if context.strict {
        return Err(violation(
            "must be a boolean",
            violates(&value, "bool", context),
            &value,
            context,
            path,
        ));
    }
    if value.is_missing() {
        return Ok(Value::Null);
    }
    Ok(Value::bool(value.truth()))
}
