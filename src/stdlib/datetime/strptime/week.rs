//! Days by the number of the day in its year, or of its week and the day of the week.

use crate::runtime::value::extended::datetime::{civil_from_days, days_from_civil};

/// What says which day of the year it is.
#[derive(Default)]
pub(super) struct Weeks {
    /// Monday is 0.
    pub(super) weekday: Option<i64>,
    /// From 1 on.
    pub(super) day_of_year: Option<i64>,
    /// The number of a week, and the day on which weeks begin.
    pub(super) week: Option<(i64, i64)>,
    /// The number of a week as ISO 8601 counts.
    pub(super) iso_week: Option<i64>,
    /// The year to which ISO 8601 counts that week.
    pub(super) iso_year: Option<i64>,
}

impl Weeks {
    /// Where no other year is given, ISO's year and week need one another and a day of the week, and no day of the year;
    /// where one is, ISO's year counts for nothing.
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

    /// Not every year has a 53rd week, and none one of number 0.
    fn week_exists(&self, week: i64) -> bool {
        let year = self.iso_year.unwrap_or(1900);
        self.week.is_some()
            || (1..=52).contains(&week)
            || week == 53 && first_week(year) + 364 < first_week(year + 1)
    }

    /// Days from 1970 on, if more than the month and the day say which day it is.
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

/// Days after the first one of the year of a day of a week; the days before the first whole week are week 0.
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

/// The date, if the calendar has it.
pub(super) fn date_of(days: i64) -> Option<(i64, i64, i64)> {
    let date = civil_from_days(days);
    (1..=9999).contains(&date.0).then_some(date)
}
