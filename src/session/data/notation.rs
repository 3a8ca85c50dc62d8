//! The notations of data, and the error of data that is malformed.

/// The correspondence of values and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Plain JSON: every object is a dictionary, whatever its keys.
    Plain,
    /// JSON with markers: an object whose key begins with `$` is a value that plain JSON has no notation for.
    Exact,
}

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line.
    Compact,
    /// A line for each member.
    Pretty,
}

/// Data that is not valid JSON or YAML, with the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// The error.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes for JSON and characters for YAML.
    pub column: usize,
}

/// Most levels of nested lists and dictionaries in data that is read or written, in any
/// notation.
pub(crate) const MAX_NESTING: usize = 500;

/// The message for data that is nested too deeply to be read.
pub(super) fn too_deep() -> String {
    format!("the data is nested more than {MAX_NESTING} levels deep")
}

/// The key for the digits of a long integer; it contains a NUL, so data has it only on purpose.
pub(super) const LONG: &str = "\u{0}integer";
