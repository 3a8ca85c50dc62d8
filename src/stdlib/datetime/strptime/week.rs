//! Days of a year from their number, or from week and weekday.

use crate::runtime::value::extended::datetime::{civil_from_days, days_from_civil};

/// The parts that determine a day without month and day.
#[derive(Default)]
pub(super) struct Weeks {
    /// Monday is 0.
    pub(super) weekday: Option<i64>,
    /// Day of the year, from 1.
    pub(super) day_of_year: Option<i64>,
    /// The number of a week, and the weekday on which weeks begin.
    pub(super) week: Option<(i64, i64)>,
    /// The number of a week in ISO 8601.
    pub(super) iso_week: Option<i64>,
    /// The year that ISO 8601 counts the week in.
    pub(super) iso_year: Option<i64>,
}

impl Weeks {
    /// Without another year, ISO year and week need one another and a weekday, and exclude a
    /// day of the year; with another year, the ISO year is ignored.
    pub(super) fn go_together(&self, year: Option<i64>) -> bool {
        match (year, self.iso_year, self.iso_week) {
            (None, Some(_), Some(week)) => {
                self.weekday.is_some() && self.day_of_year.is_none() && self.week_exists(week)
            }
            (None, Some(_), None) => false,
            (_, _, Some(_)) => self.week.is_some(),
            _ => true,
        }
    }

    /// Whether the year has this week: not every year has a 53rd, and none has a week 0.
    fn week_exists(&self, week: i64) -> bool {
        let year = self.iso_year.unwrap_or(1900);
        self.week.is_some()
            || (1..=52).contains(&week)
            || week == 53 && first_week(year) + 364 < first_week(year + 1)
    }

    /// Days since 1970, if the day is determined by more than month and day.
    pub(super) fn date(&self, year: i64) -> Option<i64> {
        let first = days_from_civil(year, 1, 1);
        match (self.day_of_year, self.weekday, self.week, self.iso_week) {
            (Some(day), ..) => Some(first + day - 1),
            (None, Some(weekday), Some((week, begin)), _) => {
                Some(first + in_week(first, week, (weekday - begin).rem_euclid(7), begin))
            }
            (None, Some(weekday), None, Some(week)) => {
                Some(first_week(self.iso_year?) + 7 * (week - 1) + weekday)
            }
            _ => None,
        }
    }
}

/// Days from the first of January to a day of a week; the days before the first whole week are
/// week 0.
fn in_week(first: i64, week: i64, day: i64, begin: i64) -> i64 {
    let first_day = (first + 3 - begin).rem_euclid(7);
    if week == 0 {
        return day - first_day;
    }
    (7 - first_day) % 7 + 7 * (week - 1) + day
}

/// The Monday of ISO's first week: that of the fourth of January.
fn first_week(year: i64) -> i64 {
    let fourth = days_from_civil(year, 1, 4);
    fourth - (fourth + 3).rem_euclid(7)
}

/// Converts days to a date, if the calendar has it.
pub(super) fn date_of(days: i64) -> Option<(i64, i64, i64)> {
    let date = civil_from_days(days);
    (1..=9999).contains(&date.0).then_some(date)
}
