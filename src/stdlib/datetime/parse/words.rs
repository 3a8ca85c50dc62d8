//! The words of dates: days, months, units, `am` and `pm`, names of UTC, and words without a
//! meaning.

use super::super::strftime::{DAYS, MONTHS};

/// Words and separators without a meaning.
const IDLE: &[&str] = &[
    " ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd",
    "th",
];

/// Names of hours, minutes and seconds.
const UNITS: [&[&str]; 3] =
    [&["h", "hour", "hours"], &["m", "minute", "minutes"], &["s", "second", "seconds"]];

/// The number of a day of the week, full or abbreviated; Monday is 0.
pub(super) fn weekday(word: &str) -> Option<i64> {
    place(&DAYS, &word.to_lowercase())
}

/// The number of a month, full or abbreviated; January is 1.
pub(super) fn month(word: &str) -> Option<i64> {
    let lower = word.to_lowercase();
    place(&MONTHS, &lower).or((lower == "sept").then_some(8)).map(|place| place + 1)
}

/// `true` for a word of the afternoon, `false` for one of the morning, `None` for another word.
pub(super) fn half_of_day(word: &str) -> Option<bool> {
    match &*word.to_lowercase() {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}

/// Converts an hour of the 12-hour clock.
pub(super) fn of_day(hour: i64, afternoon: bool) -> i64 {
    match (hour, afternoon) {
        (hour, true) if hour < 12 => hour + 12,
        (12, false) => 0,
        (hour, _) => hour,
    }
}

/// 0 for hours, 1 for minutes, 2 for seconds.
pub(super) fn unit(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    UNITS.iter().position(|names| names.contains(&&*lower))
}

/// Whether the word has no meaning in a date.
pub(super) fn is_idle(word: &str) -> bool {
    IDLE.contains(&&*word.to_lowercase())
}

/// Whether the word is a name of UTC.
pub(super) fn is_utc(word: &str) -> bool {
    matches!(&*word.to_lowercase(), "utc" | "gmt" | "z")
}

/// Whether the word is a name of UTC in its usual case.
pub(super) fn is_utc_as_written(word: &str) -> bool {
    matches!(word, "UTC" | "GMT" | "Z" | "z")
}

/// The index of a name, found by the name or its first three letters.
fn place(names: &[&str], lower: &str) -> Option<i64> {
    let place = names.iter().position(|name| {
        let name = name.to_lowercase();
        lower == name || name.get(..3) == Some(lower)
    })?;
    i64::try_from(place).ok()
}
