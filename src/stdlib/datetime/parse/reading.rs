//! The state of the parser of dates: the tokens, and the parts of the date that they have said so far.

use super::calendar::Calendar;

/// What was read so far.
#[derive(Default)]
pub(super) struct Reading {
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
    /// Its distance from UTC in seconds.
    pub(super) offset: Option<i64>,
}

impl Reading {
    /// The token so far ahead of this one.
    pub(super) fn ahead(&self, by: usize) -> Option<&str> {
        self.tokens.get(self.at + by).map(String::as_str)
    }
}
