//! The text of a date in pieces: numbers (with one decimal point), words, marks; white space is one mark.

/// A piece.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Digits, perhaps with a decimal point among them.
    Number(String),
    /// Letters.
    Word(String),
    /// Anything else, one character; a space for white space.
    Mark(char),
}

/// Splits a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let is_part = |kind: fn(char) -> bool| rest.find(|c| !kind(c)).unwrap_or(rest.len());
        let len = if c.is_ascii_digit() {
            is_part(|c| c.is_ascii_digit() || c == '.' || c == ',')
        } else if c.is_alphabetic() {
            is_part(char::is_alphabetic)
        } else if c.is_whitespace() {
            is_part(char::is_whitespace)
        } else {
            c.len_utf8()
        };
        let (piece, after) = rest.split_at(len);
        rest = after;
        match c {
            c if c.is_ascii_digit() => number(piece, &mut out),
            c if c.is_alphabetic() => out.push(Token::Word(piece.to_owned())),
            c if c.is_whitespace() => out.push(Token::Mark(' ')),
            c => out.push(Token::Mark(c)),
        }
    }
    out
}

/// One point inside is a decimal point; several, or one at the end, are marks. A comma is one like a point.
fn number(piece: &str, out: &mut Vec<Token>) {
    let marks = piece.matches(['.', ',']).count();
    if marks == 1 && !piece.ends_with(['.', ',']) {
        out.push(Token::Number(piece.replace(',', ".")));
        return;
    }
    for part in piece.split_inclusive(['.', ',']) {
        let digits = part.trim_end_matches(['.', ',']);
        if !digits.is_empty() {
            out.push(Token::Number(digits.to_owned()));
        }
        out.extend(part[digits.len()..].chars().map(Token::Mark));
    }
}
