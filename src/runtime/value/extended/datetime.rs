//! Moments: a date with a time of day in the years 1 to 9999, and an offset from UTC. All in microseconds.

use crate::runtime::value::fault::{Fault, Outcome};

use super::timespan::{DAY, TimeSpan};

/// Microseconds of a day, as a moment counts.
const DAY_MICROS: i64 = 86_400_000_000;

/// The longest offset from UTC, in microseconds.
const LONGEST_OFFSET: i128 = 1_000_000_000_000_000_000;

/// A date with a time of day and an offset.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moment {
    /// The local time in microseconds since 1970-01-01 00:00, local time.
    local: i64,
    /// The offset of local time from UTC, in microseconds.
    offset: i64,
}

/// The parts of a moment in a calendar and on a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// 1 to 9999.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
    /// 0 to 999,999.
    pub micro: i64,
}

impl Fields {
    /// Midnight of a date.
    #[must_use]
    pub fn date(year: i64, month: i64, day: i64) -> Self {
        Self { year, month, day, hour: 0, minute: 0, second: 0, micro: 0 }
    }
}

impl Moment {
    /// The moment with these parts; a part out of range is a `ValueError`.
    pub fn new(fields: Fields, offset: TimeSpan) -> Outcome<Self> {
        check(fields)?;
        let days = days_from_civil(fields.year, fields.month, fields.day);
        let seconds = (fields.hour * 60 + fields.minute) * 60 + fields.second;
        Self::from_local(days * DAY_MICROS + seconds * 1_000_000 + fields.micro, offset)
    }

    /// The moment of a local time in microseconds since 1970.
    fn from_local(local: i64, offset: TimeSpan) -> Outcome<Self> {
        if offset.micros().abs() > LONGEST_OFFSET {
            return Err(too_far());
        }
        let offset = i64::try_from(offset.micros()).expect("not longer than the longest");
        Ok(Self { local, offset })
    }

    /// The moment itself if its offset is shorter than a day: the reference implementation
    /// accepts longer ones, and refuses to use them.
    pub fn checked(self) -> Outcome<Self> {
        if self.offset.abs() >= DAY_MICROS { Err(too_far()) } else { Ok(self) }
    }

    /// The moment some microseconds after 1970 began in UTC, shown at an offset.
    pub fn from_instant(micros: i128, offset: TimeSpan) -> Outcome<Self> {
        Self::from_local(in_range(micros + offset.micros())?, offset)
    }

    /// Microseconds since 1970 began in UTC.
    #[must_use]
    pub fn instant(self) -> i64 {
        self.local - self.offset
    }

    /// Its offset from UTC.
    #[must_use]
    pub fn offset(self) -> TimeSpan {
        TimeSpan::new(i128::from(self.offset)).unwrap_or_default()
    }

    /// The same local time at another offset.
    pub fn relabelled(self, offset: TimeSpan) -> Outcome<Self> {
        Self::from_local(self.local, offset)
    }

    /// The same instant in UTC.
    #[must_use]
    pub fn utc(self) -> Self {
        Self { local: self.instant(), offset: 0 }
    }

    /// Adds a time span.
    pub fn plus(self, span: TimeSpan) -> Outcome<Self> {
        let local = in_range(i128::from(self.local) + span.micros())?;
        Ok(Self { local, offset: self.offset })
    }

    /// The span from another moment to this one.
    pub fn since(self, earlier: Self) -> Outcome<TimeSpan> {
        self.check_beside(earlier)?;
        TimeSpan::new(i128::from(self.instant()) - i128::from(earlier.instant()))
    }

    /// Two moments with the same offset are compared without it, even if it is too long.
    pub fn check_beside(self, other: Self) -> Outcome<()> {
        if self.offset != other.offset {
            self.checked()?;
            other.checked()?;
        }
        Ok(())
    }

    /// The parts in a calendar and on a clock.
    #[must_use]
    pub fn fields(self) -> Fields {
        let (year, month, day) = civil_from_days(self.local.div_euclid(DAY_MICROS));
        let micros = self.local.rem_euclid(DAY_MICROS);
        let seconds = micros / 1_000_000;
        Fields {
            year,
            month,
            day,
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            micro: micros % 1_000_000,
        }
    }

    /// Time since midnight, in microseconds.
    #[must_use]
    pub fn time_of_day(self) -> i64 {
        self.local.rem_euclid(DAY_MICROS)
    }

    /// Midnight before it, at the same offset.
    #[must_use]
    pub fn midnight(self) -> Self {
        Self { local: self.local - self.time_of_day(), offset: self.offset }
    }

    /// The day of the week; Monday is 0.
    #[must_use]
    pub fn weekday(self) -> i64 {
        (self.local.div_euclid(DAY_MICROS) + 3).rem_euclid(7)
    }

