//! Strings: a sequence of Unicode code points, with their number known once asked for.

use std::cell::Cell;

const UNKNOWN: u32 = u32::MAX;

/// The text of a string value.
#[derive(Debug, Clone)]
pub struct Str {
    text: String,
    /// Number of code points, once counted.
    chars: Cell<u32>,
}

impl Str {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of code points.
    #[must_use]
    pub fn chars(&self) -> usize {
        if self.chars.get() == UNKNOWN {
            self.chars.set(u32::try_from(self.text.chars().count()).unwrap_or(UNKNOWN - 1));
        }
        self.chars.get() as usize
    }

    /// Is every code point one byte?
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.chars() == self.text.len()
    }

    /// Appends in place.
    pub fn push_str(&mut self, more: &str) {
        self.text.push_str(more);
        self.chars.set(UNKNOWN);
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), chars: Cell::new(UNKNOWN) }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self { text, chars: Cell::new(UNKNOWN) }
    }
}
