//! Edits that turn syntax of other languages into that of `.murano`, beside the hints of [`super::foreign_syntax`].

use super::grammar::Rule;
use super::tokens::{self, is_word, token_length};
use crate::diag::{Applicability, Diagnostic, Suggestion};
use crate::source::{Source, Span};

/// Keywords that begin a function in other languages.
const FUNCTION_WORDS: &[&str] = &["fn", "def", "func", "fun", "sub", "method", "function"];

/// An edit: what is replaced, and by what.
struct ForeignEdit {
    span: Span,
    text: String,
    applicability: Applicability,
}

/// Adds the edit for a part of a source that could not be parsed, if there is one.
pub(super) fn with_edit(found: Diagnostic, source: &Source, part: Span, rule: Rule) -> Diagnostic {
    let broken = BrokenPart::new(source, part, found.span);
    let edit = broken
        .joined()
        .or_else(|| broken.function(rule))
        .or_else(|| broken.declared_variable())
        .or_else(|| broken.compound_assignment())
        .or_else(|| broken.quotes())
        .or_else(|| broken.token());
    match edit {
        Some(ForeignEdit { span, text, applicability }) => {
            let replaced = source.slice(span).to_owned();
            found.edit(span, &replaced, text, applicability)
        }
        None => found,
    }
}

/// A part that could not be parsed, with the token that the error marks.
struct BrokenPart<'s> {
    source: &'s Source,
    /// From its first token on, to the end of the part.
    text: &'s str,
    start: u32,
    first: &'s str,
    token: &'s str,
    at: Span,
}

impl<'s> BrokenPart<'s> {
    fn new(source: &'s Source, part: Span, at: Span) -> Self {
        let whole = source.slice(part);
        let text = whole.trim_start();
        let start = part.start + (whole.len() - text.len()) as u32;
        Self {
            source,
            text,
            start,
            first: &text[..token_length(text)],
            token: source.slice(at),
            at,
        }
    }

