//! Diagnostics of texts that violate the grammar of `.murano`.
//!
//! A part that recovery skipped is parsed once more, alone; where that fails, and what was
//! expected there, becomes the message. Syntax of other languages is recognized
//! ([`foreign_syntax`]).

use super::brackets::{self, Scan};
use super::foreign_edits;
use super::foreign_syntax;
use super::grammar::{self, Failure, Rule};
use super::missing_parts;
use super::tokens::{SourceLanguage, UnclosedBracket, token_length};
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};

/// Explains why the text at `span` cannot be parsed as `rule`.
pub(super) fn explain(source: &Source, span: Span, rule: Rule) -> Diagnostic {
    // From the most reliable cause to the least: unbalanced brackets or quotes, the nesting
    // limit, then what the parser expected. A string over several lines before the error
    // suggests a missing quote, so it is pointed out as well. `at_end` decides whether more
    // input could complete the text, which the REPL asks.
    let text = source.slice(span);
    let scan = brackets::scan(text, SourceLanguage::Murano);
    let at_end = rest_is_blank(source, span.end) || string_goes_on(source, span, &scan);
    if let Some(found) = unbalanced(&scan, text, span, at_end) {
        return found;
    }
    let found = match grammar::parse(rule, text) {
        Err(failure) if failure.limit => return too_deep(span),
        Err(failure) => expected(text, span, &failure, at_end),
        Ok(_) => {
            let found = found_at(text, 0);
            let message = format!("unexpected {found}");
            Diagnostic::error(codes::SYNTAX, token_span(text, 0, span), message)
        }
    };
    let found = foreign_syntax::with_hint(found, text, rule);
    let found = foreign_edits::with_edit(found, source, span, rule);
    match scan.long_string.filter(|s| span.start + (s.at as u32) < found.span.start) {
        Some(string) => {
            let at = span.start + string.at as u32;
            found
                .label(Span::new(at, at + 1), "this string continues over several lines")
                .hint(format!("is a closing `{}` missing?", string.text))
        }
        None => found,
    }
}

/// The nesting limit is exceeded.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let start = Span::new(span.start, span.end.min(span.start + 1));
    Diagnostic::error(codes::TOO_DEEP, start, "nested too deeply")
        .hint("split it, using variables or methods")
}

/// A block or class body that is not closed before the end of the text.
pub(super) fn unclosed_brace(whole: Span) -> Diagnostic {
    let start = Span::new(whole.start, whole.start + 1);
    let mut found = Diagnostic::error(codes::UNFINISHED, start, "this `{` is never closed")
        .here("opened here")
        .hint("add the missing `}`");
    found.incomplete = true;
    found
}

/// A `}` without a matching `{`.
pub(super) fn stray_brace(span: Span) -> Diagnostic {
    Diagnostic::error(codes::SYNTAX, span, "this `}` closes nothing")
        .hint("remove it, or add the `{` it should close")
}

/// The error in brackets and quotes, if there is one.
pub(super) fn unbalanced(scan: &Scan, text: &str, span: Span, at_end: bool) -> Option<Diagnostic> {
    let place = |at: usize, length: usize| {
        Span::new(span.start + at as u32, span.start + (at + length) as u32)
    };
    if let Some((at, open)) = scan.mismatch {
        let message = format!("expected `{}`, found `{}`", open.closer(), &text[at..=at]);
        let found = Diagnostic::error(codes::SYNTAX, place(at, 1), message);
        let here = place(open.at, open.text.len());
        return Some(found.label(here, format!("this `{}` is still open", open.text)));
    }
    let open = *scan.open.iter().find(|open| open.is_string()).or(scan.open.last())?;
    // What an expression in a string lacks is its bracket, whatever the quotes after it enclose.
    let splice = scan.open.windows(2).find(|pair| pair[0].is_string() && pair[1].text == "\\(");
    if let Some([_, splice]) = splice {
        let here = place(splice.at, splice.text.len());
        let mut found = Diagnostic::error(codes::UNFINISHED, here, unclosed_message(*splice))
            .here("opened here")
            .hint("add the missing `)` before the end of the string");
        found.incomplete = at_end;
        return Some(found);
    }
    // A missing quote turns all later strings inside out, so the first one with a line break is
    // reported.
    let open = scan.long_string.filter(|_| open.is_string()).unwrap_or(open);
    let here = place(open.at, open.text.len());
    let line = text[..open.at].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..open.at];
    let apostrophe = missing_parts::apostrophe(before).filter(|_| open.text == "'");
    let mut found = Diagnostic::error(codes::UNFINISHED, here, unclosed_message(open))
        .here("opened here")
        .hint(apostrophe.unwrap_or_else(|| format!("add the missing `{}`", open.closer())));
    found.incomplete = at_end;
    Some(found)
}

