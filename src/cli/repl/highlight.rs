//! Syntax highlighting of an input: the tokens' classes as inks.

use super::command_line::is_command_line;
use super::paint::{Ink, Paint};
use crate::ide::tokens::{Token, TokenKind, WordClass, tokens, word_class};

/// The text in colours. Its width stays the same.
pub(super) fn highlight(text: &str, paint: Paint) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    if is_command_line(text) {
        return command(text, paint);
    }
    program(&mut out, text, paint);
    out
}

/// A program, or a part of one, in colours.
pub(super) fn highlight_text(text: &str, paint: Paint) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    program(&mut out, text, paint);
    out
}

/// A program in colours, whether or not the terminal shows them.
pub(in crate::cli) fn highlight_program(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    program(&mut out, text, Paint::Colour);
    out
}

fn command(text: &str, paint: Paint) -> String {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let end = match rest.strip_prefix("??").or_else(|| rest.strip_prefix('?')) {
        Some(name) => text.len() - name.len(),
        None => rest.find(char::is_whitespace).map_or(text.len(), |at| start + at),
    };
    let mut out = text[..start].to_owned();
    paint.put(&mut out, Ink::Keyword, &text[start..end]);
    program(&mut out, &text[end..], paint);
    out
}

fn program(out: &mut String, text: &str, paint: Paint) {
    let all = tokens(text).all;
    for (n, token) in all.iter().enumerate() {
        paint.put(out, ink(&all, n, token), token.text);
    }
}

fn ink(all: &[Token<'_>], n: usize, token: &Token<'_>) -> Ink {
    match token.kind {
        TokenKind::Blank | TokenKind::Open | TokenKind::Close | TokenKind::Operator => Ink::Plain,
        TokenKind::Comment | TokenKind::Documentation => Ink::Faint,
        TokenKind::Text => Ink::Text,
        TokenKind::Splice => Ink::Keyword,
        TokenKind::Variable => Ink::Variable,
        TokenKind::Number => Ink::Number,
        TokenKind::Word => match word_class(all, n) {
            WordClass::Keyword => Ink::Keyword,
            WordClass::Constant => Ink::Constant,
            WordClass::Function => Ink::Function,
            WordClass::Class => Ink::Class,
            WordClass::Key => Ink::Name,
            WordClass::Plain => Ink::Plain,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inks(text: &str) -> Vec<(&str, Ink)> {
        let all = tokens(text).all;
        let inks = (0..all.len()).map(|n| (all[n].text, ink(&all, n, &all[n])));
        inks.filter(|(_, ink)| *ink != Ink::Plain).collect()
    }

    #[test]
    fn words_are_classified_by_context() {
        assert_eq!(
            inks("new Redis { default: null } in $x.limit(3)"),
            [
                ("new", Ink::Keyword),
                ("Redis", Ink::Class),
                ("default", Ink::Name),
                ("null", Ink::Constant),
                ("in", Ink::Keyword),
                ("$x", Ink::Variable),
                ("limit", Ink::Function),
                ("3", Ink::Number),
            ]
        );
        assert_eq!(inks("if ($x)"), [("if", Ink::Keyword), ("$x", Ink::Variable)]);
    }

    #[test]
    fn no_text_is_lost() {
        for text in [":load 'a b'", "class {{ 'unfinished \\(", "é $ü \"\\(\"", ""] {
            assert_eq!(highlight(text, Paint::None), text);
        }
    }
}