    /// The first of January is 1.
    #[must_use]
    pub fn day_of_year(self) -> i64 {
        self.local.div_euclid(DAY_MICROS) - days_from_civil(self.fields().year, 1, 1) + 1
    }

    /// `YYYY-MM-DD HH:MM:SS[.ffffff]±HH:MM`.
    #[must_use]
    pub fn text(self) -> String {
        let f = self.fields();
        let micro = if f.micro == 0 { String::new() } else { format!(".{:06}", f.micro) };
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}{micro}{}",
            f.year,
            f.month,
            f.day,
            f.hour,
            f.minute,
            f.second,
            self.offset_text(":")
        )
    }

    /// `datetime.datetime(…, tzinfo=…)`.
    #[must_use]
    pub fn repr(self) -> String {
        let f = self.fields();
        let mut parts = vec![f.year, f.month, f.day, f.hour, f.minute];
        if f.second != 0 || f.micro != 0 {
            parts.push(f.second);
        }
        if f.micro != 0 {
            parts.push(f.micro);
        }
        let parts: Vec<String> = parts.iter().map(i64::to_string).collect();
        let zone = if self.offset == 0 {
            "tzutc()".to_owned()
        } else {
            format!("tzoffset(None, {})", self.offset / 1_000_000)
        };
        format!("datetime.datetime({}, tzinfo={zone})", parts.join(", "))
    }

    /// `±HH:MM[:SS[.ffffff]]`, with the given separator.
    #[must_use]
    pub fn offset_text(self, separator: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let micros = self.offset.abs();
        let seconds = micros / 1_000_000;
        let mut text = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
        if micros % 60_000_000 != 0 {
            text += &format!("{separator}{:02}", seconds % 60);
        }
        if micros % 1_000_000 != 0 {
            text += &format!(".{:06}", micros % 1_000_000);
        }
        text
    }
}

/// Number of days of a month.
#[must_use]
pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn check(f: Fields) -> Outcome<()> {
    let parts = [
        ("the year", f.year, 1, 9999),
        ("the month", f.month, 1, 12),
        ("the day", f.day, 1, days_in_month(f.year, f.month)),
        ("the hour", f.hour, 0, 23),
        ("the minute", f.minute, 0, 59),
        ("the second", f.second, 0, 59),
        ("the microsecond", f.micro, 0, 999_999),
    ];
    match parts.iter().find(|(_, n, low, high)| n < low || n > high) {
        Some((name, n, low, high)) => {
            Err(Fault::value_error(format!("{name} must be in {low}..{high}, not {n}")))
        }
        None => Ok(()),
    }
}

#[cold]
fn too_far() -> Fault {
    Fault::value_error("an offset from UTC must be shorter than a day")
}

fn in_range(local: i128) -> Outcome<i64> {
    let first = i128::from(days_from_civil(1, 1, 1)) * DAY;
    let end = i128::from(days_from_civil(10_000, 1, 1)) * DAY;
    if local < first || local >= end {
        return Err(Fault::overflow_error("a date must be in the years 1 to 9999"));
    }
    Ok(i64::try_from(local).expect("ten thousand years of microseconds fit"))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
#[must_use]
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // The algorithm of Howard Hinnant: years begin in March, so that the leap day is the last
    // of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date that many days after 1970-01-01.
#[must_use]
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FaultKind;

    fn moment(year: i64, month: i64, day: i64) -> Moment {
        Moment::new(Fields::date(year, month, day), TimeSpan::ZERO).expect("a date")
    }

    #[test]
    fn dates_and_days_agree() {
        for days in (-719_162..2_932_896).step_by(97) {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days);
        }
        assert_eq!(moment(1970, 1, 1).instant(), 0);
        assert_eq!(moment(2021, 3, 7).weekday(), 6);
        assert_eq!(moment(2021, 3, 4).day_of_year(), 63);
        assert_eq!(moment(2021, 3, 4).text(), "2021-03-04 00:00:00+00:00");
    }

    #[test]
    fn dates_out_of_range_are_refused() {
        assert!(Moment::new(Fields::date(2021, 2, 29), TimeSpan::ZERO).is_err());
        let day = TimeSpan::new(DAY).expect("a day");
        assert!(moment(9999, 12, 31).plus(day).is_err_and(|e| e.is(FaultKind::OverflowError)));
        let far = moment(2021, 1, 1).relabelled(day).expect("it is not used yet");
        assert!(far.checked().is_err_and(|e| e.is(FaultKind::ValueError)));
        assert!(far.since(far).is_ok() && far.since(moment(2021, 1, 1)).is_err());
    }
}
