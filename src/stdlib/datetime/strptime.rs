//! Parses dates with the directives of C's `strptime` in the C locale.
//!
//! As in the reference implementation, a format is converted to a regular expression; so a
//! directive may be used once, and an unknown one is an error. [`week`] computes days from
//! weeks.

mod week;

use self::week::{Weeks, date_of};
use super::strftime::{DAYS, MONTHS};
use crate::runtime::value::extended::datetime::Fields;
use crate::runtime::value::extended::regex::Flags;
use crate::runtime::value::extended::{Moment, Pattern, TimeSpan};
use crate::runtime::value::fault::{Fault, Outcome};

/// The pattern of each directive; names are added from their lists.
const LETTERS: &[(char, &str)] = &[
    ('d', r"3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9]"),
    ('f', r"[0-9]{1,6}"),
    ('H', r"2[0-3]|[0-1]\d|\d"),
    ('I', r"1[0-2]|0[1-9]|[1-9]"),
    ('G', r"\d\d\d\d"),
    ('j', r"36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]"),
    ('m', r"1[0-2]|0[1-9]|[1-9]"),
    ('M', r"[0-5]\d|\d"),
    ('S', r"6[0-1]|[0-5]\d|\d"),
    ('U', r"5[0-3]|[0-4]\d|\d"),
    ('W', r"5[0-3]|[0-4]\d|\d"),
    ('V', r"5[0-3]|0[1-9]|[1-4]\d|\d"),
    ('w', r"[0-6]"),
    ('u', r"[1-7]"),
    ('y', r"\d\d"),
    ('Y', r"\d\d\d\d"),
    ('z', r"[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|(?-i:Z)"),
    ('p', "am|pm"),
    ('Z', "utc|gmt"),
];

/// Directives that are short for others.
const SHORTHANDS: &[(char, &str)] =
    &[('c', "%a %b %d %H:%M:%S %Y"), ('x', "%m/%d/%y"), ('X', "%H:%M:%S")];

/// Parses a moment; the whole text must match the format.
pub(super) fn strptime(text: &str, format: &str) -> Outcome<Moment> {
    let mut source = String::from(r"\A");
    expression(&mut source, format)?;
    let flags = Flags { ignore_case: true, ..Flags::default() };
    let pattern = Pattern::new(&source, flags)?;
    let fault = || Fault::value_error(format!("`{text}` does not follow the format `{format}`"));
    let found = pattern.find_at(text, 0)?.ok_or_else(fault)?;
    if found.get(0).is_some_and(|whole| whole.end() < text.len()) {
        return Err(fault());
    }
    let mut reading = StrptimeFields::default();
    for (group, name) in pattern.group_names() {
        let Some(piece) = found.get(group) else { continue };
        let letter = name.chars().next().unwrap_or_default();
        reading.read(letter, piece.as_str()).ok_or_else(fault)?;
    }
    reading.finish().map_err(|why| why.unwrap_or_else(fault))
}

