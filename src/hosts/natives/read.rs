//! Converts the language's values to plain data. Contracts were applied before; what they leave open is checked here.

use std::rc::Rc;
use std::time::Duration;

use crate::hosts::endpoints::{Endpoint, protocol_of};
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::repr;

use super::exception::bad_property;

/// A string; `None` for every other value.
pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A property that is a string.
pub(super) fn property_text(object: &Rc<Object>, name: &str) -> Option<String> {
    text(&object.declared(name))
}

/// A property that is a string and not empty.
pub(super) fn filled(object: &Rc<Object>, name: &str) -> Option<String> {
    property_text(object, name).filter(|text| !text.is_empty())
}

/// Whether a property is true.
pub(super) fn flag(object: &Rc<Object>, name: &str) -> bool {
    object.declared(name).is_true()
}

/// A property that is a list of strings, numbers and booleans, as strings.
pub(super) fn texts(object: &Rc<Object>, name: &str) -> Vec<String> {
    list(&object.declared(name)).iter().filter_map(scalar).collect()
}

/// A string, a number or a boolean as `str` prints it; `None` for every other value.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Str(_) | Value::Int(_) | Value::Big(_) | Value::Float(_) | Value::Bool(_) => {
            repr::text(value).ok()
        }
        _ => None,
    }
}

/// The items of a list.
pub(super) fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::List(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

/// The entries of a dictionary whose keys are strings.
pub(super) fn entries(value: &Value) -> Vec<(String, Value)> {
    let Value::Dict(dict) = value else { return Vec::new() };
    dict.iter().filter_map(|(key, value)| Some((text(key)?, value.clone()))).collect()
}

/// The entries of a dictionary of strings, numbers and booleans, as strings.
pub(super) fn pairs(value: &Value) -> Vec<(String, String)> {
    entries(value).into_iter().filter_map(|(key, value)| Some((key, scalar(&value)?))).collect()
}

/// A property that is a duration: seconds, a string as `500ms`, or a time span.
pub(super) fn time(object: &Rc<Object>, name: &str) -> Outcome<Option<Duration>> {
    time_of(&object.declared(name)).map_err(|reason| bad_property(object, name, reason))
}

/// A duration; the error says what is expected.
pub(super) fn time_of(value: &Value) -> Result<Option<Duration>, &'static str> {
    let wrong = "expected a number of seconds, or a duration as '500ms', '10s', '1m30s', '2h'";
    let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| wrong);
    match value {
        Value::Null | Value::Missing => Ok(None),
        Value::Int(n) => seconds(*n as f64),
        Value::Float(n) => seconds(n.get()),
        Value::Str(text) => duration(text.as_str()).map(Some).ok_or(wrong),
        Value::Extended(other) => match &**other {
            Extended::TimeSpan(span) => seconds(span.micros() as f64 / 1e6),
            _ => Err(wrong),
        },
        _ => Err(wrong),
    }
}

/// The units of durations in seconds, as Docker writes them.
const TIME_UNITS: [(&str, f64); 7] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];

/// Parses `500ms`, `1.5m`, `1h30m` and other sums of numbers with units, or a bare number of seconds.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if let Ok(seconds) = rest.parse::<f64>() {
        // Other spellings of floats are for programs, not for durations.
        let plain = rest.chars().all(|c| c.is_ascii_digit() || c == '.');
        return plain.then(|| Duration::try_from_secs_f64(seconds).ok()).flatten();
    }
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        let after = rest[digits..].trim_start();
        let unit = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (_, factor) = TIME_UNITS.iter().find(|(name, _)| *name == &after[..unit])?;
        seconds += number * factor;
        rest = after[unit..].trim_start();
    }
    if text.trim().is_empty() { None } else { Duration::try_from_secs_f64(seconds).ok() }
}

/// A property that is a number of bytes, or a string as `512m`.
pub(super) fn bytes(object: &Rc<Object>, name: &str) -> Outcome<Option<u64>> {
    bytes_of(&object.declared(name)).map_err(|reason| bad_property(object, name, reason))
}

