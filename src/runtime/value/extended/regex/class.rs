//! Character classes and character escapes, translated from Python's notation to the engine's.

use std::iter::Peekable;
use std::str::Chars;

use crate::syntax::unicode_names;

/// Translates a character class after its `[`, up to and with the closing bracket.
pub(super) fn translate(
    rest: &mut Peekable<Chars<'_>>,
    out: &mut String,
    ascii: bool,
) -> Result<(), String> {
    // `]` is literal as the first member and `-` as the last one. Members are written as
    // escaped codes, because the engine has operators (`&&`, `[`) that Python's classes have
    // not.
    out.push('[');
    if rest.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let Some(c) = rest.next() else {
            return Err("unterminated character set".to_owned());
        };
        if c == ']' && !first {
            out.push(']');
            return Ok(());
        }
        first = false;
        let low = member(c, rest, out, ascii)?;
        let is_range =
            rest.peek() == Some(&'-') && !matches!(rest.clone().nth(1), Some(']') | None);
        if !is_range {
            out.extend(low.map(coded));
            continue;
        }
        rest.next();
        let c = rest.next().unwrap_or(']');
        let high = member(c, rest, out, ascii)?;
        let (Some(low), Some(high)) = (low, high) else {
            return Err("bad character range".to_owned());
        };
        if low > high {
            return Err("bad character range".to_owned());
        }
        *out += &format!("{}-{}", coded(low), coded(high));
    }
}

/// Translates one member: returns the code of a character, or `None` for a class such as `\d`,
/// which is written at once.
fn member(
    c: char,
    rest: &mut Peekable<Chars<'_>>,
    out: &mut String,
    ascii: bool,
) -> Result<Option<u32>, String> {
    if c != '\\' {
        return Ok(Some(u32::from(c)));
    }
    match rest.next() {
        Some(c @ ('d' | 'D' | 's' | 'S' | 'w' | 'W')) => {
            out.push_str(kind(c, ascii));
            Ok(None)
        }
        Some('b') => Ok(Some(8)),
        Some(c @ '0'..='7') => Ok(Some(octal(c, rest, 2))),
        Some(c) => character_escape(c, rest).map(Some),
        None => Err("unterminated character set".to_owned()),
    }
}

/// A class such as `\d`, as a class of its own or a part of one.
pub(super) fn kind(letter: char, ascii: bool) -> &'static str {
    match (letter, ascii) {
        ('d', false) => r"\d",
        ('D', false) => r"\D",
        ('w', false) => r"\w",
        ('W', false) => r"\W",
        ('s', false) => r"[\s\x1c-\x1f]",
        ('d', true) => "[0-9]",
        ('D', true) => "[^0-9]",
        ('w', true) => "[0-9A-Za-z_]",
        ('W', true) => "[^0-9A-Za-z_]",
        ('s', true) => r"[ \t\n\r\f\v]",
        (_, true) => r"[^ \t\n\r\f\v]",
        (_, false) => r"[^\s\x1c-\x1f]",
    }
}

/// The character that `\c` means.
pub(super) fn character_escape(c: char, rest: &mut Peekable<Chars<'_>>) -> Result<u32, String> {
    Ok(match c {
        'a' => 7,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        'x' => hex(c, rest, 2)?,
        'u' => hex(c, rest, 4)?,
        'U' => hex(c, rest, 8)?,
        'N' => named(rest)?,
        c if c.is_ascii_alphanumeric() => return Err(format!("bad escape \\{c}")),
        c => u32::from(c),
    })
}

/// An octal number of the first digit and at most `more` further ones.
pub(super) fn octal(first: char, rest: &mut Peekable<Chars<'_>>, more: usize) -> u32 {
    let mut code = first.to_digit(8).unwrap_or(0);
    for _ in 0..more {
        let Some(digit) = rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8)) else {
            break;
        };
        code = code * 8 + digit;
    }
    code
}

/// A character of a pattern, by its code.
pub(super) fn coded(code: u32) -> String {
    match char::from_u32(code) {
        Some(c) if c.is_ascii_alphanumeric() || !c.is_ascii() => c.to_string(),
        _ => format!("\\x{{{code:X}}}"),
    }
}

/// `{UNICODE NAME}`
fn named(rest: &mut Peekable<Chars<'_>>) -> Result<u32, String> {
    if rest.next_if_eq(&'{').is_none() {
        return Err("missing { after \\N".to_owned());
    }
    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
    match unicode_names::character(&name) {
        Some(c) => Ok(u32::from(c)),
        None => Err(format!("undefined character name '{name}'")),
    }
}

fn hex(letter: char, rest: &mut Peekable<Chars<'_>>, digits: usize) -> Result<u32, String> {
    let mut code = 0;
    for _ in 0..digits {
        let Some(digit) = rest.next().and_then(|c| c.to_digit(16)) else {
            return Err(format!("incomplete escape \\{letter}"));
        };
        code = code * 16 + digit;
    }
    if char::from_u32(code).is_none() {
        return Err(format!("bad escape \\{letter}"));
    }
    Ok(code)
}
