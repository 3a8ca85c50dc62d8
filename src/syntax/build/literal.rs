//! Numbers and strings: decodes their spelling.

use super::Builder;
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::escape::unescape;
use crate::syntax::grammar::{GrammarNode, Rule};
use crate::syntax::tree::{ExprKind, Piece, Text};

impl<'i> Builder<'_> {
    /// A number: an integer, an integer beyond 64 bits, or a float.
    pub(super) fn number(&mut self, node: &GrammarNode<'i>) -> ExprKind {
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
    pub(super) fn quoted(&mut self, node: &GrammarNode<'i>) -> ExprKind {
        let text = node.as_str();
        ExprKind::Str(self.unescaped(&text[1..text.len() - 1], self.span(node).start + 1).into())
    }

    /// `` `…` ``: only the quote itself can be escaped.
    pub(super) fn verbatim(&mut self, node: &GrammarNode<'i>) -> ExprKind {
        let text = node.as_str();
        ExprKind::Str(text[1..text.len() - 1].replace("\\`", "`").into())
    }

    /// `"…\(expr)…"`.
    pub(super) fn interpolated(&mut self, node: GrammarNode<'i>) -> ExprKind {
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

    /// `"""…"""`: line breaks next to the quotes and the common indentation are not part of the
    /// string.
    pub(super) fn block_string(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let parts: Vec<_> =
            node.into_inner().filter(|p| p.as_rule() != Rule::comment_line).collect();
        let texts = |p: &GrammarNode<'i>| p.as_rule() == Rule::block_text;
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

    /// Resolves escapes; a malformed one is reported at its span.
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

/// Converts a decimal digit of any script to ASCII; other characters are returned as they are.
fn ascii_digit(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    // The ten digits of a script are consecutive; the zero is the one whose predecessor is not
    // a digit.
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

/// The indentation common to all lines of a block, the line of the closing quotes included.
fn common_indent(parts: &[GrammarNode<'_>]) -> usize {
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

/// Removes a line break that follows the opening quotes; also returns whether there was one.
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

/// Removes the indentation from every line; `first`: the text starts at the beginning of a
/// line.
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
    fn digits_of_any_script_count() {
        assert_eq!("١٢٣".chars().map(ascii_digit).collect::<String>(), "123");
    }
}
