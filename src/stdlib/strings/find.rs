//! Substrings and their positions.

use super::position::{byte_at, slice_bounds};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::stdlib::arguments::{int, items, text};

/// Which occurrence is wanted.
#[derive(Clone, Copy)]
enum Occurrence {
    First,
    Last,
}

const SUBSTRING: Builtin = Builtin {
    signature: "method substring(string: str, start: int, length: int = -1)",
    doc: "Returns the part that begins at an index; a negative index counts from the end.",
    examples: &[("'harbour'.substring(3)", "'bour'"), ("'harbour'.substring(-4, 2)", "'bo'")],
    run: substring,
};

pub(crate) fn substring(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (whole, len, ascii) = measured(&args[0]);
    let total = i64::try_from(len).unwrap_or(i64::MAX);
    let length = if int(&args[2]) < 0 { total } else { int(&args[2]) };
    let start = if int(&args[1]) < 0 { int(&args[1]).saturating_add(total) } else { int(&args[1]) };
    let (start, end) = slice_bounds(len, start, start.saturating_add(length));
    let (start, end) = (byte_at(whole, ascii, start), byte_at(whole, ascii, end));
    Ok(Value::str(&whole[start..end]))
}

const INDEX_OF: Builtin = Builtin {
    signature: "method indexOf(string: str, sub: str, start: int = 0)",
    doc: "Returns the index of the first occurrence at or after `start`, or -1.",
    examples: &[("'banana'.indexOf('an')", "1"), ("'banana'.indexOf('an', 2)", "3")],
    run: index_of,
};

fn index_of(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(position(&args[0], text(&args[1]), int(&args[2]), i64::MAX, Occurrence::First))
}

const INDEX_OF_IN: Builtin = Builtin {
    signature: "method indexOf(string: str, sub: str, start: int, length: int)",
    doc: "Returns the index of the first occurrence within a window, or -1.",
    examples: &[("'banana'.indexOf('na', 0, 3)", "-1")],
    run: index_of_in,
};

fn index_of_in(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (start, end) = window(args);
    Ok(position(&args[0], text(&args[1]), start, end, Occurrence::First))
}

const LAST_INDEX_OF: Builtin = Builtin {
    signature: "method lastIndexOf(string: str, sub: str, start: int = 0)",
    doc: "Returns the index of the last occurrence at or after `start`, or -1.",
    examples: &[("'banana'.lastIndexOf('an')", "3")],
    run: last_index_of,
};

fn last_index_of(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(position(&args[0], text(&args[1]), int(&args[2]), i64::MAX, Occurrence::Last))
}

const LAST_INDEX_OF_IN: Builtin = Builtin {
    signature: "method lastIndexOf(string: str, sub: str, start: int, length: int)",
    doc: "Returns the index of the last occurrence within a window, or -1.",
    examples: &[("'banana'.lastIndexOf('an', 0, 4)", "1")],
    run: last_index_of_in,
};

fn last_index_of_in(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (start, end) = window(args);
    Ok(position(&args[0], text(&args[1]), start, end, Occurrence::Last))
}

/// The text, its number of code points, and whether each is one byte.
fn measured(value: &Value) -> (&str, usize, bool) {
    match value {
        Value::Str(s) => (s.as_str(), s.chars(), s.is_ascii()),
        _ => ("", 0, true),
    }
}

/// Start and end of a window, from start and length.
fn window(args: &[Value]) -> (i64, i64) {
    let len = i64::try_from(measured(&args[0]).1).unwrap_or(i64::MAX);
    let start = if int(&args[2]) < 0 { int(&args[2]).saturating_add(len) } else { int(&args[2]) };
    let length = if int(&args[3]) < 0 { len.saturating_sub(start) } else { int(&args[3]) };
    (start, start.saturating_add(length))
}

/// The position of a substring within a window; -1 if there is none.
fn position(whole: &Value, part: &str, start: i64, end: i64, which: Occurrence) -> Value {
    let (whole, len, ascii) = measured(whole);
    let total = i64::try_from(len).unwrap_or(i64::MAX);
    let from = slice_bounds(len, start, i64::MAX).0;
    let to = slice_bounds(len, end, end).0;
    if start > total || from > to {
        return Value::Int(-1);
    }
    let begin = byte_at(whole, ascii, from);
    let inside = &whole[begin..byte_at(whole, ascii, to)];
    let found = match which {
        Occurrence::First => inside.find(part),
        Occurrence::Last => inside.rfind(part),
    };
    let place = found.map(|at| from + if ascii { at } else { inside[..at].chars().count() });
    Value::Int(place.map_or(-1, |place| i64::try_from(place).unwrap_or(-1)))
}

const TO_CHAR_ARRAY: Builtin = Builtin {
    signature: "method toCharArray(string: str)",
    doc: "Returns a list of the code points.",
    examples: &[("'añ'.toCharArray()", "['a', 'ñ']")],
    run: to_char_array,
};

fn to_char_array(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let one = |c: char| Value::string(c.to_string());
    Ok(Value::list(text(&args[0]).chars().map(one).collect()))
}

const STARTS_WITH: Builtin = Builtin {
    signature: "method startsWith(string: str, *prefixes: str)",
    doc: "Returns whether the string begins with any of the prefixes.",
    examples: &[("'nginx'.startsWith('a', 'ng')", "true")],
    run: starts_with,
};

fn starts_with(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let whole = text(&args[0]);
    Ok(Value::bool(items(&args[1]).iter().any(|prefix| whole.starts_with(text(prefix)))))
}

const ENDS_WITH: Builtin = Builtin {
    signature: "method endsWith(string: str, *suffixes: str)",
    doc: "Returns whether the string ends with any of the suffixes.",
    examples: &[("'a.yaml'.endsWith('.yml', '.yaml')", "true")],
    run: ends_with,
};

fn ends_with(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let whole = text(&args[0]);
    Ok(Value::bool(items(&args[1]).iter().any(|suffix| whole.ends_with(text(suffix)))))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    SUBSTRING,
    INDEX_OF,
    INDEX_OF_IN,
    LAST_INDEX_OF,
    LAST_INDEX_OF_IN,
    TO_CHAR_ARRAY,
    STARTS_WITH,
    ENDS_WITH,
];
