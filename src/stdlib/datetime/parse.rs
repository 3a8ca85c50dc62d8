//! Dates from text as it is usually written: ISO 8601, RFC 2822, months by name, month before day unless that cannot be.
//!
//! Parts that are missing are today's, at midnight; without a zone it is UTC.

mod calendar;
mod tokens;

use std::rc::Rc;

use self::calendar::Calendar;
use self::tokens::{Token, tokens};
use super::strftime::{DAYS, MONTHS};
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::other::moment::{Fields, days_in_month};
use crate::runtime::other::span::DAY;
use crate::runtime::other::{Moment, TimeSpan};

/// Words that say nothing.
const IDLE: &[&str] = &["at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"];

/// Names of hours, minutes and seconds.
const UNITS: [&[&str]; 3] =
    [&["h", "hour", "hours"], &["m", "minute", "minutes"], &["s", "second", "seconds"]];

/// Reads a moment; what is no date is a `ParserError`, which is a `ValueError` too.
pub(super) fn parse(text: &str, today: Moment) -> Outcome<Moment> {
    let mut reading = Reading { tokens: tokens(text), ..Reading::default() };
    let read = reading.read().and_then(|()| reading.finish(today));
    read.ok_or_else(|| {
        let mut fault = Fault::value_error(format!("`{text}` is no date"));
        fault.names.insert(0, Rc::from("ParserError"));
        fault
    })
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    tokens: Vec<Token>,
    at: usize,
    calendar: Calendar,
    weekday: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    micro: Option<i64>,
    afternoon: Option<bool>,
    /// Microseconds.
    offset: Option<i128>,
    zone_named: bool,
}