    fn before(&self, offset: u32) -> &'s str {
        self.source.slice(Span::new(self.source.base, offset))
    }

    fn after(&self, offset: u32) -> &'s str {
        self.source.slice(Span::new(offset, self.source.span().end))
    }

    /// `else`, `catch` and `finally` below a `}`; `elif` there or behind it.
    fn joined(&self) -> Option<ForeignEdit> {
        let is_elif = |word: &str| matches!(word, "elif" | "elsif" | "elseif");
        let (start, word) = match (is_elif(self.token), self.first) {
            (true, _) => (self.at.start, self.token),
            (false, first) if is_elif(first) || matches!(first, "else" | "catch" | "finally") => {
                (self.start, first)
            }
            _ => return None,
        };
        let before = self.before(start);
        let blanks = before.len() - before.trim_end().len();
        if !before.trim_end().ends_with('}') || (!is_elif(word) && blanks == 0) {
            return None;
        }
        let own = if is_elif(word) { "else if" } else { word };
        let span = Span::new(start - blanks as u32, start + word.len() as u32);
        Some(sure(span, format!(" {own}")))
    }

    /// `func name(…) {`: in a class without the keyword, else with the one of this language.
    fn function(&self, rule: Rule) -> Option<ForeignEdit> {
        if !FUNCTION_WORDS.contains(&self.first) {
            return None;
        }
        let rest = &self.text[self.first.len()..];
        let name = rest.trim_start();
        let line = name.lines().next().unwrap_or("");
        let length = name.find(|c: char| !is_word(c)).unwrap_or(name.len());
        if length == 0 || !name[length..].starts_with('(') || !line.contains('{') {
            return None;
        }
        let end = self.start + self.first.len() as u32;
        Some(match rule {
            Rule::lone_member => {
                let blanks = (rest.len() - name.len()) as u32;
                sure(Span::new(self.start, end + blanks), String::new())
            }
            _ if self.first == "function" => return None,
            _ => sure(Span::new(self.start, end), "function".into()),
        })
    }

    /// `let $x = 1`, and with less certainty `let x = 1`.
    fn declared_variable(&self) -> Option<ForeignEdit> {
        if !matches!(self.first, "let" | "var" | "const" | "local" | "my" | "auto") {
            return None;
        }
        let rest = &self.text[self.first.len()..];
        let name = rest.trim_start();
        let blanks = rest.len() - name.len();
        let is_set = |length: usize| {
            let after = name[length..].trim_start();
            after.starts_with('=') && !after.starts_with("==")
        };
        let length = token_length(name);
        let span = Span::new(self.start, self.start + (self.first.len() + blanks) as u32);
        if blanks == 0 || !is_set(length) {
            None
        } else if name.starts_with('$') {
            Some(sure(span, String::new()))
        } else {
            name.starts_with(is_word).then(|| maybe(span, "$".into()))
        }
    }

    /// `$x++`, and `$x += 1` with a single value.
    fn compound_assignment(&self) -> Option<ForeignEdit> {
        if !self.first.starts_with('$') || self.first.len() < 2 {
            return None;
        }
        let variable = self.first;
        let rest = &self.text[variable.len()..];
        let line = rest.lines().next().unwrap_or("").trim_end();
        let operator = line.trim_start();
        let from = self.start + (variable.len() + line.len() - operator.len()) as u32;
        if matches!(operator, "++" | "--") {
            let sign = &operator[..1];
            let start = self.start + variable.len() as u32;
            return Some(sure(Span::new(start, from + 2), format!(" = {variable} {sign} 1")));
        }
        let sign = ["+=", "-=", "*=", "/="].iter().find(|sign| operator.starts_with(**sign))?;
        let value = tokens::tokens(operator[2..].trim()).all;
        let text = format!("= {variable} {}", &sign[..1]);
        let span = Span::new(from, from + 2);
        Some(if value.len() == 1 { sure(span, text) } else { maybe(span, text) })
    }

    /// Typographic quotes.
    fn quotes(&self) -> Option<ForeignEdit> {
        let (closers, quote) = match self.token.chars().next()? {
            '\u{201c}' | '\u{201d}' | '\u{201e}' => (['\u{201c}', '\u{201d}'], '"'),
            '\u{2018}' | '\u{2019}' | '\u{201a}' => (['\u{2018}', '\u{2019}'], '\''),
            _ => return None,
        };
        let rest = self.after(self.at.start);
        let opening = rest.chars().next()?.len_utf8();
        let line = rest[opening..].lines().next().unwrap_or("");
        let length = line.find(closers)?;
        let text = &line[..length];
        let closing = line[length..].chars().next()?.len_utf8();
        let end = self.at.start + (opening + length + closing) as u32;
        let plain = !text.contains([quote, '\\']);
        plain.then(|| sure(Span::new(self.at.start, end), format!("{quote}{text}{quote}")))
    }

    /// An operator or a word with a counterpart.
    fn token(&self) -> Option<ForeignEdit> {
        let before = self.before(self.at.start);
        let after = self.after(self.at.end);
        let wider = |text: &str| Some(sure(Span::new(self.at.start - 1, self.at.end), text.into()));
        match self.token {
            "implements" | "inherits" => Some(self.spaced("extends")),
            ":" if self.first == "class" => Some(self.spaced("extends")),
            ":" if after.starts_with('=') => {
                Some(sure(Span::new(self.at.start, self.at.end + 1), "=".into()))
            }
            ">" if before.ends_with('<') => wider("!="),
            "of" if self.first == "for" => Some(self.spaced("in")),
            "#" => Some(sure(self.at, "//".into())),
            word if self.first == "for" && word.starts_with(char::is_alphabetic) => {
                let is_name = before.trim_end().ends_with("for");
                is_name.then(|| sure(self.at, format!("${word}")))
            }
            _ => None,
        }
    }

    /// A word in place of the token.
    fn spaced(&self, word: &str) -> ForeignEdit {
        sure(self.at, spaced(self.source, self.at, word))
    }
}

/// The edit of an operator of another language.
pub(super) fn operator(source: &Source, span: Span, own: &str) -> Suggestion {
    // `not` binds less tightly than the prefix `!` of other languages.
    let applicability = if own == "not" { Applicability::Maybe } else { Applicability::Sure };
    let replacement = match own.starts_with(is_word) {
        true => spaced(source, span, own),
        false => own.to_owned(),
    };
    Suggestion { span, replaced: source.slice(span).to_owned(), replacement, applicability }
}

/// A word, with the blanks that keep it apart from its neighbours at a span.
fn spaced(source: &Source, span: Span, word: &str) -> String {
    let before = source.slice(Span::new(source.base, span.start)).chars().next_back();
    let after = source.slice(Span::new(span.end, source.span().end)).chars().next();
    let blank = |c: Option<char>| if c.is_none_or(char::is_whitespace) { "" } else { " " };
    format!("{}{word}{}", blank(before), blank(after))
}

fn sure(span: Span, text: String) -> ForeignEdit {
    ForeignEdit { span, text, applicability: Applicability::Sure }
}

fn maybe(span: Span, text: String) -> ForeignEdit {
    ForeignEdit { span, text, applicability: Applicability::Maybe }
}
