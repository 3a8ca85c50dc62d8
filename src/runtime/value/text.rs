//! Strings: sequences of Unicode code points, whose number is counted once.
//!
//! Up to 24 bytes are stored inside the value's own allocation.

use std::cell::Cell;
use std::rc::Rc;

use compact_str::CompactString;

use crate::runtime::value::Value;

const UNKNOWN: u32 = u32::MAX;

/// The text of a string value.
#[derive(Debug, Clone)]
pub struct Str {
    text: CompactString,
    /// Number of code points, once counted.
    chars: Cell<u32>,
}

impl Str {
    /// The text.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of bytes.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it is the empty string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Number of code points.
    #[must_use]
    pub fn chars(&self) -> usize {
        if self.chars.get() == UNKNOWN {
            let text = self.as_str();
            let count = if text.is_ascii() { text.len() } else { text.chars().count() };
            self.chars.set(u32::try_from(count).unwrap_or(UNKNOWN - 1));
        }
        self.chars.get() as usize
    }

    /// Whether every code point is one byte.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.chars() == self.text.len()
    }

    /// Appends a string in place.
    #[inline]
    pub fn push_str(&mut self, more: &str) {
        self.text.push_str(more);
        self.chars.set(UNKNOWN);
    }
}

thread_local! {
    /// Strings of one byte, which programs make often, by splitting and counting.
    static SINGLE: [Rc<Str>; 128] = std::array::from_fn(|byte| {
        Rc::new(Str::from(char::from(u8::try_from(byte).unwrap_or_default()).to_string()))
    });
}

/// The string of one ASCII character.
#[must_use]
pub(crate) fn single(byte: u8) -> Rc<Str> {
    SINGLE.with(|single| Rc::clone(&single[usize::from(byte & 0x7F)]))
}

/// The content of a buffer as a value; a short one is copied, so that the buffer can be reused.
#[inline]
pub(crate) fn built(buffer: &mut String) -> Value {
    const SHORT: usize = 256;
    if buffer.len() > SHORT {
        return Value::string(std::mem::take(buffer));
    }
    Value::str(buffer)
}

/// Appends an integer in decimal.
#[inline]
pub(crate) fn push_int(out: &mut String, number: i64) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a string that is often a single character.
#[inline]
pub(crate) fn push_piece(out: &mut String, text: &str) {
    match text.as_bytes() {
        [byte] => out.push(char::from(*byte)),
        _ => out.push_str(text),
    }
}

impl From<&str> for Str {
    // Inlined, the string is built in its final place. Copied as a whole right after it was
    // written in parts, it would wait for store forwarding.
    #[inline(always)]
    fn from(text: &str) -> Self {
        Self { text: CompactString::new(text), chars: Cell::new(UNKNOWN) }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self { text: CompactString::from(text), chars: Cell::new(UNKNOWN) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_one_byte_contain_that_byte() {
        for byte in 0..128_u8 {
            assert_eq!(single(byte).as_str().as_bytes(), [byte]);
        }
    }
}
