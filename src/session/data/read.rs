//! Converts JSON trees to values.

use std::rc::Rc;

use num_bigint::BigInt;
use serde_json::{Map, Number, Value as Json};

use super::notation::{LONG, Notation};
use crate::runtime::value::Value;
use crate::runtime::value::extended::{Moment, TimeSpan};
use crate::runtime::value::set::Set;

/// Resolves markers beyond plain data: called with the marker and the whole object.
pub(crate) type Marks<'m> = dyn Fn(&str, &Map<String, Json>) -> Option<Result<Value, String>> + 'm;

/// Converts a JSON document to a value.
///
/// # Errors
/// An object with a marker does not have the form that the marker demands.
pub(crate) fn from_json(json: &Json, notation: Notation) -> Result<Value, String> {
    JsonReader { notation, marks: &|_, _| None }.value(json)
}

/// Converts a JSON document with markers, of which `marks` resolves those beyond plain data.
///
/// # Errors
/// As [`from_json`].
pub(crate) fn from_json_with(json: &Json, marks: &Marks<'_>) -> Result<Value, String> {
    JsonReader { notation: Notation::Exact, marks }.value(json)
}

/// The conversion of one document.
struct JsonReader<'m> {
    notation: Notation,
    marks: &'m Marks<'m>,
}

impl JsonReader<'_> {
    fn value(&self, json: &Json) -> Result<Value, String> {
        Ok(match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::bool(*b),
            Json::Number(n) => number(n),
            Json::String(s) => Value::str(s),
            Json::Array(items) => Value::list(self.several(items)?),
            Json::Object(fields) => self.object(fields)?,
        })
    }

    fn several<T: FromIterator<Value>>(&self, items: &[Json]) -> Result<T, String> {
        items.iter().map(|item| self.value(item)).collect()
    }

    fn object(&self, fields: &Map<String, Json>) -> Result<Value, String> {
        if let Some(digits) = fields.get(LONG) {
            return integer(digits);
        }
        if self.notation == Notation::Exact
            && let Some((key, inside)) = fields.iter().find(|(key, _)| key.starts_with('$'))
        {
            return self.marked(key, inside, fields);
        }
        let entry = |(key, value): (&String, &Json)| Ok((Value::str(key), self.value(value)?));
        Ok(Value::dict(fields.iter().map(entry).collect::<Result<_, String>>()?))
    }

    fn marked(
        &self,
        mark: &str,
        inside: &Json,
        fields: &Map<String, Json>,
    ) -> Result<Value, String> {
        // Markers of the caller come first, since they may extend the ones below. A marker
        // stands alone in its object, or the object would be ambiguous. The rows are the
        // inverse of `write.rs`.
        if let Some(found) = (self.marks)(mark, fields) {
            return found;
        }
        if fields.len() > 1 {
            return Err(format!("`{mark}` must be the only key of its object"));
        }
        let items = || inside.as_array().ok_or_else(|| format!("`{mark}` needs an array"));
        match mark {
            "$int" => integer(inside),
            "$float" => match inside.as_str() {
                Some("nan") => Ok(Value::float(f64::NAN)),
                Some("inf") => Ok(Value::float(f64::INFINITY)),
                Some("-inf") => Ok(Value::float(f64::NEG_INFINITY)),
                _ => Err("`$float` is \"nan\", \"inf\" or \"-inf\"".into()),
            },
            "$set" => Ok(Value::Set(Rc::new(self.several::<Set>(items()?)?))),
            "$dict" => {
                let pairs = items()?.iter().map(|pair| self.pair(pair));
                Ok(Value::dict(pairs.collect::<Result<_, String>>()?))
            }
            "$datetime" => {
                let text = inside.as_str().ok_or("`$datetime` needs a string")?;
                moment(text)
                    .ok_or_else(|| format!("`{text}` is not a date and time with an offset"))
            }
            "$timespan" => {
                let span = TimeSpan::new(microseconds(inside)?).map_err(|fault| fault.text())?;
                Ok(Value::time_span(span))
            }
            _ => Err(format!("`{mark}` is not a marker that can be read here")),
        }
    }

    fn pair(&self, pair: &Json) -> Result<(Value, Value), String> {
        match pair.as_array().map(Vec::as_slice) {
            Some([key, value]) => Ok((self.value(key)?, self.value(value)?)),
            _ => Err("`$dict` needs pairs of a key and a value".into()),
        }
    }
}

/// Whole microseconds; more than 64 bits are written as `$int`.
fn microseconds(json: &Json) -> Result<i128, String> {
    let long = || json.get("$int")?.as_str()?.parse().ok();
    let micros = json.as_i64().map(i128::from).or_else(long);
    micros.ok_or_else(|| "`$timespan` needs microseconds".to_owned())
}

fn number(number: &Number) -> Value {
    match (number.as_i64(), number.as_u64()) {
        (Some(small), _) => Value::Int(small),
        (None, Some(large)) => Value::big(large.into()),
        (None, None) => Value::float(number.as_f64().unwrap_or(f64::NAN)),
    }
}

fn integer(digits: &Json) -> Result<Value, String> {
    let digits = digits.as_str().and_then(|text| text.parse::<BigInt>().ok());
    digits.map(Value::big).ok_or_else(|| "`$int` needs digits".into())
}

/// Parses a date and time in the notation of RFC 3339.
fn moment(text: &str) -> Option<Value> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    let offset = jiff::fmt::temporal::Pieces::parse(text).ok()?.to_numeric_offset();
    let seconds = offset.map_or(0, |offset| i128::from(offset.seconds()));
    let offset = TimeSpan::new(seconds * 1_000_000).ok()?;
    Moment::from_instant(instant.as_microsecond().into(), offset)
        .and_then(Moment::checked)
        .ok()
        .map(Value::moment)
}
