//! Parser of dates in common notations: ISO 8601, RFC 2822, months by name, month before day
//! unless it cannot be one.
//!
//! Missing parts are today's, at midnight; without a zone it is UTC. Which tokens are allowed
//! where, and what a number means, follows the date parser that the reference implementation
//! uses, down to its oddities. This file parses words and zones and builds the moment,
//! [`number`] parses numbers, [`calendar`] decides which number is year, month and day.

mod calendar;
mod number;
mod reading;
mod tokens;
mod words;

use std::rc::Rc;

use self::calendar::Date;
use self::reading::DateFields;
use self::tokens::tokens;
use crate::diag::FaultKind;
use crate::runtime::value::extended::datetime::{Fields, days_in_month};
use crate::runtime::value::extended::timespan::DAY;
use crate::runtime::value::extended::{Moment, TimeSpan};
use crate::runtime::value::fault::{Fault, Outcome};

/// Parses a moment; an invalid date is a `ParserError`, which is a `ValueError` too.
pub(super) fn parse(text: &str, today: Moment) -> Outcome<Moment> {
    let mut reading = DateFields { tokens: tokens(text), ..DateFields::default() };
    let date = reading.read().and_then(|()| reading.calendar.resolve(today.fields().year));
    let Some(date) = date.filter(|date| reading.says_something(date)) else {
        return Err(no_date(text));
    };
    reading.moment(&date, today).map_err(|fault| match fault.is(FaultKind::Parser) {
        true => no_date(text),
        false => fault,
    })
}

#[cold]
fn no_date(text: &str) -> Fault {
    let mut fault = Fault::value_error(format!("`{text}` is not a valid date"));
    fault.kind = FaultKind::Parser;
    fault.names.insert(0, Rc::from(FaultKind::Parser.name()));
    fault
}

impl DateFields {
    fn read(&mut self) -> Option<()> {
        while let Some(token) = self.tokens.get(self.at).cloned() {
            if tokens::is_number(&token) {
                self.number(&token)?;
            } else if let Some(day) = words::weekday(&token) {
                self.weekday = Some(day);
            } else if let Some(month) = words::month(&token) {
                self.month(month)?;
            } else if let Some(afternoon) = words::half_of_day(&token) {
                self.half(afternoon)?;
            } else if self.could_be_zone(&token) && self.offset.is_none() {
                self.zone(token);
            } else if self.hour.is_some() && matches!(&*token, "+" | "-") {
                self.distance(&token)?;
            } else if !words::is_idle(&token) {
                return None;
            }
            self.at += 1;
        }
        Some(())
    }

    /// `Jan-01[-99]`, `Jan/01[/99]`, `Jan of 01`.
    fn month(&mut self, month: i64) -> Option<()> {
        self.calendar.push_month(month)?;
        match self.ahead(1).map(str::to_owned) {
            Some(mark) if mark == "-" || mark == "/" => {
                let first = self.ahead(2)?.to_owned();
                self.calendar.push(&first)?;
                if self.ahead(3) == Some(&mark) {
                    let second = self.ahead(4)?.to_owned();
                    self.calendar.push(&second)?;
                    self.at += 2;
                }
                self.at += 2;
            }
            Some(space) if space == " " => self.of_year()?,
            _ => {}
        }
        Some(())
    }

    fn of_year(&mut self) -> Option<()> {
        let (Some(of), Some(" "), Some(year)) = (self.ahead(2), self.ahead(3), self.ahead(4))
        else {
            return Some(());
        };
        if !of.eq_ignore_ascii_case("of") {
            return Some(());
        }
        if tokens::is_digits(year) {
            let year = year.to_owned();
            self.calendar.push_short_year(&year)?;
        }
        self.at += 4;
        Some(())
    }

    /// `am` or `pm` somewhere after the hour.
    fn half(&mut self, afternoon: bool) -> Option<()> {
        let hour = self.hour.filter(|hour| (0..=12).contains(hour))?;
        self.hour = Some(words::of_day(hour, afternoon));
        self.half_said = true;
        Some(())
    }

    /// After the time: up to five capitals, or a name of UTC.
    fn could_be_zone(&self, word: &str) -> bool {
        let capitals = word.len() <= 5 && word.bytes().all(|b| b.is_ascii_uppercase());
        self.hour.is_some() && self.zone.is_none() && (capitals || words::is_utc_as_written(word))
    }

    fn zone(&mut self, word: String) {
        let utc = words::is_utc(&word);
        self.zone = Some(word);
        let sign = match self.ahead(1) {
            // `GMT+3` means that this time plus three hours is GMT.
            Some("+") => "-",
            Some("-") => "+",
            _ => return,
        };
        self.tokens[self.at + 1] = sign.to_owned();
        if utc {
            self.zone = None;
        }
    }

