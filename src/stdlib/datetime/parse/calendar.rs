//! Decides which number is the year, the month, the day: month first, unless it cannot be one.

use crate::runtime::value::extended::datetime::days_in_month;

use super::tokens;

/// The numbers of a date in the order of the text.
#[derive(Default)]
pub(super) struct Calendar {
    parts: Vec<i64>,
    /// Index of the month, if it was a name.
    month: Option<usize>,
    /// Index of the year, if it is known.
    year: Option<usize>,
    /// Whether the year is written with its century.
    has_century: bool,
}

/// The date parts that were found.
#[derive(Default)]
pub(super) struct Date {
    /// The year, in full.
    pub(super) year: Option<i64>,
    /// The month; not yet checked against 1 to 12.
    pub(super) month: Option<i64>,
    /// The day; not yet checked against the month.
    pub(super) day: Option<i64>,
}

impl Date {
    /// Whether no part of a date was found.
    pub(super) fn is_empty(&self) -> bool {
        self.year.is_none() && self.month.is_none() && self.day.is_none()
    }
}

impl Calendar {
    /// The number of numbers that are found so far.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Adds digits; more than two are a year.
    pub(super) fn push(&mut self, digits: &str) -> Option<()> {
        let number = tokens::whole(digits)?;
        if digits.len() > 2 { self.add_year(number) } else { self.add(number) }
    }

    /// Adds a number; one above 100 is a year.
    pub(super) fn push_value(&mut self, number: i64) -> Option<()> {
        if number > 100 { self.add_year(number) } else { self.add(number) }
    }

    /// Adds the digits of the year.
    pub(super) fn push_year(&mut self, digits: &str) -> Option<()> {
        self.add_year(tokens::whole(digits)?)
    }

    /// Adds the digits of the year, perhaps without the century.
    pub(super) fn push_short_year(&mut self, digits: &str) -> Option<()> {
        let number = tokens::whole(digits)?;
        if number > 99 {
            return self.add_year(number);
        }
        if self.year.is_some() {
            return None;
        }
        self.year = Some(self.parts.len());
        self.add(number)
    }

    /// Adds a month that was a name.
    pub(super) fn push_month(&mut self, month: i64) -> Option<()> {
        if self.month.is_some() {
            return None;
        }
        self.month = Some(self.parts.len());
        self.add(month)
    }

    /// Whether the number may be the day, as far as is known.
    pub(super) fn could_be_day(&self, number: i64) -> bool {
        let last = match (self.month, self.year) {
            (None, _) => 31,
            (Some(month), None) => days_in_month(2000, self.parts[month]),
            (Some(month), Some(year)) => days_in_month(self.parts[year], self.parts[month]),
        };
        (1..=last).contains(&number)
    }

    fn add_year(&mut self, number: i64) -> Option<()> {
        if self.year.is_some() {
            return None;
        }
        self.has_century = true;
        self.year = Some(self.parts.len());
        self.add(number)
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the other ways to add a number")]
    fn add(&mut self, number: i64) -> Option<()> {
        self.parts.push(number);
        Some(())
    }

    /// The date; a year of two digits is in the century that is nearest.
    pub(super) fn resolve(&self, this_year: i64) -> Option<Date> {
        let [year, month, day] = self.places()?;
        let part = |place: Option<usize>| place.map(|place| self.parts[place]);
        let year = part(year).map(|year| match year < 100 && !self.has_century {
            true => nearest(year, this_year),
            false => year,
        });
        Some(Date { year, month: part(month), day: part(day) })
    }

    /// Indices of the year, the month and the day.
    fn places(&self) -> Option<[Option<usize>; 3]> {
        let known = usize::from(self.year.is_some()) + usize::from(self.month.is_some());
        match self.len() {
            0 => Some([None; 3]),
            3 if known == 2 => {
                let other = (0..3).find(|place| ![self.year, self.month].contains(&Some(*place)));
                Some([self.year, self.month, other])
            }
            len if len == known => Some([self.year, self.month, None]),
            1 | 2 => Some(self.places_of_two()),
            3 => Some(self.places_of_three().map(Some)),
            _ => None,
        }
    }

    fn places_of_two(&self) -> [Option<usize>; 3] {
        let is_year = |place: usize| self.parts[place] > 31;
        match (self.len(), self.month) {
            (1, Some(month)) => [None, Some(month), None],
            (1, None) if is_year(0) => [Some(0), None, None],
            (1, None) => [None, None, Some(0)],
            (_, Some(month)) if is_year(1 - month) => [Some(1 - month), Some(month), None],
            (_, Some(month)) => [None, Some(month), Some(1 - month)],
            _ if is_year(0) => [Some(0), Some(1), None],
            _ if is_year(1) => [Some(1), Some(0), None],
            _ => [None, Some(0), Some(1)],
        }
    }

    fn places_of_three(&self) -> [usize; 3] {
        let is_year = |place: usize| self.parts[place] > 31;
        match self.month {
            Some(0) if is_year(1) => [1, 0, 2],
            Some(0) => [2, 0, 1],
            Some(1) if is_year(0) => [0, 1, 2],
            Some(1) => [2, 1, 0],
            Some(_) if is_year(1) => [1, 2, 0],
            Some(_) => [0, 2, 1],
            None if is_year(0) || self.year == Some(0) => [0, 1, 2],
            None if self.parts[0] > 12 => [2, 1, 0],
            None => [2, 0, 1],
        }
    }
}

/// The year with these last two digits that is nearest to this one.
fn nearest(year: i64, this_year: i64) -> i64 {
    let year = year + this_year / 100 * 100;
    if year >= this_year + 50 {
        year - 100
    } else if year < this_year - 50 {
        year + 100
    } else {
        year
    }
}
