//! Completion: what can be typed at a position, in programs that parse and in those that do not.
//!
//! The tokens before the position tell what kind of word is wanted. For members and keys the types decide: the text is [`repair`]ed,
//! so that the expression around the position parses, and analysed as a whole.

mod candidate;
mod keys;
mod members;
mod repair;
mod values;
mod words;
mod yaml;

pub(crate) use self::candidate::{CandidateKind, CompletionCandidate};
pub(crate) use self::members::methods_of;
pub(crate) use self::repair::{repair, word_start};
pub(crate) use self::values::{KnownValues, NoValues, called_method};
pub(crate) use self::yaml::complete as complete_data;
use super::analysis::Analysis;
use super::cursor::SyntaxCursor;
use crate::syntax::tokens::{Token, TokenKind, Tokens, tokens};

/// What can be typed at a position.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Completions {
    /// These candidates replace the text from `start`.
    Candidates {
        /// Offset of the word at the position.
        start: usize,
        /// The candidates, best first.
        found: Vec<CompletionCandidate>,
    },
    /// The path of a file to import, which the caller looks up; what is typed of it begins at `start`.
    Path {
        /// Offset of the path, after its quote.
        start: usize,
    },
}

impl Completions {
    fn nothing(at: usize) -> Self {
        Self::Candidates { start: at, found: Vec::new() }
    }
}

/// Completes the word at an offset of a text. `analyze` parses and checks a repaired text; `known` has values of variables, which an
/// interactive session has.
pub(crate) fn complete(
    text: &str,
    offset: usize,
    known: &dyn KnownValues,
    analyze: &mut dyn FnMut(&str) -> Option<Analysis>,
) -> Completions {
    let Some(before) = text.get(..offset) else { return Completions::nothing(offset) };
    let cut = tokens(before);
    if cut.in_text() {
        return in_text(&cut, before, known);
    }
    let in_comment = |t: &&Token<'_>| {
        matches!(t.kind, TokenKind::Comment | TokenKind::Documentation) && t.end() == before.len()
    };
    if cut.in_comment || cut.all.last().filter(in_comment).is_some() {
        return Completions::nothing(offset);
    }
    let all: Vec<Token<'_>> = cut.all.iter().filter(|t| !t.is_blank()).copied().collect();
    let (typed, rest) = word_at_end(&all, before.len());
    let start = before.len() - typed.len();
    let after_dot = rest.last().is_some_and(|token| matches!(token.text, "." | "?."));
    if after_dot
        && let Some(value) = values::value(known, &rest[..rest.len() - 1])
        && let Some(analysis) = analyze("")
    {
        let found = members::of_value(analysis.registry(), &value);
        return Completions::Candidates { start, found: matching(found, typed) };
    }
    let repaired = repair(text, start, offset);
    let Some(analysis) = analyze(&repaired.text) else { return Completions::nothing(offset) };
    let position = analysis.position(repaired.offset);
    let request = CompletionRequest {
        analysis: &analysis,
        known,
        cursor: SyntaxCursor::at(&analysis, position),
        position,
    };
    let found = if typed.starts_with('$') {
        words::variables(&request)
    } else if after_dot {
        members::after_dot(&request, rest)
    } else {
        keys::of_dictionary(&request, rest).unwrap_or_else(|| words::words(&request, rest, typed))
    };
    Completions::Candidates { start, found: matching(found, typed) }
}

/// A position of an analysed text.
pub(super) struct CompletionRequest<'a> {
    analysis: &'a Analysis,
    known: &'a dyn KnownValues,
    cursor: SyntaxCursor<'a>,
    /// The position, in the space of all sources.
    position: u32,
}

/// In a string: the path of an import, or a key of a dictionary that a variable of the session holds.
fn in_text(cut: &Tokens<'_>, before: &str, known: &dyn KnownValues) -> Completions {
    let all: Vec<Token<'_>> = cut.all.iter().filter(|t| !t.is_blank()).copied().collect();
    let [rest @ .., opener, text] = all.as_slice() else {
        return Completions::nothing(before.len());
    };
    if text.kind != TokenKind::Text {
        return Completions::nothing(before.len());
    }
    match opener.text {
        "import" => Completions::Path { start: text.at + 1 },
        "[" => match values::value(known, rest) {
            Some(value) => {
                let found = members::keys_of(&value, &text.text[..1]);
                let start = text.at + 1;
                Completions::Candidates { start, found: matching(found, &text.text[1..]) }
            }
            None => Completions::nothing(before.len()),
        },
        _ => Completions::nothing(before.len()),
    }
}

/// The word or variable that ends at the cursor, and the tokens before it.
fn word_at_end<'a, 't>(tokens: &'a [Token<'t>], end: usize) -> (&'t str, &'a [Token<'t>]) {
    match tokens.split_last() {
        Some((last, rest))
            if last.end() == end && matches!(last.kind, TokenKind::Word | TokenKind::Variable) =>
        {
            (last.text, rest)
        }
        _ => ("", tokens),
    }
}

/// The candidates with the prefix `typed`, sorted and unique; if there are none, those that match without regard to case.
fn matching(mut found: Vec<CompletionCandidate>, typed: &str) -> Vec<CompletionCandidate> {
    found.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|candidate| seen.insert(candidate.label.clone()));
    let exact: Vec<CompletionCandidate> =
        found.iter().filter(|c| c.label.starts_with(typed)).cloned().collect();
    if !exact.is_empty() {
        return exact;
    }
    let typed = typed.to_lowercase();
    found.retain(|c| c.label.to_lowercase().starts_with(&typed));
    found
}
