//! Which kind of data a text is: by the name of its file, else by looking.

use std::path::Path;

use super::{BadData, Notation, json, yaml};
use crate::runtime::value::Value;

/// A kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One JSON document.
    Json,
    /// A JSON document on each line: a list of them.
    JsonLines,
    /// YAML; of several documents, a list.
    Yaml,
}

impl Kind {
    /// By the ending of a file's name.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*ending {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// Reads data of a kind, or of the kind it looks like.
///
/// # Errors
/// When it is not of that kind.
pub fn read(text: &str, kind: Option<Kind>) -> Result<Value, BadData> {
    match kind {
        Some(Kind::Json) => json::text(text, Notation::Plain),
        Some(Kind::JsonLines) => json::lines(text),
        Some(Kind::Yaml) => yaml::text(text),
        None => looked_at(text),
    }
}

fn looked_at(text: &str) -> Result<Value, BadData> {
    let as_json = match json::text(text, Notation::Plain) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Ok(several) = json::lines(text) {
        return Ok(several);
    }
    // YAML reads `{"a": }` as a null; who writes quoted keys means JSON and wants to know of the mistake.
    if text.trim_start().starts_with("{\"") {
        return Err(as_json);
    }
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    yaml::text(text).map_err(|error| if looks_like_json { as_json } else { error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::value::notation::notation;

    fn seen(text: &str) -> String {
        notation(&read(text, None).unwrap())
    }

    #[test]
    fn kinds_are_recognised() {
        assert_eq!(seen("[1, 2]"), "[1, 2]");
        assert_eq!(seen("{\"a\": 1}\n{\"a\": 2}\n"), "[{a: 1}, {a: 2}]");
        assert_eq!(seen("a: 1\nb: [x, y]\n"), "{a: 1, b: ['x', 'y']}");
        assert_eq!(seen("{a: 1}"), "{a: 1}");
        assert_eq!(seen("--- 1\n--- 2\n"), "[1, 2]");
        assert_eq!(Kind::of_path(Path::new("x.YML")), Some(Kind::Yaml));
    }

    #[test]
    fn mistakes_have_a_place() {
        let error = read("{\"a\": 1,\n \"b\": }", None).err().unwrap();
        assert_eq!((error.line, error.column), (2, 7), "{error:?}");
        let error = read("a: 1\nb: [", Some(Kind::Yaml)).err().unwrap();
        assert!(error.line >= 2, "{error:?}");
    }
}
