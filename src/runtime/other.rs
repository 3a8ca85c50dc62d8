//! The rarer kinds of values.

/// A rarer kind.
pub enum Other {}

impl Other {
    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        ""
    }
}
