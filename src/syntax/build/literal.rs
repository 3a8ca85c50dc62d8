//! Numbers and strings: from their spelling to what they mean.

use std::ops::Range;

use super::Builder;
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{ExprKind, Piece, Text};

/// An escape that names no character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::syntax) struct BadEscape {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub message: String,
}

impl<'i> Builder<'_> {
    /// A number: an int, an int beyond 64 bits, or a float.
    pub(super) fn number(&mut self, node: &Node<'i>) -> ExprKind {
        let digits: String = node.as_str().chars().map(ascii_digit).collect();
        if digits.contains('.') {
            return digits.parse().map_or(ExprKind::Error, ExprKind::Float);
        }
        match digits.parse() {
            Ok(value) => ExprKind::Int(value),
            Err(_) => ExprKind::BigInt(digits.trim_start_matches('0').into()),
        }
    }

    /// `'…'`, and YAQL's `"…"`.
    pub(super) fn quoted(&mut self, node: &Node<'i>) -> ExprKind {
        let text = node.as_str();
        ExprKind::Str(self.unescaped(&text[1..text.len() - 1], self.span(node).start + 1).into())
    }

    /// `` `…` ``: only the quote itself can be escaped.
    pub(super) fn verbatim(&mut self, node: &Node<'i>) -> ExprKind {
        let text = node.as_str();
        ExprKind::Str(text[1..text.len() - 1].replace("\\`", "`").into())
    }

    /// `"…\(expr)…"`.
    pub(super) fn interpolated(&mut self, node: Node<'i>) -> ExprKind {
        let mut pieces = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::double_text => {
                    let text = self.unescaped(part.as_str(), self.span(&part).start);
                    pieces.push(Piece::Text(text.into()));
                }
                Rule::splice => pieces.push(Piece::Expr(self.only_expression(part))),
                _ => {}
            }
        }
        joined(pieces)
    }

    /// `"""…"""`: the line breaks next to the quotes and the common indentation are no part of it.
    pub(super) fn block_string(&mut self, node: Node<'i>) -> ExprKind {
        let parts: Vec<_> =
            node.into_inner().filter(|p| p.as_rule() != Rule::comment_line).collect();
        let texts = |p: &Node<'i>| p.as_rule() == Rule::block_text;
        let indent = common_indent(&parts);
        let last = parts.len().saturating_sub(1);
        let mut pieces = Vec::new();
        for (index, part) in parts.into_iter().enumerate() {
            if texts(&part) {
                let start = self.span(&part).start;
                let raw = part.as_str();
                let (raw, begins) =
                    if index == 0 { without_first_break(raw) } else { (raw, false) };
                let raw = if index == last { without_last_line(raw) } else { raw };
                let stripped = strip(raw, indent, begins);
                pieces.push(Piece::Text(self.unescaped(&stripped, start).into()));
            } else if part.as_rule() == Rule::splice {
                pieces.push(Piece::Expr(self.only_expression(part)));
            }
        }
        joined(pieces)
    }

    /// Resolves escapes; a bad one is reported at its place.
    fn unescaped(&mut self, text: &str, start: u32) -> String {
        if !text.contains('\\') {
            return text.to_owned();
        }
        unescape(text).unwrap_or_else(|bad| {
            let from = start + bad.range.start as u32;
            let span = Span::new(from, start + bad.range.end as u32);
            self.report(codes::BAD_ESCAPE, span, bad.message);
            String::new()
        })
    }
}

/// Resolves the escapes of `'…'` and `"…"` (see docs/language/expressions.md#strings). Unknown ones keep their backslash.
pub(in crate::syntax) fn unescape(text: &str) -> Result<String, BadEscape> {
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

/// One escape at the start of `rest`: how long it is (0: it is none), or how long and what is wrong.
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

/// `\xHH` and its longer kin; with too few characters left it is no escape.
fn by_number(rest: &str, count: usize, result: &mut String) -> Result<usize, (usize, String)> {
    let digits: String = rest[2..].chars().take(count).take_while(|&c| c != '\n').collect();
    if digits.chars().count() < count {
        return Ok(0);
    }
    let length = 2 + digits.len();
    let wrong = || (length, format!("`{}` names no character", &rest[..length]));
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err((length, format!("`{}` needs {count} hexadecimal digits", &rest[..length])));
    }
    let code = u32::from_str_radix(&digits, 16).map_err(|_| wrong())?;
    // Half a surrogate pair is no text here; what it stands for cannot be told.
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
    let c = unicode_names2::character(name)
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

/// The ASCII digit of a decimal digit of any script; anything else as it is.
fn ascii_digit(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    // Decimal digits of a script are ten consecutive characters; the zero is the one whose predecessor is no digit.
    let mut value = 0;
    let mut probe = u32::from(c);
    while value < 9 && char::from_u32(probe - 1).is_some_and(pest::unicode::DECIMAL_NUMBER) {
        probe -= 1;
        value += 1;
    }
    char::from_digit(value, 10).unwrap_or('0')
}

fn joined(mut pieces: Vec<Piece>) -> ExprKind {
    match pieces.pop() {
        None => ExprKind::Str(Text::from("")),
        Some(Piece::Text(text)) if pieces.is_empty() => ExprKind::Str(text),
        Some(last) => {
            pieces.push(last);
            ExprKind::Interpolated(pieces)
        }
    }
}

/// The indentation that all lines of a block have, the closing quotes' line included.
fn common_indent(parts: &[Node<'_>]) -> usize {
    let mut least = usize::MAX;
    for (index, part) in parts.iter().enumerate() {
        let ends = index + 1 == parts.len();
        let mut lines = part.as_str().split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            let blank = line.trim_start_matches([' ', '\t']).len();
            if part.as_rule() == Rule::block_text && (blank > 0 && line != "\r" || last) {
                let counts = !(last && ends) || blank == 0;
                least = if counts { least.min(line.len() - blank) } else { least };
            }
        }
    }
    if least == usize::MAX { 0 } else { least }
}

/// The text after a line break that follows the opening quotes, and whether there was one.
fn without_first_break(raw: &str) -> (&str, bool) {
    let line = raw.split_inclusive('\n').next().unwrap_or("");
    if line.ends_with('\n') && line.trim().is_empty() {
        return (&raw[line.len()..], true);
    }
    (raw, false)
}

fn without_last_line(raw: &str) -> &str {
    match raw.rfind('\n') {
        Some(at) if raw[at..].trim().is_empty() => raw[..at].trim_end_matches('\r'),
        _ => raw,
    }
}

/// Takes the indentation from every line; `first`: the text begins with a line.
fn strip(raw: &str, indent: usize, first: bool) -> String {
    let mut result = String::with_capacity(raw.len());
    for (index, line) in raw.split_inclusive('\n').enumerate() {
        let at_start = index > 0 || first;
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        result.push_str(&line[if at_start { blanks.min(indent) } else { 0 }..]);
    }
    result
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

    #[test]
    fn digits_of_any_script_count() {
        assert_eq!("١٢٣".chars().map(ascii_digit).collect::<String>(), "123");
    }
}
