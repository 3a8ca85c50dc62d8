//! Time spans: microseconds, less than a thousand million days in either direction.

use std::fmt::Write as _;

use crate::runtime::value::fault::{Fault, Outcome};

/// Microseconds of a day.
pub(crate) const DAY: i128 = 86_400_000_000;

/// A length of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimeSpan(i128);

impl TimeSpan {
    /// The empty time span.
    pub const ZERO: TimeSpan = TimeSpan(0);

    /// A time span of some microseconds; one that is too long is an `OverflowError`.
    pub fn new(micros: i128) -> Outcome<Self> {
        if micros.div_euclid(DAY).abs() > 999_999_999 {
            return Err(Fault::overflow_error(
                "a time span must be shorter than 1,000,000,000 days",
            ));
        }
        Ok(Self(micros))
    }

    /// Its length in microseconds.
    #[must_use]
    pub fn micros(self) -> i128 {
        self.0
    }

    /// Its length in a unit, given in microseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "floats are what the property gives")]
    pub fn in_units(self, unit: i128) -> f64 {
        self.0 as f64 / unit as f64
    }

    /// `[D day[s], ]H:MM:SS[.ffffff]`.
    #[must_use]
    pub fn text(self) -> String {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
        let mut text = String::new();
        if days != 0 {
            let plural = if days.abs() == 1 { "" } else { "s" };
            let _ = write!(text, "{days} day{plural}, ");
        }
        let _ = write!(text, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        if micros != 0 {
            let _ = write!(text, ".{micros:06}");
        }
        text
    }

    /// `datetime.timedelta(days=…, seconds=…, microseconds=…)`.
    #[must_use]
    pub fn repr(self) -> String {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let parts =
            [("days", days), ("seconds", rest / 1_000_000), ("microseconds", rest % 1_000_000)];
        let parts: Vec<String> =
            parts.iter().filter(|(_, n)| *n != 0).map(|(unit, n)| format!("{unit}={n}")).collect();
        let inside = if parts.is_empty() { "0".to_owned() } else { parts.join(", ") };
        format!("datetime.timedelta({inside})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let hour = TimeSpan(3_600_000_000);
        assert_eq!(TimeSpan(-hour.micros()).text(), "-1 day, 23:00:00");
        assert_eq!(TimeSpan(2 * DAY + 1).text(), "2 days, 0:00:00.000001");
        assert_eq!(
            TimeSpan(DAY + hour.micros()).repr(),
            "datetime.timedelta(days=1, seconds=3600)"
        );
        assert!(TimeSpan::new(DAY * 1_000_000_000).is_err());
    }
}
