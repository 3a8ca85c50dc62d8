//! Which kind of data a text is: by the name of its file, else by looking.

use std::path::Path;

use super::yaml::Schema;
use super::{BadData, json, yaml};
use crate::runtime::value::Value;

/// A kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// JSON; of several documents that follow one another, a list.
    Json,
    /// A JSON document on each line: a list of them.
    JsonLines,
    /// YAML 1.2; of several documents, a list.
    Yaml,
    /// The same with the scalars of YAML 1.1, as packages write it: `yes`, `0x1F`, `010`, `12:30`. Dates stay strings.
    Yaml11,
}

impl Kind {
    /// By the ending of a file's name.
    #[must_use]
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
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
pub(crate) fn read(text: &str, kind: Option<Kind>) -> Result<Value, BadData> {
    match kind {
        Some(Kind::Json) => json::documents(text),
        Some(Kind::JsonLines) => json::lines(text),
        Some(Kind::Yaml) => yaml::text(text, Schema::Core),
        Some(Kind::Yaml11) => yaml::text(text, Schema::Version11),
        None => detect(text),
    }
}

/// Tries JSON first: YAML would accept nearly every text.
fn detect(text: &str) -> Result<Value, BadData> {
    let as_json = match json::documents(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // YAML reads `{"a": }` as a null, and duplicate or deep JSON in its own way: quoted keys are JSON's.
    let start = json::without_bom(text).trim_start();
    if start.starts_with("{\"") || start.starts_with("[{\"") {
        return Err(as_json);
    }
    yaml::text(text, Schema::Core)
        .map_err(|error| if start.starts_with(['{', '[']) { as_json } else { error })
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
