//! Reads the files of a `DockerContainer`: contents, perhaps with permissions.

use std::rc::Rc;

use crate::engine::FileContent;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::repr;

use super::exception::bad_property;
use super::read;

/// Permission bits of files that state none.
const DEFAULT_MODE: u32 = 0o644;
/// The greatest permission bits, without set-user-id and its like.
const ALL_MODES: u32 = 0o777;

/// Reads the property `files`.
pub(super) fn read(object: &Rc<Object>) -> Outcome<Vec<FileContent>> {
    let entries = read::entries(&object.declared("files")).into_iter();
    entries.map(|(path, value)| file(object, path, &value)).collect()
}

fn file(object: &Rc<Object>, path: String, value: &Value) -> Outcome<FileContent> {
    let wrong = |reason: &str| bad_property(object, &format!("files['{path}']"), reason);
    let (content, mode) = match value {
        Value::Dict(dict) => (content(dict.get_str("content")), mode(dict).map_err(wrong)?),
        other => (content(Some(other)), DEFAULT_MODE),
    };
    let content = content.ok_or_else(|| {
        wrong("expected the content as a string, or a dictionary of `content` and `mode`")
    })?;
    Ok(FileContent { path, content: content.into_bytes(), mode })
}

/// The content: a string, or a scalar as a `string` contract converts it.
fn content(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Str(text) => Some(text.as_str().to_owned()),
        Value::Null | Value::Missing => None,
        scalar @ (Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Big(_)) => {
            repr::text(scalar).ok()
        }
        _ => None,
    }
}

/// The permission bits of an entry. Only octal digits in a string are unmistakable: YAML reads `0600` as 384 or as 600.
fn mode(entry: &Dict) -> Result<u32, &'static str> {
    let known = |key: &Value| matches!(key.as_str(), Some("content" | "mode"));
    if !entry.keys().all(known) {
        return Err("a file may only have `content` and `mode`");
    }
    let digits = match entry.get_str("mode") {
        None | Some(Value::Null | Value::Missing) => return Ok(DEFAULT_MODE),
        Some(mode) => mode.as_str(),
    };
    let parsed =
        digits.and_then(|digits| u32::from_str_radix(digits.trim_start_matches("0o"), 8).ok());
    parsed
        .filter(|mode| *mode <= ALL_MODES)
        .ok_or("`mode` must be a string of octal digits, such as '0600'")
}