impl Reading {
    fn read(&mut self) -> Option<()> {
        while let Some(token) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Number(number) => self.number(&number)?,
                Token::Word(word) => self.word(&word)?,
                Token::Mark(sign @ ('+' | '-'))
                    if self.hour.is_some() && self.number_at(1).is_some() =>
                {
                    self.zone_offset(sign)?;
                }
                Token::Mark(' ' | '.' | ',' | ';' | '-' | '/' | '\'') => self.at += 1,
                Token::Mark(_) => return None,
            }
        }
        Some(())
    }

    fn mark_at(&self, ahead: usize) -> Option<char> {
        match self.tokens.get(self.at + ahead)? {
            Token::Mark(c) => Some(*c),
            Token::Number(_) | Token::Word(_) => None,
        }
    }

    fn number_at(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead)? {
            Token::Number(number) => Some(number),
            Token::Mark(_) | Token::Word(_) => None,
        }
    }

    fn word_at(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead)? {
            Token::Word(word) => Some(word),
            Token::Number(_) | Token::Mark(_) => None,
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let lower = word.to_lowercase();
        if let Some(day) = place(&DAYS, &lower) {
            self.weekday = Some(day);
        } else if let Some(month) = place(&MONTHS, &lower).or((lower == "sept").then_some(8)) {
            self.at += 1;
            return self.after_month(month + 1);
        } else if let Some(afternoon) = half_of_day(&lower) {
            self.set_half(afternoon)?;
        } else if self.is_zone(word) {
            self.zone(word);
        } else if !IDLE.contains(&lower.as_str()) {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// `Jan-01[-99]`, `Jan/01[/99]`, `Jan of 01`.
    fn after_month(&mut self, month: i64) -> Option<()> {
        self.calendar.push_month(month)?;
        if let Some(mark @ ('-' | '/')) = self.mark_at(0)
            && let Some(number) = self.number_at(1).map(str::to_owned)
        {
            self.calendar.push(&number)?;
            self.at += 2;
            if self.mark_at(0) == Some(mark)
                && let Some(number) = self.number_at(1).map(str::to_owned)
            {
                self.calendar.push(&number)?;
                self.at += 2;
            }
        }
        Some(())
    }

    fn set_half(&mut self, afternoon: bool) -> Option<()> {
        let in_range = self.hour.is_some_and(|hour| (0..=12).contains(&hour));
        if self.afternoon.is_some() || !in_range {
            return None;
        }
        self.afternoon = Some(afternoon);
        Some(())
    }

    /// Up to five capitals after the time.
    fn is_zone(&self, word: &str) -> bool {
        let short = word.len() <= 5 && word.bytes().all(|b| b.is_ascii_uppercase());
        let utc = matches!(word, "UTC" | "utc" | "Z" | "z" | "GMT");
        self.hour.is_some() && !self.zone_named && self.offset.is_none() && (short || utc)
    }

    fn zone(&mut self, word: &str) {
        self.zone_named = true;
        let utc = matches!(word, "UTC" | "utc" | "Z" | "z" | "GMT");
        match self.mark_at(1) {
            // `GMT+3` reads as "this time and three hours are GMT's".
            Some(sign @ ('+' | '-')) if self.number_at(2).is_some() => {
                self.tokens[self.at + 1] = Token::Mark(if sign == '+' { '-' } else { '+' });
            }
            _ if utc => self.offset = Some(0),
            _ => {}
        }
    }

    /// `+0200`, `+02:00`, `+02`.
    fn zone_offset(&mut self, sign: char) -> Option<()> {
        let digits = self.number_at(1)?.to_owned();
        self.at += 2;
        let (hours, minutes): (i128, i128) = match digits.len() {
            4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
            1 | 2 => {
                let mut minutes = 0;
                if self.mark_at(0) == Some(':')
                    && let Some(number) = self.number_at(1)
                {
                    minutes = number.parse().ok()?;
                    self.at += 2;
                }
                (digits.parse().ok()?, minutes)
            }
            _ => return None,
        };
        let micros = (hours * 60 + minutes) * 60_000_000;
        self.offset = Some(if sign == '-' { -micros } else { micros });
        Some(())
    }

    fn number(&mut self, number: &str) -> Option<()> {
        let len = number.len();
        let whole = !number.contains('.');
        let two = |at: usize| number.get(at..at + 2).and_then(|n| n.parse::<i64>().ok());
        if self.calendar.len() == 3
            && whole
            && (len == 2 || len == 4)
            && self.hour.is_none()
            && !self.is_time_next()
        {
            self.hour = two(0);
            self.minute = if len == 4 { two(2) } else { self.minute };
        } else if len == 6 && whole && self.calendar.len() == 0 {
            for at in [0, 2, 4] {
                self.calendar.push(number.get(at..at + 2)?)?;
            }
        } else if len == 6 && whole || number.find('.') == Some(6) {
            (self.hour, self.minute) = (two(0), two(2));
            self.seconds(number.get(4..)?)?;
        } else if whole && matches!(len, 8 | 12 | 14) {
            self.calendar.push_year(number.get(..4)?)?;
            self.calendar.push(number.get(4..6)?)?;
            self.calendar.push(number.get(6..8)?)?;
            if len > 8 {
                (self.hour, self.minute) = (two(8), two(10));
            }
            if len > 12 {
                self.second = two(12);
            }
        } else {
            return self.short_number(number);
        }
        self.at += 1;
        Some(())
    }

    /// Does a `:`, a unit or a mark of a date follow?
    fn is_time_next(&self) -> bool {
        self.mark_at(1).is_some_and(|c| c != ' ' && c != '+' && c != '-' && c != '.' && c != ',')
            || self.unit_ahead().is_some()
            || self.half_ahead().is_some()
    }

    /// The unit named next, and how many tokens ahead.
    fn unit_ahead(&self) -> Option<(usize, usize)> {
        let ahead = if self.mark_at(1) == Some(' ') { 2 } else { 1 };
        let word = self.word_at(ahead)?.to_lowercase();
        let unit = UNITS.iter().position(|names| names.contains(&word.as_str()))?;
        Some((unit, ahead))
    }

    /// `am` or `pm` next, and how many tokens ahead.
    fn half_ahead(&self) -> Option<(bool, usize)> {
        let ahead = if self.mark_at(1) == Some(' ') { 2 } else { 1 };
        Some((half_of_day(&self.word_at(ahead)?.to_lowercase())?, ahead))
    }

    fn short_number(&mut self, number: &str) -> Option<()> {
        if let Some((unit, ahead)) = self.unit_ahead() {
            self.at += ahead + 1;
            return self.set_unit(unit, number);
        }
        if self.mark_at(1) == Some(':') && self.number_at(2).is_some() {
            return self.clock(number);
        }
        if let Some(mark @ ('-' | '/' | '.')) = self.mark_at(1) {
            return self.date(number, mark);
        }
        if let Some((afternoon, ahead)) = self.half_ahead() {
            self.hour = number.parse().ok();
            self.set_half(afternoon)?;
            self.at += ahead + 1;
            return Some(());
        }
        let idle_next = match self.tokens.get(self.at + 1) {
            None | Some(Token::Mark(' ' | ',' | ';' | '\'')) => true,
            Some(Token::Word(word)) => IDLE.contains(&word.to_lowercase().as_str()),
            Some(Token::Mark(_) | Token::Number(_)) => false,
        };
        let could_be_day = number.parse().is_ok_and(|n: i64| (1..=31).contains(&n));
        if !idle_next && !could_be_day {
            return None;
        }
        self.calendar.push(number)?;
        self.at += 1;
        Some(())
    }

    /// `10h36m28.5s`: a unit, then the number's meaning.
    fn set_unit(&mut self, unit: usize, number: &str) -> Option<()> {
        match unit {
            0 => {
                let hours: f64 = number.parse().ok()?;
                self.hour = Some(whole(hours));
                if hours.fract() != 0.0 {
                    self.minute = Some(whole(60.0 * hours.fract()));
                }
            }
            1 => {
                let minutes: f64 = number.parse().ok()?;
                self.minute = Some(whole(minutes));
                if minutes.fract() != 0.0 {
                    self.second = Some(whole(60.0 * minutes.fract()));
                }
            }
            _ => self.seconds(number)?,
        }
        Some(())
    }

    /// `HH:MM[:SS[.ffffff]]`
    fn clock(&mut self, hours: &str) -> Option<()> {
        self.hour = hours.parse().ok();
        let minutes = self.number_at(2)?.to_owned();
        self.at += 3;
        self.set_unit(1, &minutes)?;
        if self.mark_at(0) == Some(':')
            && let Some(seconds) = self.number_at(1).map(str::to_owned)
        {
            self.at += 2;
            self.seconds(&seconds)?;
        }
        self.hour.map(|_| ())
    }

    fn seconds(&mut self, number: &str) -> Option<()> {
        let (seconds, fraction) = number.split_once('.').unwrap_or((number, ""));
        self.second = Some(seconds.parse().ok()?);
        if !fraction.is_empty() {
            let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
            self.micro = Some(six.parse().ok()?);
        }
        Some(())
    }

    /// `2003-09-25`, `25.9.2003`, `9/25`, `25-Sep-2003`.
    fn date(&mut self, first: &str, mark: char) -> Option<()> {
        self.calendar.push(first)?;
        self.at += 2;
        for last in [false, true] {
            match self.tokens.get(self.at).cloned() {
                Some(Token::Number(number)) => self.calendar.push(&number)?,
                Some(Token::Word(word)) => {
                    let Some(month) = place(&MONTHS, &word.to_lowercase()) else {
                        return if last { None } else { Some(()) };
                    };
                    self.calendar.push_month(month + 1)?;
                }
                Some(Token::Mark(_)) | None => return if last { None } else { Some(()) },
            }
            self.at += 1;
            if last || self.mark_at(0) != Some(mark) {
                return Some(());
            }
            self.at += 1;
        }
        Some(())
    }

    fn finish(self, today: Moment) -> Option<Moment> {
        let now = today.fields();
        let date = self.calendar.resolve(now.year)?;
        let nothing = date.is_empty()
            && self.weekday.is_none()
            && self.hour.is_none()
            && self.minute.is_none();
        if nothing {
            return None;
        }
        let (year, month) = (date.year.unwrap_or(now.year), date.month.unwrap_or(now.month));
        let day = date.day.unwrap_or(now.day.min(days_in_month(year, month)));
        let hour = match (self.hour, self.afternoon) {
            (Some(hour), Some(true)) if hour < 12 => hour + 12,
            (Some(12), Some(false)) => 0,
            (hour, _) => hour.unwrap_or(0),
        };
        let fields = Fields {
            year,
            month,
            day,
            hour,
            minute: self.minute.unwrap_or(0),
            second: self.second.unwrap_or(0),
            micro: self.micro.unwrap_or(0),
        };
        let offset = TimeSpan::new(self.offset.unwrap_or(0)).ok()?;
        let moment = Moment::new(fields, offset).ok()?;
        match self.weekday {
            Some(weekday) if date.day.is_none() => {
                let days = (weekday - moment.weekday()).rem_euclid(7);
                moment.plus(TimeSpan::new(i128::from(days) * DAY).ok()?).ok()
            }
            _ => Some(moment),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "parts of a day are small")]
fn whole(number: f64) -> i64 {
    number as i64
}

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}

/// The place of a name, or of its first three letters.
fn place(names: &[&str], lower: &str) -> Option<i64> {
    let place = names.iter().position(|name| {
        let name = name.to_lowercase();
        lower == name || name.get(..3) == Some(lower)
    })?;
    i64::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        let today = Moment::new(Fields::date(2024, 5, 31), TimeSpan::ZERO).expect("a date");
        parse(text, today).ok().map(Moment::text)
    }

    #[test]
    fn dates_as_they_are_written() {
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
    fn what_is_no_date_is_refused() {
        for text in ["", "junk", "2021-13-45", "25:00", "2021-02-29", "1 2 3 4 5", "12 o'clock"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
