//! An input in colours.

use super::paint::{Ink, Paint};
use super::tokens::{Kind, Token, tokens};

/// Words that begin or join statements and declarations.
pub(super) const KEYWORDS: &[&str] = &[
    "action",
    "and",
    "as",
    "break",
    "case",
    "catch",
    "cause",
    "class",
    "config",
    "const",
    "continue",
    "default",
    "else",
    "extends",
    "extension",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "inout",
    "is",
    "limit",
    "match",
    "meta",
    "mod",
    "namespace",
    "new",
    "not",
    "or",
    "out",
    "parallel",
    "repeat",
    "rethrow",
    "return",
    "runtime",
    "static",
    "super",
    "switch",
    "then",
    "throw",
    "try",
    "using",
    "where",
    "while",
    "with",
];

/// Keywords that are names of functions, methods or properties too.
const NAMES_TOO: &[&str] = &[
    "action",
    "as",
    "case",
    "cause",
    "config",
    "const",
    "default",
    "extension",
    "extends",
    "in",
    "inout",
    "limit",
    "match",
    "meta",
    "out",
    "repeat",
    "runtime",
    "static",
    "switch",
    "where",
    "with",
    "super",
];

/// Words for values.
pub(super) const CONSTANTS: &[&str] = &["true", "false", "null"];

/// The text in colours; its width is the same.
pub(super) fn highlight(text: &str, paint: Paint) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    if text.trim_start().starts_with(':') {
        return command(text, paint);
    }
    program(&mut out, text, paint);
    out
}

fn command(text: &str, paint: Paint) -> String {
    let start = text.len() - text.trim_start().len();
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |at| start + at);
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
        Kind::Blank | Kind::Open | Kind::Close | Kind::Sign => Ink::Plain,
        Kind::Comment | Kind::Documentation => Ink::Faint,
        Kind::Text => Ink::Text,
        Kind::Splice => Ink::Keyword,
        Kind::Variable => Ink::Variable,
        Kind::Number => Ink::Number,
        Kind::Word => word(all, n, token.text),
    }
}

fn word(all: &[Token<'_>], n: usize, text: &str) -> Ink {
    let before = all[..n].iter().rev().find(|t| !t.is_blank()).map_or("", |t| t.text);
    let after = all[n + 1..].iter().find(|t| t.kind != Kind::Blank).map_or("", |t| t.text);
    let member = matches!(before, "." | "?.");
    let called = all.get(n + 1).is_some_and(|t| t.text == "(");
    let keyword = KEYWORDS.contains(&text)
        && !member
        && !((called || after == ":") && NAMES_TOO.contains(&text));
    match text {
        _ if keyword => Ink::Keyword,
        _ if CONSTANTS.contains(&text) && !member => Ink::Constant,
        _ if called => Ink::Function,
        _ if text.starts_with(char::is_uppercase) && !member => Ink::Class,
        _ if after == ":" => Ink::Name,
        _ => Ink::Plain,
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
    fn words_are_what_they_are_in_their_place() {
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
