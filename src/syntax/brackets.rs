//! Bracket matching before the recursive parser runs: the nesting depth, and unclosed brackets.

use super::limits::MAX_NESTING;
use super::tokens::{Lexer, SourceLanguage, UnclosedBracket};

/// The result of a scan.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Offset at which brackets first nest too deeply; the scan stops there.
    pub too_deep: Option<usize>,
    /// What is still open at the end, outermost first.
    pub open: Vec<UnclosedBracket>,
    /// The first closing bracket that does not match: its offset, and the opening bracket.
    pub mismatch: Option<(usize, UnclosedBracket)>,
    /// The first string that contains a line break.
    pub long_string: Option<UnclosedBracket>,
}

/// Scans a text in linear time, without recursion.
pub(super) fn scan(text: &str, notation: SourceLanguage) -> Scan {
    let mut lexer = Lexer::new(text, notation);
    while lexer.open.len() <= MAX_NESTING && lexer.next().is_some() {}
    let too_deep = lexer.open.get(MAX_NESTING).map(|open| open.at);
    let Lexer { mut open, open_comment, mismatch, long_string, .. } = lexer;
    open.extend(open_comment.map(|at| UnclosedBracket { text: "/*", at }));
    Scan { too_deep, open, mismatch, long_string }
}

/// The `{` that is not closed, as the indentation tells: its body is followed by a `}` that stands further left than its line.
pub(super) fn unclosed_by_indentation(text: &str) -> Option<usize> {
    // A stack of the open braces. A `}` at the beginning of a line belongs to the brace whose line has the same indentation; if it
    // closes one that is indented further, that one lacks its own.
    let mut lexer = Lexer::new(text, SourceLanguage::Murano);
    let mut open: Vec<UnclosedBracket> = Vec::new();
    while lexer.open.len() <= MAX_NESTING
        && let Some(token) = lexer.next()
    {
        if let (Some(brace), "}") = (open.last(), token.text)
            && lexer.open.len() < open.len()
            && brace.text == "{"
        {
            let (closer, opener) = (line_start(text, token.at), line_start(text, brace.at));
            let is_first = text[closer..token.at].trim().is_empty();
            if is_first && token.at - closer < indentation(&text[opener..]) {
                return Some(brace.at);
            }
        }
        open.clone_from(&lexer.open);
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Vec<&'static str> {
        scan(text, SourceLanguage::Murano).open.iter().map(|open| open.text).collect()
    }

    #[test]
    fn open_brackets_are_reported() {
        assert_eq!(open("f(1, [2, {"), ["(", "[", "{"]);
        assert_eq!(open("f('(') // ("), Vec::<&str>::new());
        assert_eq!(open("\"a \\(f(\"b\")) c"), ["\""]);
        assert_eq!(open("\"a \\(f("), ["\"", "\\(", "("]);
        assert_eq!(open("/* ("), ["/*"]);
        assert_eq!(open("/* ( */"), Vec::<&str>::new());
        assert_eq!(
            scan("(]", SourceLanguage::Murano).mismatch.map(|(at, open)| (at, open.text)),
            Some((1, "("))
        );
    }

    #[test]
    fn depth_is_limited() {
        assert!(scan(&"(".repeat(MAX_NESTING), SourceLanguage::Yaql).too_deep.is_none());
        assert_eq!(scan(&"(".repeat(100_000), SourceLanguage::Yaql).too_deep, Some(MAX_NESTING));
    }
}
