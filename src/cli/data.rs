//! Rust data as text for people and programs.

use serde::Serialize;

/// Pretty JSON with a final line break.
pub(super) fn pretty(data: &impl Serialize) -> String {
    // Plain data with text keys: it can always be written.
    serde_json::to_string_pretty(data).unwrap_or_else(|error| format!("\"{error}\"")) + "\n"
}

/// A variant's name as JSON has it, without quotes.
pub(super) fn word(data: &impl Serialize) -> String {
    match serde_json::to_value(data) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}