    /// Parses an offset: `+0200`, `+02:00`, `+02`, with a name in brackets after it.
    fn distance(&mut self, sign: &str) -> Option<()> {
        // Three notations, distinguished by the length of the digits and a colon after them. A name in
        // brackets is that of the zone, whose offset is already known.
        let digits = self.ahead(1)?.to_owned();
        let (hours, minutes) = if digits.chars().count() == 4 {
            (tokens::whole(digits.get(..2)?)?, tokens::whole(digits.get(2..)?)?)
        } else if self.ahead(2) == Some(":") {
            let minutes = tokens::whole(self.ahead(3)?)?;
            self.at += 2;
            (tokens::whole(&digits)?, minutes)
        } else if digits.chars().count() <= 2 {
            (tokens::whole(&digits)?, 0)
        } else {
            return None;
        };
        let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
        self.offset = Some(if sign == "-" { -seconds } else { seconds });
        let idle = self.ahead(2).is_some_and(words::is_idle);
        if idle && self.ahead(3) == Some("(") && self.ahead(5) == Some(")") {
            let name = self.ahead(4).filter(|name| name.len() >= 3 && self.could_be_zone(name));
            if let Some(name) = name.map(str::to_owned) {
                self.zone = Some(name);
                self.at += 4;
            }
        }
        self.at += 1;
        Some(())
    }

    fn says_something(&self, date: &Date) -> bool {
        let numbers = [self.weekday, self.hour, self.minute, self.second, self.micro, self.offset];
        !date.is_empty() || numbers.iter().any(Option::is_some) || self.half_said
    }

    fn moment(&self, date: &Date, today: Moment) -> Outcome<Moment> {
        // Missing parts come from `today`, and a day that the month does not have is its last
        // one. A weekday without a day moves the date forward to that weekday, as in the date
        // parser of the reference implementation.
        let now = today.fields();
        let (year, month) = (date.year.unwrap_or(now.year), date.month.unwrap_or(now.month));
        let last = || days_in_month(year, month);
        let parts = [Some(year), Some(month), date.day, self.hour, self.minute, self.second];
        if date.day.is_none() && !(1..=12).contains(&month) {
            return Err(no_date(""));
        }
        if parts.iter().flatten().any(|part| i32::try_from(*part).is_err()) {
            return Err(Fault::overflow_error("a part of the date is too large"));
        }
        let fields = Fields {
            year,
            month,
            day: date.day.unwrap_or_else(|| now.day.min(last())),
            hour: self.hour.unwrap_or(0),
            minute: self.minute.unwrap_or(0),
            second: self.second.unwrap_or(0),
            micro: self.micro.unwrap_or(0),
        };
        let naive = Moment::new(fields, TimeSpan::ZERO).map_err(|_| no_date(""))?;
        let naive = match self.weekday {
            Some(weekday) if date.day.unwrap_or(0) == 0 => {
                let days = (weekday - naive.weekday()).rem_euclid(7);
                naive.plus(TimeSpan::new(i128::from(days) * DAY)?)?
            }
            _ => naive,
        };
        naive.relabelled(TimeSpan::new(i128::from(self.seconds_from_utc()) * 1_000_000)?)
    }

    /// Offset from UTC in seconds; a name of UTC takes precedence over a number.
    fn seconds_from_utc(&self) -> i64 {
        match &self.zone {
            Some(name) if words::is_utc(name) => 0,
            _ => self.offset.unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        let today = Moment::new(Fields::date(2024, 5, 31), TimeSpan::ZERO).expect("a date");
        parse(text, today).ok().map(Moment::text)
    }

    #[test]
    fn dates_in_common_notations() {
        for (text, expected) in [
            ("2021-03-04T05:06:07+02:00", "2021-03-04 05:06:07+02:00"),
            ("2021-03-04T05:06:07.5Z", "2021-03-04 05:06:07.500000+00:00"),
            ("20210304T050607", "2021-03-04 05:06:07+00:00"),
            ("20210304", "2021-03-04 00:00:00+00:00"),
            ("2021-03-04 05:06 -0330", "2021-03-04 05:06:00-03:30"),
            ("03/04/2021", "2021-03-04 00:00:00+00:00"),
            ("13/04/2021", "2021-04-13 00:00:00+00:00"),
            ("4.3.2021", "2021-04-03 00:00:00+00:00"),
            ("4 March 2021 5pm", "2021-03-04 17:00:00+00:00"),
            ("Mar 4, 2021 12:05 AM", "2021-03-04 00:05:00+00:00"),
            ("Thu, 04 Mar 2021 05:06:07 GMT", "2021-03-04 05:06:07+00:00"),
            ("4th of March 2021", "2021-03-04 00:00:00+00:00"),
            ("10:30", "2024-05-31 10:30:00+00:00"),
            ("Feb 2021", "2021-02-28 00:00:00+00:00"),
            ("25-Sep-2003", "2003-09-25 00:00:00+00:00"),
            ("10h36m28.5s", "2024-05-31 10:36:28.500000+00:00"),
            ("2021", "2021-05-31 00:00:00+00:00"),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn invalid_dates_are_refused() {
        for text in ["", "junk", "2021-13-45", "25:00", "2021-02-29", "1 2 3 4 5", "12 o'clock"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
