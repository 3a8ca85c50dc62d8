//! JSON as values.

use std::rc::Rc;

use num_bigint::BigInt;
use serde_json::{Map, Number, Value as Json};

use super::Notation;
use super::json::LONG;
use crate::runtime::other::{Moment, TimeSpan};
use crate::runtime::set::Set;
use crate::runtime::value::Value;

/// The value of a JSON document.
///
/// # Errors
/// When something marked with `$` is not what the mark says.
pub fn from_json(json: &Json, notation: Notation) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => number(n),
        Json::String(s) => Value::str(s),
        Json::Array(items) => Value::list(several(items, notation)?),
        Json::Object(fields) => object(fields, notation)?,
    })
}

fn several<T: FromIterator<Value>>(items: &[Json], notation: Notation) -> Result<T, String> {
    items.iter().map(|item| from_json(item, notation)).collect()
}

fn number(number: &Number) -> Value {
    match (number.as_i64(), number.as_u64()) {
        (Some(small), _) => Value::Int(small),
        (None, Some(large)) => Value::big(large.into()),
        (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
    }
}

fn object(fields: &Map<String, Json>, notation: Notation) -> Result<Value, String> {
    let mut entries = fields.iter();
    if let (Some((key, inside)), None) = (entries.next(), entries.next()) {
        if key == LONG {
            return integer(inside);
        }
        if notation == Notation::Exact && key.starts_with('$') {
            return marked(key, inside);
        }
    }
    let entry = |(key, value): (&String, &Json)| Ok((Value::str(key), from_json(value, notation)?));
    Ok(Value::dict(fields.iter().map(entry).collect::<Result<_, String>>()?))
}

fn marked(mark: &str, inside: &Json) -> Result<Value, String> {
    let items = || inside.as_array().ok_or_else(|| format!("`{mark}` needs an array"));
    match mark {
        "$int" => integer(inside),
        "$float" => match inside.as_str() {
            Some("nan") => Ok(Value::Float(f64::NAN)),
            Some("inf") => Ok(Value::Float(f64::INFINITY)),
            Some("-inf") => Ok(Value::Float(f64::NEG_INFINITY)),
            _ => Err("`$float` is \"nan\", \"inf\" or \"-inf\"".into()),
        },
        "$set" => Ok(Value::Set(Rc::new(several::<Set>(items()?, Notation::Exact)?))),
        "$dict" => {
            let pairs = items()?.iter().map(pair).collect::<Result<_, String>>();
            Ok(Value::dict(pairs?))
        }
        "$datetime" => {
            let text = inside.as_str().ok_or("`$datetime` needs a text")?;
            moment(text).ok_or_else(|| format!("`{text}` is no date and time with an offset"))
        }
        "$timespan" => {
            let micros = inside.as_i64().ok_or("`$timespan` needs microseconds")?;
            let span = TimeSpan::new(micros.into()).map_err(|fault| fault.text())?;
            Ok(Value::time_span(span))
        }
        _ => Err(format!("`{mark}` marks nothing that can be read here")),
    }
}

fn pair(pair: &Json) -> Result<(Value, Value), String> {
    match pair.as_array().map(Vec::as_slice) {
        Some([key, value]) => {
            Ok((from_json(key, Notation::Exact)?, from_json(value, Notation::Exact)?))
        }
        _ => Err("`$dict` needs pairs of a key and a value".into()),
    }
}

fn integer(digits: &Json) -> Result<Value, String> {
    let digits = digits.as_str().and_then(|text| text.parse::<BigInt>().ok());
    digits.map(Value::big).ok_or_else(|| "`$int` needs digits".into())
}

/// A date and time as RFC 3339 writes it.
fn moment(text: &str) -> Option<Value> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    let offset = jiff::fmt::temporal::Pieces::parse(text).ok()?.to_numeric_offset();
    let seconds = offset.map_or(0, |offset| i128::from(offset.seconds()));
    let offset = TimeSpan::new(seconds * 1_000_000).ok()?;
    Moment::from_instant(instant.as_microsecond().into(), offset).ok().map(Value::moment)
}
