//! The notations of data, and the error of data that is malformed.

/// How values and JSON correspond.
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

/// Malformed data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// The error.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes for JSON and characters for YAML.
    pub column: usize,
}

/// Lists and dictionaries nested more deeply are neither read nor written, whatever the notation.
pub(crate) const MAX_NESTING: usize = 500;

/// The message for data that is nested too deeply to be read.
pub(super) fn too_deep() -> String {
    format!("the data is nested more than {MAX_NESTING} levels deep")
}

/// The key under which a long integer hides its digits: no text of a user holds it by chance.
pub(super) const LONG: &str = "\u{0}integer";
