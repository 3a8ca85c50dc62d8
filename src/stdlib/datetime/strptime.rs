//! Dates from text, by the letters of C's `strptime` in the C locale.

use super::strftime::{DAYS, MONTHS};
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::other::moment::{Fields, days_in_month};
use crate::runtime::other::{Moment, TimeSpan};

/// What was read so far.
struct Reading<'t> {
    rest: &'t str,
    fields: Fields,
    twelve: Option<i64>,
    afternoon: Option<bool>,
    day_of_year: Option<i64>,
    offset: i128,
}

/// Reads a moment; the whole text must follow the format.
pub(super) fn strptime(text: &str, format: &str) -> Outcome<Moment> {
    let mut reading = Reading {
        rest: text,
        fields: Fields::date(1900, 1, 1),
        twelve: None,
        afternoon: None,
        day_of_year: None,
        offset: 0,
    };
    let fault = || Fault::value_error(format!("`{text}` does not follow the format `{format}`"));
    reading.follow(format).ok_or_else(fault)?;
    if !reading.rest.is_empty() {
        return Err(fault());
    }
    reading.finish()
}

impl Reading<'_> {
    fn follow(&mut self, format: &str) -> Option<()> {
        let mut format = format.chars().peekable();
        while let Some(c) = format.next() {
            match c {
                '%' => self.directive(format.next()?)?,
                c if c.is_whitespace() => {
                    while format.next_if(|c| c.is_whitespace()).is_some() {}
                    let trimmed = self.rest.trim_start();
                    if trimmed.len() == self.rest.len() {
                        return None;
                    }
                    self.rest = trimmed;
                }
                c => {
                    let first = self.rest.chars().next()?;
                    if !first.to_lowercase().eq(c.to_lowercase()) {
                        return None;
                    }
                    self.rest = &self.rest[first.len_utf8()..];
                }
            }
        }
        Some(())
    }

    fn directive(&mut self, letter: char) -> Option<()> {
        match letter {
            'Y' => self.fields.year = self.exactly(4)?,
            'y' => {
                let year = self.exactly(2)?;
                self.fields.year = if year < 69 { 2000 + year } else { 1900 + year };
            }
            'm' => self.fields.month = self.number(2, 1, 12)?,
            'd' => self.fields.day = self.number(2, 1, 31)?,
            'H' => self.fields.hour = self.number(2, 0, 23)?,
            'I' => self.twelve = Some(self.number(2, 1, 12)?),
            'M' => self.fields.minute = self.number(2, 0, 59)?,
            'S' => self.fields.second = self.number(2, 0, 61)?,
            'f' => self.fields.micro = self.fraction()?,
            'j' => self.day_of_year = Some(self.number(3, 1, 366)?),
            'w' => drop(self.number(1, 0, 6)?),
            'u' => drop(self.number(1, 1, 7)?),
            'U' | 'W' => drop(self.number(2, 0, 53)?),
            'b' | 'h' => self.fields.month = self.name(&MONTHS, 3)? + 1,
            'B' => self.fields.month = self.name(&MONTHS, usize::MAX)? + 1,
            'a' => drop(self.name(&DAYS, 3)?),
            'A' => drop(self.name(&DAYS, usize::MAX)?),
            'p' => self.afternoon = Some(self.name(&["AM", "PM"], usize::MAX)? == 1),
            'z' => self.offset = self.zone()?,
            'Z' => drop(self.name(&["UTC", "GMT"], usize::MAX)?),
            '%' => self.rest = self.rest.strip_prefix('%')?,
            'F' => self.follow("%Y-%m-%d")?,
            'T' | 'X' => self.follow("%H:%M:%S")?,
            'R' => self.follow("%H:%M")?,
            'D' | 'x' => self.follow("%m/%d/%y")?,
            'c' => self.follow("%a %b %d %H:%M:%S %Y")?,
            _ => return None,
        }
        Some(())
    }

    fn digits(&mut self, most: usize) -> Option<&str> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        (count > 0).then_some(digits)
    }

    fn exactly(&mut self, count: usize) -> Option<i64> {
        self.digits(count).filter(|digits| digits.len() == count)?.parse().ok()
    }

    /// As many digits as keep the number within its bounds.
    fn number(&mut self, most: usize, low: i64, high: i64) -> Option<i64> {
        let text = self.rest;
        (1..=most).rev().find_map(|count| {
            self.rest = text;
            let number = self.exactly(count)?;
            (low..=high).contains(&number).then_some(number)
        })
    }

    fn fraction(&mut self) -> Option<i64> {
        let digits = self.digits(6)?;
        let number: i64 = digits.parse().ok()?;
        Some(number * 10_i64.pow(6 - u32::try_from(digits.len()).ok()?))
    }

    /// The place of a name, or of its beginning, in any case.
    fn name(&mut self, names: &[&str], letters: usize) -> Option<i64> {
        let place = names.iter().position(|name| {
            let name = name.get(..letters.min(name.len())).unwrap_or(name);
            self.rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name))
        })?;
        self.rest = &self.rest[letters.min(names[place].len())..];
        i64::try_from(place).ok()
    }

    /// `Z`, `±HHMM`, `±HH:MM`, with seconds if there are some; in microseconds.
    fn zone(&mut self) -> Option<i128> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Some(0);
        }
        let sign = if self.rest.starts_with('-') { -1 } else { 1 };
        self.rest = self.rest.strip_prefix(['+', '-'])?;
        let hours = self.exactly(2)?;
        let colon = self.rest.starts_with(':');
        self.rest = self.rest.strip_prefix(':').unwrap_or(self.rest);
        let minutes = self.exactly(2).filter(|minutes| *minutes < 60)?;
        let mut seconds = 0;
        let more = if colon { self.rest.strip_prefix(':') } else { Some(self.rest) };
        if let Some(more) = more.filter(|more| more.starts_with(|c: char| c.is_ascii_digit())) {
            self.rest = more;
            seconds = self.exactly(2)?;
        }
        Some(sign * i128::from((hours * 60 + minutes) * 60 + seconds) * 1_000_000)
    }

    fn finish(mut self) -> Outcome<Moment> {
        if let Some(twelve) = self.twelve {
            self.fields.hour = twelve % 12 + if self.afternoon == Some(true) { 12 } else { 0 };
        }
        if let Some(mut day) = self.day_of_year {
            self.fields.month = 1;
            while day > days_in_month(self.fields.year, self.fields.month) && self.fields.month < 12
            {
                day -= days_in_month(self.fields.year, self.fields.month);
                self.fields.month += 1;
            }
            self.fields.day = day;
        }
        Moment::new(self.fields, TimeSpan::new(self.offset)?)
    }
}
