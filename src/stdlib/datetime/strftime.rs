//! Formats dates with the directives of C's `strftime` in the C locale.

use std::fmt::Write as _;

use crate::runtime::value::extended::Moment;
use crate::runtime::value::fault::Outcome;

/// The days of the week, from Monday.
pub(super) const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Formats a moment; an unknown directive is copied.
pub(super) fn strftime(moment: Moment, format: &str) -> Outcome<String> {
    let mut out = String::new();
    let mut rest = format.chars();
    while let Some(c) = rest.next() {
        match (c, rest.clone().next()) {
            ('%', Some(letter)) => {
                rest.next();
                let (padded, letter) = match letter {
                    '-' => (false, rest.next().unwrap_or('-')),
                    letter => (true, letter),
                };
                directive(&mut out, moment, letter, padded)?;
            }
            (c, _) => out.push(c),
        }
    }
    Ok(out)
}

fn directive(out: &mut String, moment: Moment, letter: char, padded: bool) -> Outcome<()> {
    // Table of the numeric directives of C99 and glibc: value, width and fill character.
    // `named` has those that are text. `-` before the letter (`padded` is false) omits the
    // fill.
    let f = moment.fields();
    let weekday = moment.weekday();
    let name = |names: &[&'static str], i: i64| -> &'static str {
        usize::try_from(i).ok().and_then(|i| names.get(i).copied()).unwrap_or("")
    };
    let twelve = if f.hour % 12 == 0 { 12 } else { f.hour % 12 };
    let (number, width, fill) = match letter {
        'Y' => (f.year, 1, '0'),
        'C' => (f.year / 100, 2, '0'),
        'y' => (f.year % 100, 2, '0'),
        'm' => (f.month, 2, '0'),
        'd' => (f.day, 2, '0'),
        'e' => (f.day, 2, ' '),
        'H' => (f.hour, 2, '0'),
        'k' => (f.hour, 2, ' '),
        'I' => (twelve, 2, '0'),
        'l' => (twelve, 2, ' '),
        'M' => (f.minute, 2, '0'),
        'S' => (f.second, 2, '0'),
        'f' => (f.micro, 6, '0'),
        'j' => (moment.day_of_year(), 3, '0'),
        'w' => ((weekday + 1) % 7, 1, '0'),
        'u' => (weekday + 1, 1, '0'),
        'U' => ((moment.day_of_year() + 6 - (weekday + 1) % 7) / 7, 2, '0'),
        'W' => ((moment.day_of_year() + 6 - weekday) / 7, 2, '0'),
        'V' => (iso_week(moment).1, 2, '0'),
        'G' => (iso_week(moment).0, 1, '0'),
        'g' => (iso_week(moment).0 % 100, 2, '0'),
        's' => (moment.instant().div_euclid(1_000_000), 1, '0'),
        _ => return named(out, moment, letter, &name),
    };
    let _ = match (padded, fill) {
        (false, _) => write!(out, "{number}"),
        (true, '0') => write!(out, "{number:0width$}"),
        (true, _) => write!(out, "{number:width$}"),
    };
    Ok(())
}

fn named(
    out: &mut String,
    moment: Moment,
    letter: char,
    name: &dyn Fn(&[&'static str], i64) -> &'static str,
) -> Outcome<()> {
    // Table of the textual directives of C99 and glibc in the C locale, some of which are short
    // for several others. Unknown ones are copied, as glibc does.
    let f = moment.fields();
    let day = name(&DAYS, moment.weekday());
    let month = name(&MONTHS, f.month - 1);
    let short = |name: &str| name.get(..3).unwrap_or(name).to_owned();
    match letter {
        'a' => *out += &short(day),
        'A' => *out += day,
        'b' | 'h' => *out += &short(month),
        'B' => *out += month,
        'p' => *out += if f.hour < 12 { "AM" } else { "PM" },
        'P' => *out += if f.hour < 12 { "am" } else { "pm" },
        'z' => *out += &moment.checked()?.offset_text("").replacen(':', "", 1),
        'Z' => *out += if moment.offset().micros() == 0 { "UTC" } else { "" },
        'n' => out.push('\n'),
        't' => out.push('\t'),
        '%' => out.push('%'),
        'c' => *out += &strftime(moment, "%a %b %e %H:%M:%S %Y")?,
        'D' | 'x' => *out += &strftime(moment, "%m/%d/%y")?,
        'F' => *out += &strftime(moment, "%Y-%m-%d")?,
        'R' => *out += &strftime(moment, "%H:%M")?,
        'r' => *out += &strftime(moment, "%I:%M:%S %p")?,
        'T' | 'X' => *out += &strftime(moment, "%H:%M:%S")?,
        other => {
            out.push('%');
            out.push(other);
        }
    }
    Ok(())
}

/// Year and week of ISO 8601: weeks begin on Mondays, the first has the year's first Thursday.
fn iso_week(moment: Moment) -> (i64, i64) {
    let year = moment.fields().year;
    let week = (moment.day_of_year() - moment.weekday() + 9) / 7;
    let weeks_of = |year: i64| {
        let dominical = |y: i64| (y + y / 4 - y / 100 + y / 400) % 7;
        if dominical(year) == 4 || dominical(year - 1) == 3 { 53 } else { 52 }
    };
    if week < 1 {
        (year - 1, weeks_of(year - 1))
    } else if week > weeks_of(year) {
        (year + 1, 1)
    } else {
        (year, week)
    }
}
