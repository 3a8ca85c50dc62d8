//! Values as messages show them: short, with their kind.

use crate::runtime::value::Value;
use crate::runtime::value::notation;
use crate::runtime::value::repr;

/// Characters of a value that a message shows.
const MOST: usize = 60;

/// "the string 'http'", "a list of 3", "an object of `Redis`".
#[must_use]
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Missing => "nothing".into(),
        Value::Bool(_) => format!("the boolean {}", text(value)),
        Value::Int(_) | Value::Big(_) => format!("the integer {}", text(value)),
        Value::Float(_) => format!("the float {}", text(value)),
        Value::Str(s) => format!("the string '{}'", shortened(s.as_str())),
        Value::List(items) if items.is_empty() => "an empty list".into(),
        Value::List(items) if items.len() == 1 => "a list of one item".into(),
        Value::List(items) => format!("a list of {} items", items.len()),
        Value::Dict(dict) if dict.is_empty() => "an empty dictionary".into(),
        Value::Dict(dict) => {
            let keys: Vec<String> = dict.keys().take(4).map(text).collect();
            let more = if dict.len() > 4 { ", …" } else { "" };
            {
                let noun = if keys.len() == 1 { "key" } else { "keys" };
                format!("a dictionary with the {noun} {}{more}", keys.join(", "))
            }
        }
        Value::Object(object) => format!("an object of `{}`", object.class.name),
        Value::Type(class) => format!("the class `{}`", class.name),
        other => other.kind().into(),
    }
}

/// "3", "'http'", "[1, 2]", "an object of `Redis`".
#[must_use]
pub(crate) fn short(found: &Value) -> String {
    match found {
        Value::Object(_) | Value::Type(_) => value(found),
        _ => shortened(&notation::notation(found)),
    }
}

fn text(value: &Value) -> String {
    shortened(&repr::text(value).unwrap_or_default())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}
