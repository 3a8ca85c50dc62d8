//! Values in the language's own notation: `[1, 'a']`, `{name: 'x'}`. What `print` and interpolation write.

use std::fmt::Write as _;

use crate::runtime::recursion::PRINTED_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::repr;

/// A value for people: strings as they are, everything else in the language's notation.
#[must_use]
pub(crate) fn display(value: &Value) -> String {
    match value {
        Value::Str(text) => text.as_str().to_owned(),
        other => notation(other),
    }
}

/// A value as a program would write it.
#[must_use]
pub(crate) fn notation(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out
}

/// For people: as `print` writes it.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&display(self))
    }
}

/// As a program would write it.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&notation(self))
    }
}

fn write(out: &mut String, value: &Value, nesting: usize) {
    if nesting > PRINTED_LEVELS {
        return out.push('…');
    }
    // The notation of the language. Objects have none: they show as their class and `name`, as
    // in `<Redis 'cache'>`.
    match value {
        Value::Null | Value::Missing => out.push_str("null"),
        Value::Bool(b) => drop(write!(out, "{}", b.get())),
        Value::Str(text) => quote(out, text.as_str()),
        Value::List(items) => {
            out.push('[');
            list(out, items.iter(), nesting);
            out.push(']');
        }
        Value::Dict(dict) => entries(out, dict, nesting),
        Value::Set(set) => {
            out.push_str("set(");
            list(out, set.iter(), nesting);
            out.push(')');
        }
        Value::Object(object) => {
            let name = object.class.name.rsplit('.').next().unwrap_or("");
            let own = object.declared("name");
            let _ = write!(out, "<{name}");
            if let Some(text) = own.as_str() {
                out.push(' ');
                quote(out, text);
            }
            out.push('>');
        }
        Value::Type(class) => out.push_str(&class.name),
        other => out.push_str(&repr::text(other).unwrap_or_else(|_| other.kind().to_owned())),
    }
}

fn list<'a>(out: &mut String, items: impl Iterator<Item = &'a Value>, nesting: usize) {
    for (n, item) in items.enumerate() {
        out.push_str(if n > 0 { ", " } else { "" });
        write(out, item, nesting + 1);
    }
}

fn entries(out: &mut String, dict: &Dict, nesting: usize) {
    out.push('{');
    for (n, (key, item)) in dict.iter().enumerate() {
        out.push_str(if n > 0 { ", " } else { "" });
        match key {
            Value::Str(name) if is_name(name.as_str()) => out.push_str(name.as_str()),
            Value::Str(_) => write(out, key, nesting + 1),
            _ => {
                out.push('[');
                write(out, key, nesting + 1);
                out.push(']');
            }
        }
        out.push_str(": ");
        write(out, item, nesting + 1);
    }
    out.push('}');
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// A string literal without interpolation.
pub(crate) fn quote(out: &mut String, text: &str) {
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => drop(write!(out, "\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('\'');
}