/// A number of bytes; the error says what is expected.
pub(super) fn bytes_of(value: &Value) -> Result<Option<u64>, &'static str> {
    let wrong = "expected a number of bytes, or a size as '512m', '2g'";
    match value {
        Value::Null | Value::Missing => Ok(None),
        Value::Int(n) => u64::try_from(*n).map(Some).map_err(|_| wrong),
        Value::Float(n) if n.get() >= 0.0 && n.get() < MOST_BYTES => Ok(Some(n.get() as u64)),
        Value::Str(text) => size(text.as_str()).map(Some).ok_or(wrong),
        _ => Err(wrong),
    }
}

/// More bytes than any machine has; below it a float is a whole number of bytes in 64 bits.
const MOST_BYTES: f64 = 9e18;

/// Parses `512m`, `1.5g`, `64 KiB`, or a bare number of bytes; units are powers of 1024, as Docker's.
fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = &text[..digits];
    let shift = match text[digits..].trim() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return None,
    };
    if let Ok(whole) = number.parse::<u64>() {
        return whole.checked_mul(1 << shift);
    }
    let bytes = number.parse::<f64>().ok()? * (1_u64 << shift) as f64;
    (bytes < MOST_BYTES).then_some(bytes as u64)
}

/// A property that is a number.
pub(super) fn number(object: &Rc<Object>, name: &str) -> Outcome<Option<f64>> {
    number_of(&object.declared(name)).map_err(|reason| bad_property(object, name, reason))
}

/// A number, or a string that is one; the error says what is expected.
pub(super) fn number_of(value: &Value) -> Result<Option<f64>, &'static str> {
    match value {
        Value::Null | Value::Missing => Ok(None),
        Value::Int(n) => Ok(Some(*n as f64)),
        Value::Float(n) => Ok(Some(n.get())),
        Value::Str(text) => text.as_str().trim().parse().map(Some).map_err(|_| "expected a number"),
        _ => Err("expected a number"),
    }
}

/// Reads endpoints from dictionaries, which any host class may have built; invalid ones are left out.
pub(super) fn endpoints(value: Option<&Value>) -> Vec<Endpoint> {
    value.map(list).unwrap_or_default().iter().filter_map(endpoint).collect()
}

fn endpoint(value: &Value) -> Option<Endpoint> {
    let Value::Dict(dict) = value else { return None };
    let word = |key: &str| dict.get_str(key).and_then(text);
    Some(Endpoint {
        address: word("address")?,
        port: port(dict, "port")?,
        scope: word("scope")?.parse().ok()?,
        port_scope: word("portScope")?.parse().ok()?,
        container_port: port(dict, "containerPort")?,
        protocol: protocol_of(&word("protocol")?)?,
        application_name: word("applicationName").unwrap_or_default(),
    })
}

fn port(dict: &Rc<Dict>, key: &str) -> Option<u16> {
    match dict.get_str(key)? {
        Value::Int(n) => u16::try_from(*n).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_parsed() {
        let times =
            [("500ms", 500), ("10s", 10_000), ("1.5m", 90_000), ("2", 2000), ("1h", 3_600_000)];
        for (text, milliseconds) in times {
            assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        let sums =
            [("1m30s", 90_000), ("1h2m3s", 3_723_000), ("1s500ms", 1500), ("1h 30m", 5_400_000)];
        for (text, milliseconds) in sums {
            assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        assert_eq!(duration("250us"), Some(Duration::from_micros(250)));
        assert_eq!(duration("1µs5ns"), Some(Duration::from_nanos(1005)));
        for text in ["", "ms", "10 parsecs", "-1s", "1e3", "1m30", "30s1", "1..5s", "inf", "1m-30s"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
        let sizes = [("512m", 512 << 20), ("2g", 2 << 30), ("1024", 1024), ("64 KiB", 64 << 10)];
        for (text, bytes) in sizes {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        let more = [
            ("1.5g", 3 << 29),
            ("0.5m", 1 << 19),
            ("1 TB", 1 << 40),
            ("64MB", 64 << 20),
            ("9b", 9),
        ];
        for (text, bytes) in more {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "m", ".", "1.2.3g", "1e3", "-1m", "99999999999999999999", "99999999999g"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
