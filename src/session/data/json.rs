//! JSON: parsed to values, or to trees of `serde_json` for messages whose objects have markers.
//!
//! `serde_json` knows integers of 64 bits only, so longer ones are marked before it parses the
//! text.

mod parser;

use serde_json::Value as Json;

use super::notation::{DataError, Notation};
use super::read::from_json;
use crate::diag::json_problem::json_mistake;
use crate::runtime::value::Value;

/// Integers with up to this many digits always fit.
const LONGEST_SAFE: usize = 18;

/// Parses one document.
///
/// # Errors
/// The text is not JSON, or a marker is malformed.
pub(crate) fn text(text: &str, notation: Notation) -> Result<Value, DataError> {
    match notation {
        Notation::Plain => parser::document(without_bom(text)),
        Notation::Exact => {
            let json = parse(text)?;
            from_json(&json, notation).map_err(|message| DataError { message, line: 1, column: 1 })
        }
    }
}

/// Parses documents that follow one another: a single one is itself, several are a list.
pub(super) fn documents(text: &str) -> Result<Value, DataError> {
    let text = without_bom(text);
    let mut values = parser::documents(text)?;
    match values.len() {
        // An empty text is an error, which the parser of a single document reports.
        0 => parser::document(text),
        1 => Ok(values.pop().unwrap_or_default()),
        _ => Ok(Value::list(values)),
    }
}

/// Parses a document on each line; empty lines are left out.
pub(super) fn lines(text: &str) -> Result<Value, DataError> {
    let mut items = Vec::new();
    for (number, line) in text.lines().enumerate() {
        // Files that were joined keep the byte order mark of each.
        let line = without_bom(line);
        if line.trim().is_empty() {
            continue;
        }
        let item = parser::document(line);
        items.push(item.map_err(|error| DataError { line: number + 1, ..error })?);
    }
    Ok(Value::list(items))
}

/// Returns a text without the byte order mark that it may begin with.
pub(super) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Parses a document into a tree whose long integers are marked objects, which [`from_json`] knows.
///
/// # Errors
/// The text is not JSON, or nested more deeply than `serde_json` allows.
pub(crate) fn parse(text: &str) -> Result<Json, DataError> {
    let text = without_bom(text);
    let marked = marked(text);
    let found = serde_json::from_str(marked.as_deref().unwrap_or(text));
    // The markers move columns: parsing the original text makes the same error at the right
    // position.
    let found = match (found, marked) {
        (Err(_), Some(_)) => serde_json::from_str(text),
        (found, _) => found,
    };
    found.map_err(|error| DataError {
        message: json_mistake(&error),
        line: error.line(),
        column: error.column(),
    })
}

/// Marks the long integers in a text; `None` if it has none.
fn marked(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for (start, end) in long_integers(text) {
        out += &text[copied..start];
        out += &format!("{{\"\\u0000integer\":\"{}\"}}", &text[start..end]);
        copied = end;
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// The ranges of long integers, outside of strings.
fn long_integers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'"' => end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let end = end_of_number(bytes, at);
                let digits = &bytes[at..end];
                let plain = digits.iter().skip(1).all(u8::is_ascii_digit);
                let zero = digits.strip_prefix(b"-").unwrap_or(digits).first() == Some(&b'0');
                if plain && !zero && digits.len() > LONGEST_SAFE {
                    found.push((at, end));
                }
                end
            }
            _ => at + 1,
        };
    }
    found
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let part = |b: &&u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
    start + bytes[start..].iter().take_while(part).count()
}
