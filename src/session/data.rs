//! Data formats: parses JSON, JSON lines and YAML to values, and writes values as JSON and YAML.
//!
//! The order of keys and integers of any size are preserved. Values without a JSON counterpart (sets, dates, time spans, keys other
//! than strings, infinite floats) are written as an object with one key that begins with `$`.

mod detect;
mod json;
mod lines;
mod notation;
mod read;
mod write;
mod yaml;

pub(crate) use self::detect::{DataFormat, read};
pub(crate) use self::json::{parse, text};
pub(crate) use self::lines::{lines, looks_like_lines};
pub use self::notation::{DataError, Layout, Notation};
pub(crate) use self::read::{Marks, from_json, from_json_with};
pub(crate) use self::write::{json_text, yaml_text};
