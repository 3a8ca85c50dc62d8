//! Escapes in strings: `\n`, `\x41`, `\N{BULLET}` ….
//! See docs/language/expressions.md#strings.

use std::ops::Range;

/// An invalid escape sequence in a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadEscape {
    /// Its range in the text.
    pub range: Range<usize>,
    /// The error.
    pub message: String,
}

/// Resolves the escapes of `'…'` and `"…"` (see docs/language/expressions.md#strings). Unknown ones keep their backslash.
pub(super) fn unescape(text: &str) -> Result<String, BadEscape> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let place = text.len() - rest.len();
        let length = escape(rest, &mut result)
            .map_err(|(length, message)| BadEscape { range: place..place + length, message })?;
        if length == 0 {
            result.push('\\');
        }
        rest = &rest[length.max(1)..];
    }
    result.push_str(rest);
    Ok(result)
}

/// Resolves one escape at the start of `rest`: returns its length (0 if it is not an escape),
/// or the length and message of the error.
fn escape(rest: &str, result: &mut String) -> Result<usize, (usize, String)> {
    let Some(kind) = rest[1..].chars().next() else { return Ok(0) };
    match kind {
        'x' => by_number(rest, 2, result),
        'u' => by_number(rest, 4, result),
        'U' => by_number(rest, 8, result),
        'N' => by_name(rest, result),
        '0'..='7' => Ok(octal(rest, result)),
        _ => {
            let Some(plain) = simple(kind) else { return Ok(0) };
            result.push(plain);
            Ok(2)
        }
    }
}

fn simple(kind: char) -> Option<char> {
    Some(match kind {
        '\\' | '\'' | '"' => kind,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        _ => return None,
    })
}

/// `\xHH`, `\uHHHH`, `\UHHHHHHHH`; with too few characters left it is not an escape.
fn by_number(rest: &str, count: usize, result: &mut String) -> Result<usize, (usize, String)> {
    let digits: String = rest[2..].chars().take(count).take_while(|&c| c != '\n').collect();
    if digits.chars().count() < count {
        return Ok(0);
    }
    let length = 2 + digits.len();
    let wrong = || (length, format!("`{}` is not a valid character", &rest[..length]));
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err((length, format!("`{}` needs {count} hexadecimal digits", &rest[..length])));
    }
    let code = u32::from_str_radix(&digits, 16).map_err(|_| wrong())?;
    // Half of a surrogate pair is not a character.
    let surrogate = (0xd800..0xe000).contains(&code);
    let c = if surrogate { '\u{fffd}' } else { char::from_u32(code).ok_or_else(wrong)? };
    result.push(c);
    Ok(length)
}

fn by_name(rest: &str, result: &mut String) -> Result<usize, (usize, String)> {
    let Some(inner) = rest.strip_prefix("\\N{") else { return Ok(0) };
    let Some(end) = inner.find('}').filter(|&end| end > 0) else { return Ok(0) };
    let length = 3 + end + 1;
    let name = &inner[..end];
    let c = crate::syntax::unicode_names::character(name)
        .ok_or_else(|| (length, format!("there is no character named `{name}`")))?;
    result.push(c);
    Ok(length)
}

fn octal(rest: &str, result: &mut String) -> usize {
    let digits: &str = &rest[1..];
    let count = digits.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
    let code = u32::from_str_radix(&digits[..count], 8).unwrap_or(0);
    result.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    1 + count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_follow_yaql() {
        let read = |text: &str| unescape(text).map_err(|bad| bad.range);
        assert_eq!(read(r"a\n\t\\\'"), Ok("a\n\t\\'".into()));
        assert_eq!(read(r"\d\q"), Ok(r"\d\q".into()));
        assert_eq!(read(r"\x4"), Ok(r"\x4".into()));
        assert_eq!(read(r"a\x4g"), Err(1..5));
        assert_eq!(read(r"\1019"), Ok("A9".into()));
        assert_eq!(read(r"\N{BULLET}"), Ok("\u{2022}".into()));
        assert_eq!(read(r"\N{NO SUCH}"), Err(0..11));
        assert_eq!(read(r"\U00110000"), Err(0..10));
        assert_eq!(read(r"\N{}"), Ok(r"\N{}".into()));
    }
}
