//! Tokens of a date: numbers (with one decimal point), words, separators; white space is one
//! space.

/// Splits a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest: &str = text;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            c if c.is_alphabetic() => word(rest),
            c if c.is_numeric() => number(rest),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(len);
        rest = after;
        match first {
            '\0' => {}
            c if c.is_whitespace() => out.push(" ".to_owned()),
            c if c.is_alphabetic() || c.is_numeric() => push(piece, &mut out),
            _ => out.push(piece.to_owned()),
        }
    }
    out
}

/// The length of a word in bytes: letters, and points followed by letters; a digit may follow a
/// point too.
fn word(text: &str) -> usize {
    run(text, Start::Letter)
}

/// The length of a number in bytes: digits, and points followed by digits; a comma counts as a
/// point after at least two digits.
fn number(text: &str) -> usize {
    run(text, Start::Digit)
}

/// What a run of characters begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Letter,
    Digit,
}

fn run(text: &str, start: Start) -> usize {
    let mut digits = start == Start::Digit;
    let (mut pointed, mut count, mut last) = (false, 0, ' ');
    for (at, c) in text.char_indices() {
        let same = if digits { c.is_numeric() } else { c.is_alphabetic() };
        let other = if digits { c.is_alphabetic() } else { c.is_numeric() };
        if same {
        } else if c == '.' || c == ',' && digits && !pointed && count >= 2 {
            pointed = true;
        } else if other && pointed && last == '.' {
            digits = !digits;
        } else {
            return at;
        }
        (count, last) = (count + 1, c);
    }
    text.len()
}

/// Adds a token. One point inside a number is a decimal point; several, one at the end, or any
/// in a word are separators.
fn push(piece: &str, out: &mut Vec<String>) {
    let points = piece.matches('.').count();
    let split = piece.contains(['.', ','])
        && (piece.contains(char::is_alphabetic) || points > 1 || piece.ends_with(['.', ',']));
    if !split {
        let plain = if points == 0 { piece.replace(',', ".") } else { piece.to_owned() };
        out.push(plain);
        return;
    }
    for part in piece.split_inclusive(['.', ',']) {
        let inside = part.trim_end_matches(['.', ',']);
        if !inside.is_empty() {
            out.push(inside.to_owned());
        }
        if part.len() > inside.len() {
            out.push(part[inside.len()..].to_owned());
        }
    }
}

/// Whether it consists of digits, with or without a decimal point.
pub(super) fn is_number(token: &str) -> bool {
    let (whole, fraction) = token.split_once('.').unwrap_or((token, "0"));
    is_digits(whole) && is_digits(fraction)
}

/// Whether it consists of digits.
pub(super) fn is_digits(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit())
}

/// The integer of digits; one too large for any date is the largest.
pub(super) fn whole(digits: &str) -> Option<i64> {
    is_digits(digits).then(|| digits.parse().unwrap_or(i64::MAX))
}