/// Converts a format to a regular expression: any amount of white space, and a group for each
/// directive.
fn expression(out: &mut String, format: &str) -> Outcome<()> {
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '%' => match rest.next() {
                Some('%') => out.push('%'),
                Some(letter) => directive(out, letter)?,
                None => return Err(Fault::value_error("the format ends in a `%`")),
            },
            c if c.is_whitespace() => {
                while rest.next_if(|c| c.is_whitespace()).is_some() {}
                out.push_str(r"\s+");
            }
            c => {
                if c.is_ascii_punctuation() {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    Ok(())
}

fn directive(out: &mut String, letter: char) -> Outcome<()> {
    if let Some((_, format)) = SHORTHANDS.iter().find(|(c, _)| *c == letter) {
        return expression(out, format);
    }
    let short = |names: &[&str]| names.iter().map(|name| &name[..3]).collect::<Vec<_>>().join("|");
    let known = LETTERS.iter().find(|(c, _)| *c == letter).map(|(_, form)| (*form).to_owned());
    let form = match letter {
        'a' => short(&DAYS),
        'A' => DAYS.join("|"),
        'b' => short(&MONTHS),
        'B' => MONTHS.join("|"),
        _ => known.ok_or_else(|| {
            Fault::value_error(format!("`%{letter}` is not a directive that can be parsed"))
        })?,
    };
    out.push_str(&format!("(?P<{letter}>{form})"));
    Ok(())
}

/// The parts found so far.
#[derive(Default)]
struct StrptimeFields {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hour: i64,
    twelve: Option<i64>,
    afternoon: bool,
    minute: i64,
    second: i64,
    micro: i64,
    weeks: Weeks,
    /// Offset from UTC in microseconds.
    offset: i128,
}

impl StrptimeFields {
    /// Stores the text that a directive matched.
    fn read(&mut self, letter: char, text: &str) -> Option<()> {
        // Table of Python's directives. The regular expression has checked the digits, so a
        // failed conversion means an unknown name. Parts that only work together are combined
        // in `finish`.
        let number = || text.trim_start().parse::<i64>().ok();
        match letter {
            'y' => self.year = number().map(|year| if year < 69 { 2000 } else { 1900 } + year),
            'Y' => self.year = Some(number()?),
            'm' => self.month = Some(number()?),
            'b' | 'B' => self.month = Some(place(&MONTHS, text)? + 1),
            'd' => self.day = Some(number()?),
            'H' => self.hour = number()?,
            'I' => self.twelve = Some(number()?),
            'p' => self.afternoon = text.eq_ignore_ascii_case("pm"),
            'M' => self.minute = number()?,
            'S' => self.second = number()?,
            'f' => self.micro = format!("{text:0<6}").parse().ok()?,
            'a' | 'A' => self.weeks.weekday = Some(place(&DAYS, text)?),
            'w' => self.weeks.weekday = Some((number()? + 6) % 7),
            'u' => self.weeks.weekday = Some(number()? - 1),
            'j' => self.weeks.day_of_year = Some(number()?),
            'U' => self.weeks.week = Some((number()?, 6)),
            'W' => self.weeks.week = Some((number()?, 0)),
            'V' => self.weeks.iso_week = Some(number()?),
            'G' => self.weeks.iso_year = Some(number()?),
            'z' => self.offset = zone(text)?,
            _ => {}
        }
        Some(())
    }

    /// The moment; `Err(None)` if the parts contradict each other.
    fn finish(self) -> Result<Moment, Option<Fault>> {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if !self.weeks.go_together(self.year) {
            return Err(None);
        }
        let (year, month, day) = match self.weeks.date(self.year.unwrap_or(1900)) {
            Some(ordinal) => date_of(ordinal).ok_or(None)?,
            None => (self.year.unwrap_or(1900), month, day),
        };
        let hour = match self.twelve {
            Some(twelve) => twelve % 12 + if self.afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let (minute, second, micro) = (self.minute, self.second, self.micro);
        let fields = Fields { year, month, day, hour, minute, second, micro };
        let offset = TimeSpan::new(self.offset).map_err(Some)?;
        Moment::new(fields, offset).and_then(Moment::checked).map_err(Some)
    }
}

/// The index of a name, found by the name or its first three letters, in any case.
fn place(names: &[&str], text: &str) -> Option<i64> {
    let first = text.get(..3)?;
    let begins = |name: &&str| name.get(..3).is_some_and(|n| first.eq_ignore_ascii_case(n));
    i64::try_from(names.iter().position(begins)?).ok()
}

/// `Z`, `±HHMM`, `±HH:MM`, with seconds and their fraction if there are some; in microseconds.
fn zone(text: &str) -> Option<i128> {
    if text == "Z" {
        return Some(0);
    }
    let colons = text.matches(':').count();
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = clock.chars().filter(char::is_ascii_digit).collect();
    if colons != 0 && colons != digits.len() / 2 - 1 {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).unwrap_or("0").parse::<i128>().ok();
    let seconds = (part(0)? * 60 + part(2)?) * 60 + part(4)?;
    let micros = seconds * 1_000_000 + format!("{fraction:0<6}").parse::<i128>().ok()?;
    Some(if text.starts_with('-') { -micros } else { micros })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: &str) -> String {
        match strptime(text, format) {
            Ok(moment) => moment.text(),
            Err(fault) => fault.name().to_owned(),
        }
    }

    #[test]
    fn dates_follow_formats() {
        // One format for each group of directives, then formats whose parts contradict each
        // other.
        for (text, format, expected) in [
            ("04.03.21 7PM", "%d.%m.%y %I%p", "2021-03-04 19:00:00+00:00"),
            ("Thu Mar  4 05:06:07 2021", "%c", "2021-03-04 05:06:07+00:00"),
            ("2021-063T1.5+02:30", "%Y-%jT%H.%f%z", "2021-03-04 01:00:00.500000+02:30"),
            ("+00003608", "%z%M%m", "1900-08-01 00:00:00+00:00:36"),
            ("2021 9 Thu", "%Y %W %a", "2021-03-04 00:00:00+00:00"),
            ("2021 0 0", "%Y %U %w", "2020-12-27 00:00:00+00:00"),
            ("2021-W09-4", "%G-W%V-%u", "2021-03-04 00:00:00+00:00"),
            ("1968 68Feb", "%G %y%b", "2068-02-01 00:00:00+00:00"),
            ("9", "%W", "1900-01-01 00:00:00+00:00"),
            ("2021-W53-4", "%G-W%V-%u", "ValueError"),
            ("2021-W09", "%G-W%V", "ValueError"),
            ("2021 9 4", "%Y %V %u", "ValueError"),
            ("2021-02-29", "%Y-%m-%d", "ValueError"),
            ("1 2", "%d %d", "error"),
            ("1", "%D", "ValueError"),
            ("1", "%", "ValueError"),
            ("1x", "%d", "ValueError"),
        ] {
            assert_eq!(
                read(text, format).rsplit('.').next(),
                expected.rsplit('.').next(),
                "{text}"
            );
        }
    }
}