fn unclosed_message(open: UnclosedBracket) -> String {
    match open.text {
        "/*" => "this comment is never closed".to_owned(),
        _ if open.is_string() => "this string is never closed".to_owned(),
        bracket => format!("this `{bracket}` is never closed"),
    }
}

fn expected(text: &str, span: Span, failure: &Failure, at_end: bool) -> Diagnostic {
    let at = failure.at + blanks(&text[failure.at..]);
    let end = at >= text.len();
    let found = if end && !at_end { "the end of the line".to_owned() } else { found_at(text, at) };
    let message = format!("expected {}, found {found}", wanted(text, failure));
    let code = if end && at_end { codes::UNFINISHED } else { codes::SYNTAX };
    let mut found = Diagnostic::error(code, token_span(text, at, span), message);
    found.incomplete = end && at_end;
    found
}

/// The expected tokens in the words of a message.
fn wanted(text: &str, failure: &Failure) -> String {
    // pest reports every rule that could continue. An expression covers most of them, so it
    // wins; then the rules with a name ([`WORDS`]), then what closes the innermost bracket.
    let has = |rule: Rule| failure.expected.contains(&rule);
    let mut words: Vec<&str> = Vec::new();
    if has(Rule::expr) || has(Rule::inner) || has(Rule::number) {
        return "an expression".to_owned();
    }
    for (rule, word) in WORDS {
        if has(*rule) && !words.contains(word) {
            words.push(word);
        }
    }
    let open = brackets::scan(&text[..failure.at], SourceLanguage::Murano).open;
    if let Some(open) = open.last().filter(|_| has(Rule::operator) || words.is_empty()) {
        return match open.text {
            "{" if !has(Rule::operator) && !has(Rule::maps_to) => "`}`".to_owned(),
            _ if has(Rule::maps_to) => "`:` or `=>`".to_owned(),
            "\\(" => "`)`".to_owned(),
            _ => format!("`,` or `{}`", open.closer()),
        };
    }
    match words.as_slice() {
        [] => "the end of the line".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Rules with the words for what they expect; more specific ones come first.
const WORDS: &[(Rule, &str)] = &[
    (Rule::block, "`{`"),
    (Rule::class_body, "`{`"),
    (Rule::cases, "`{`"),
    (Rule::new_body, "`{`"),
    (Rule::with_body, "`{`"),
    (Rule::kw_then, "`then`"),
    (Rule::kw_else, "`else`"),
    (Rule::kw_in, "`in`"),
    (Rule::kw_catch, "`catch`"),
    (Rule::kw_finally, "`finally`"),
    (Rule::case, "`case`"),
    (Rule::default, "`default`"),
    (Rule::contract, "a contract"),
    (Rule::contract_list, "a contract"),
    (Rule::type_path, "a class name"),
    (Rule::dotted, "a name"),
    (Rule::variable, "a variable"),
    (Rule::colon, "`:`"),
    (Rule::params, "`(`"),
    (Rule::param, "a parameter"),
    (Rule::word, "a name"),
];

/// The token at an offset, for "found …".
pub(super) fn found_at(text: &str, at: usize) -> String {
    let rest = &text[at.min(text.len())..];
    match rest.chars().next() {
        None => "the end of the text".to_owned(),
        Some('\n') => "the end of the line".to_owned(),
        Some('\'' | '"') => "a string".to_owned(),
        Some(_) => format!("`{}`", &rest[..token_length(rest)]),
    }
}

fn token_span(text: &str, at: usize, span: Span) -> Span {
    let at = at.min(text.len());
    let start = span.start + at as u32;
    let length = token_length(&text[at..]).max(usize::from(at < text.len()));
    Span::new(start, start + length as u32)
}

/// Length of the blanks and comments before the next token.
fn blanks(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let after = match trimmed.strip_prefix("//") {
            Some(comment) => comment.find('\n').map_or("", |end| &comment[end..]),
            None => return text.len() - trimmed.len(),
        };
        rest = after;
    }
}

/// Whether a string that begins here is still open at the end of the source.
fn string_goes_on(source: &Source, span: Span, scan: &Scan) -> bool {
    let Some(string) = scan.open.iter().find(|open| open.is_string()) else { return false };
    let rest = source.slice(Span::new(span.start, source.span().end));
    brackets::scan(rest, SourceLanguage::Murano).open.contains(string)
}

/// Whether only white space and comments follow.
fn rest_is_blank(source: &Source, end: u32) -> bool {
    let rest = source.text.get((end - source.base) as usize..).unwrap_or("");
    blanks(rest) == rest.len()
}
