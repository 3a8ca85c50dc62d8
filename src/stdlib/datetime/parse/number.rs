//! Numbers in a date: a part of the date, of the time, or several parts at once, decided by
//! length and by the tokens around.

use super::reading::DateFields;
use super::{tokens, words};

impl DateFields {
    /// Parses the number at the current token and the tokens that belong to it; then the
    /// current token is the last of them.
    pub(super) fn number(&mut self, number: &str) -> Option<()> {
        // Six interpretations, in the order of the reference implementation's parser: the first
        // one that fits wins. A complete date makes the next two or four digits a time, so that
        // condition comes first.
        let (len, has_point) = (number.len(), number.contains('.'));
        let next_is_time =
            self.ahead(1).is_some_and(|next| next == ":" || words::unit(next).is_some());
        if self.calendar.len() == 3 && matches!(len, 2 | 4) && self.hour.is_none() && !next_is_time
        {
            self.hour = Some(tokens::whole(number.get(..2)?)?);
            if len == 4 {
                self.minute = Some(tokens::whole(number.get(2..)?)?);
            }
        } else if len == 6 || number.find('.') == Some(6) {
            self.six_digits(number, has_point)?;
        } else if matches!(len, 8 | 12 | 14) {
            self.whole_date(number)?;
        } else if let Some((unit, at)) = self.unit_around() {
            self.at = self.at.max(at);
            self.set_unit(unit, number)?;
        } else if self.ahead(1) == Some(":") && self.ahead(2).is_some() {
            self.clock(number)?;
        } else if let Some(mark @ ("-" | "/" | ".")) = self.ahead(1) {
            let mark = mark.to_owned();
            self.date(number, &mark)?;
        } else {
            self.alone(number)?;
        }
        Some(())
    }

    /// `YYMMDD` as long as there is no date, else `HHMMSS[.ffffff]`.
    fn six_digits(&mut self, number: &str, has_point: bool) -> Option<()> {
        if self.calendar.len() == 0 && !has_point {
            return [0, 2, 4]
                .iter()
                .try_for_each(|at| self.calendar.push(number.get(*at..at + 2)?));
        }
        self.hour = Some(tokens::whole(number.get(..2)?)?);
        self.minute = Some(tokens::whole(number.get(2..4)?)?);
        self.seconds(number.get(4..)?)
    }

    /// `YYYYMMDD[HHMM[SS]]`
    fn whole_date(&mut self, number: &str) -> Option<()> {
        self.calendar.push_year(number.get(..4)?)?;
        self.calendar.push(number.get(4..6)?)?;
        self.calendar.push(number.get(6..8)?)?;
        if number.len() > 8 {
            self.hour = Some(tokens::whole(number.get(8..10)?)?);
            self.minute = Some(tokens::whole(number.get(10..12)?)?);
        }
        if number.len() > 12 {
            self.second = Some(tokens::whole(number.get(12..)?)?);
        }
        Some(())
    }

    /// The unit of the number, and the token that names it. After a number with a unit the next
    /// smaller unit may be omitted.
    fn unit_around(&self) -> Option<(usize, usize)> {
        let unit_at = |at: usize| words::unit(self.tokens.get(at)?);
        let at = self.at;
        if let Some(unit) = unit_at(at + 1) {
            return Some((unit, at + 1));
        }
        if let (Some(" "), Some(unit)) = (self.ahead(1), unit_at(at + 2)) {
            return Some((unit, at + 2));
        }
        if let Some(unit) = at.checked_sub(1).and_then(unit_at) {
            return Some((unit + 1, at));
        }
        let is_last = at + 1 == self.tokens.len();
        if is_last && at > 1 && self.tokens[at - 1] == " " {
            return unit_at(at - 2).map(|unit| (unit + 1, at));
        }
        None
    }

    /// `10h36m28.5s`: sets a number with a unit; a fraction continues in the next smaller unit.
    fn set_unit(&mut self, unit: usize, number: &str) -> Option<()> {
        match unit {
            0 => {
                let (hours, part) = split(number)?;
                self.hour = Some(hours);
                if part != 0.0 {
                    self.minute = Some(sixtieths(part));
                }
            }
            1 => self.minutes(number)?,
            2 => self.seconds(number)?,
            _ => {}
        }
        Some(())
    }

    fn minutes(&mut self, number: &str) -> Option<()> {
        let (minutes, part) = split(number)?;
        self.minute = Some(minutes);
        self.second = (part != 0.0).then(|| sixtieths(part));
        Some(())
    }

    fn seconds(&mut self, number: &str) -> Option<()> {
        let (seconds, fraction) = number.split_once('.').unwrap_or((number, "0"));
        self.second = Some(tokens::whole(seconds)?);
        let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
        self.micro = Some(tokens::whole(&six)?);
        Some(())
    }

    /// `HH:MM[:SS[.ffffff]]`
    fn clock(&mut self, hours: &str) -> Option<()> {
        self.hour = Some(split(hours)?.0);
        let minutes = self.ahead(2).filter(|token| tokens::is_number(token))?.to_owned();
        self.minutes(&minutes)?;
        if self.ahead(3) == Some(":")
            && let Some(seconds) = self.ahead(4).map(str::to_owned)
        {
            self.seconds(&seconds)?;
            self.at += 2;
        }
        self.at += 2;
        Some(())
    }

    /// `2003-09-25`, `25.9.2003`, `9/25`, `25-Sep-2003`.
    fn date(&mut self, first: &str, mark: &str) -> Option<()> {
        self.calendar.push(first)?;
        if let Some(second) = self.ahead(2).filter(|second| !words::is_idle(second)) {
            let second = second.to_owned();
            if tokens::is_digits(&second) {
                self.calendar.push(&second)?;
            } else {
                self.calendar.push_month(words::month(&second)?)?;
            }
            if self.ahead(3) == Some(mark) {
                let third = self.ahead(4)?.to_owned();
                match words::month(&third) {
                    Some(month) => self.calendar.push_month(month)?,
                    None => self.calendar.push(&third)?,
                }
                self.at += 2;
            }
            self.at += 1;
        }
        self.at += 1;
        Some(())
    }

    /// A number without a separator: an hour with `am` or `pm`, or a part of the date.
    fn alone(&mut self, number: &str) -> Option<()> {
        let (value, _) = split(number)?;
        let half = |by: usize| self.ahead(by).and_then(words::half_of_day);
        let (next, after_next) = (half(1), half(2));
        if self.ahead(1).is_none_or(words::is_idle) {
            match after_next {
                Some(afternoon) => {
                    self.hour = Some(words::of_day(value, afternoon));
                    self.at += 1;
                }
                None => self.calendar.push_value(value)?,
            }
            self.at += 1;
        } else if let Some(afternoon) = next.filter(|_| value < 24) {
            self.hour = Some(words::of_day(value, afternoon));
            self.at += 1;
        } else if self.calendar.could_be_day(value) {
            self.calendar.push_value(value)?;
        } else {
            return None;
        }
        Some(())
    }
}

/// The integral part of a number, and its fraction.
fn split(number: &str) -> Option<(i64, f64)> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    Some((tokens::whole(whole)?, format!("0.{fraction}").parse().ok()?))
}

#[expect(clippy::cast_possible_truncation, reason = "it is less than sixty")]
fn sixtieths(part: f64) -> i64 {
    (60.0 * part + 1e-9) as i64
}
