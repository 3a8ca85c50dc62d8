//! Data from outside and back: JSON, JSON lines and YAML as values, values as JSON and YAML.
//!
//! Order is kept and integers of any size stay what they are. What plain JSON cannot say (sets, dates, spans of time, keys
//! that are no strings, floats that are no numbers) is written as an object with one key that begins with `$`.

mod detect;
mod json;
mod lines;
mod read;
mod write;
mod yaml;

pub(crate) use self::detect::{Kind, read};
pub(crate) use self::json::{parse, text};
pub(crate) use self::lines::{lines, looks_like_lines};
pub(crate) use self::read::{from_json, from_json_with};
pub(crate) use self::write::{json_text, yaml_text};

/// How values and JSON correspond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// JSON of others: every object is a dictionary, whatever its keys.
    Plain,
    /// JSON of our own: an object whose key begins with `$` stands for what plain JSON cannot say.
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

/// Data that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadData {
    /// What is wrong.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes for JSON and characters for YAML.
    pub column: usize,
}

/// Lists and dictionaries nested more deeply are neither read nor written, whatever the notation.
pub(crate) const MAX_NESTING: usize = 500;

/// The message for data that is nested too deeply to be read.
fn too_deep() -> String {
    format!("the data is nested more than {MAX_NESTING} levels deep")
}
