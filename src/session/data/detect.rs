//! Detects the format of data: by the extension of its file, else by its text.

use std::path::Path;

use super::notation::DataError;
use super::yaml::Schema;
use super::{json, yaml};
use crate::runtime::value::Value;

/// A format of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataFormat {
    /// JSON; of several documents that follow one another, a list.
    Json,
    /// A JSON document on each line: a list of them.
    JsonLines,
    /// YAML 1.2; of several documents, a list.
    Yaml,
    /// The same with the scalars of YAML 1.1, as packages write it: `yes`, `0x1F`, `010`, `12:30`. Dates stay strings.
    Yaml11,
}

impl DataFormat {
    /// The format that the extension of a file implies.
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

/// Parses data of a format; without one, of the format that its text looks like.
///
/// # Errors
/// The data is malformed.
pub(crate) fn read(text: &str, kind: Option<DataFormat>) -> Result<Value, DataError> {
    match kind {
        Some(DataFormat::Json) => json::documents(text),
        Some(DataFormat::JsonLines) => json::lines(text),
        Some(DataFormat::Yaml) => yaml::text(text, Schema::Core),
        Some(DataFormat::Yaml11) => yaml::text(text, Schema::Version11),
        None => detect(text),
    }
}

/// Parses as JSON first, because nearly every text is valid YAML.
fn detect(text: &str) -> Result<Value, DataError> {
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
        notation(&read(text, None).expect("data"))
    }

    #[test]
    fn kinds_are_recognised() {
        assert_eq!(seen("[1, 2]"), "[1, 2]");
        assert_eq!(seen("{\"a\": 1}\n{\"a\": 2}\n"), "[{a: 1}, {a: 2}]");
        assert_eq!(seen("a: 1\nb: [x, y]\n"), "{a: 1, b: ['x', 'y']}");
        assert_eq!(seen("{a: 1}"), "{a: 1}");
        assert_eq!(seen("--- 1\n--- 2\n"), "[1, 2]");
        assert_eq!(DataFormat::of_path(Path::new("x.YML")), Some(DataFormat::Yaml));
    }

    #[test]
    fn mistakes_have_a_place() {
        let error = read("{\"a\": 1,\n \"b\": }", None).expect_err("an error");
        assert_eq!((error.line, error.column), (2, 7), "{error:?}");
        let error = read("a: 1\nb: [", Some(DataFormat::Yaml)).expect_err("an error");
        assert!(error.line >= 2, "{error:?}");
    }
}
