//! Syntax highlighting of an input: the tokens' classes as inks.

use super::command_line::is_command_line;
use crate::cli::style::{Style, Tone};
use crate::ide::tokens::{Token, TokenKind, WordClass, tokens, word_class};

/// The text in colours. Its width stays the same.
pub(super) fn highlight(text: &str, style: Style) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    if is_command_line(text) {
        return command(text, style);
    }
    program(&mut out, text, style);
    out
}

/// A program, or a part of one, in colours.
pub(super) fn highlight_text(text: &str, style: Style) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    program(&mut out, text, style);
    out
}

/// A program in colours, whether or not the terminal shows them.
pub(in crate::cli) fn highlight_program(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    program(&mut out, text, Style::Coloured);
    out
}

fn command(text: &str, style: Style) -> String {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let end = match rest.strip_prefix("??").or_else(|| rest.strip_prefix('?')) {
        Some(name) => text.len() - name.len(),
        None => rest.find(char::is_whitespace).map_or(text.len(), |at| start + at),
    };
    let mut out = text[..start].to_owned();
    style.put(&mut out, Tone::Keyword, &text[start..end]);
    program(&mut out, &text[end..], style);
    out
}

fn program(out: &mut String, text: &str, style: Style) {
    let all = tokens(text).all;
    for (n, token) in all.iter().enumerate() {
        style.put(out, tone(&all, n, token), token.text);
    }
}

fn tone(all: &[Token<'_>], n: usize, token: &Token<'_>) -> Tone {
    match token.kind {
        TokenKind::Blank | TokenKind::Open | TokenKind::Close | TokenKind::Operator => Tone::Plain,
        TokenKind::Comment | TokenKind::Documentation => Tone::Faint,
        TokenKind::Text => Tone::Text,
        TokenKind::Splice => Tone::Keyword,
        TokenKind::Variable => Tone::Variable,
        TokenKind::Number => Tone::Number,
        TokenKind::Word => match word_class(all, n) {
            WordClass::Keyword => Tone::Keyword,
            WordClass::Constant => Tone::Constant,
            WordClass::Function => Tone::Function,
            WordClass::Class => Tone::Class,
            WordClass::Key => Tone::Name,
            WordClass::Plain => Tone::Plain,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inks(text: &str) -> Vec<(&str, Tone)> {
        let all = tokens(text).all;
        let inks = (0..all.len()).map(|n| (all[n].text, tone(&all, n, &all[n])));
        inks.filter(|(_, tone)| *tone != Tone::Plain).collect()
    }

    #[test]
    fn words_are_classified_by_context() {
        assert_eq!(
            inks("new Redis { default: null } in $x.limit(3)"),
            [
                ("new", Tone::Keyword),
                ("Redis", Tone::Class),
                ("default", Tone::Name),
                ("null", Tone::Constant),
                ("in", Tone::Keyword),
                ("$x", Tone::Variable),
                ("limit", Tone::Function),
                ("3", Tone::Number),
            ]
        );
        assert_eq!(inks("if ($x)"), [("if", Tone::Keyword), ("$x", Tone::Variable)]);
    }

    #[test]
    fn no_text_is_lost() {
        for text in [":load 'a b'", "class {{ 'unfinished \\(", "é $ü \"\\(\"", ""] {
            assert_eq!(highlight(text, Style::Plain), text);
        }
    }
}
