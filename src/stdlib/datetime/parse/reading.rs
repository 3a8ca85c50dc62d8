//! The state of the date parser: the tokens, and the parts of the date found so far.

use super::calendar::Calendar;

/// The state of the parser.
#[derive(Default)]
pub(super) struct DateFields {
    pub(super) tokens: Vec<String>,
    pub(super) at: usize,
    pub(super) calendar: Calendar,
    pub(super) weekday: Option<i64>,
    pub(super) hour: Option<i64>,
    pub(super) minute: Option<i64>,
    pub(super) second: Option<i64>,
    pub(super) micro: Option<i64>,
    /// Whether the text has an `am` or `pm`.
    pub(super) half_said: bool,
    /// The zone's name.
    pub(super) zone: Option<String>,
    /// Its offset from UTC in seconds.
    pub(super) offset: Option<i64>,
}

impl DateFields {
    /// The token at a distance from the current one.
    pub(super) fn ahead(&self, by: usize) -> Option<&str> {
        self.tokens.get(self.at + by).map(String::as_str)
    }
}
