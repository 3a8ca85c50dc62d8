//! The class of a word by its context: a keyword, a constant, or the name of a function, a
//! class or a key.

use super::{Token, TokenKind};

/// Words that begin or join statements and declarations.
pub(crate) const KEYWORDS: &[&str] = &[
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

/// Keywords that are also names of functions, methods or properties.
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

/// The constants.
pub(crate) const CONSTANTS: &[&str] = &["true", "false", "null"];

/// The class of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordClass {
    /// A keyword in its own position.
    Keyword,
    /// `true`, `false`, `null`.
    Constant,
    /// The name of a function or method that is called.
    Function,
    /// The name of a class.
    Class,
    /// The name of a property or a key, before `:`.
    Key,
    /// Any other word.
    Plain,
}

/// The class of the word that is token `n`.
pub(crate) fn word_class(all: &[Token<'_>], n: usize) -> WordClass {
    let text = all[n].text;
    let before = all[..n].iter().rev().find(|t| !t.is_blank()).map_or("", |t| t.text);
    let after = all[n + 1..].iter().find(|t| t.kind != TokenKind::Blank).map_or("", |t| t.text);
    let member = matches!(before, "." | "?.");
    let called = all.get(n + 1).is_some_and(|t| t.text == "(");
    let keyword = KEYWORDS.contains(&text)
        && !member
        && !((called || after == ":") && NAMES_TOO.contains(&text));
    match text {
        _ if keyword => WordClass::Keyword,
        _ if CONSTANTS.contains(&text) && !member => WordClass::Constant,
        _ if called => WordClass::Function,
        _ if text.starts_with(char::is_uppercase) && !member => WordClass::Class,
        _ if after == ":" => WordClass::Key,
        _ => WordClass::Plain,
    }
}
