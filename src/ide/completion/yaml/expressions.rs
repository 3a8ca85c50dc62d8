//! Completion in the expressions of class files: variables, members by the type of the value, classes, functions, contracts.

use super::super::candidate::{CandidateKind, CompletionCandidate, Rank};
use super::super::words::functions;
use super::super::{
    CompletionRequest, Completions, NoValues, SyntaxCursor, keys, matching, members, word_at_end,
    words,
};
use super::{Analyze, ClassNames};
use crate::ide::analysis::SourceForm;
use crate::ide::yaml::{NodePath, ValueDoc, nodes, path_to, values_at};
use crate::source::Sources;
use crate::source::Span;
use crate::syntax::tokens::{Token, tokens};
use crate::syntax::{Dialect, ExpressionOptions, parse_expression_in};

/// A name that stands for the word that is not typed yet.
const PLACEHOLDER: &str = "completion_";

/// The contracts of MuranoPL: what is called on `$`.
const CONTRACTS: &[(&str, &str)] = &[
    ("string()", "Converts the value to a string."),
    ("int()", "Converts the value to an integer."),
    ("bool()", "Converts the value to a boolean."),
    ("class(", "An object of a class, or a dictionary of which one is made."),
    ("template(", "A dictionary of the properties of a class, of which no object is made."),
    ("owned()", "The object must belong to this one."),
    ("notOwned()", "The object must not belong to this one."),
    ("notNull()", "The value must not be null."),
    ("check(", "The value must satisfy a condition; `$` is the value."),
];

/// Contracts as a whole.
pub(super) fn contracts() -> Vec<CompletionCandidate> {
    let candidate = |(call, doc): &(&str, &str)| {
        CompletionCandidate::new(format!("$.{call}"), CandidateKind::Function, Rank::Own).doc(*doc)
    };
    CONTRACTS.iter().map(candidate).collect()
}

/// The scalar of a line that a position is in.
struct TypedScalar<'t> {
    /// Offset of its first character.
    start: usize,
    /// Its text up to the position.
    before: &'t str,
}

/// Completes within an expression; `None` if the position is in none.
pub(super) fn complete(text: &str, offset: usize, analyze: Analyze<'_>) -> Option<Completions> {
    let scalar = scalar_at(text, offset);
    let cut = tokens(scalar.before);
    if cut.in_text() {
        return is_expression(scalar.before).then(|| Completions::nothing(offset));
    }
    let all: Vec<Token<'_>> = cut.all.iter().filter(|token| !token.is_blank()).copied().collect();
    let (typed, rest) = word_at_end(&all, scalar.before.len());
    let (repaired, at) = repaired(text, offset, &scalar, typed)?;
    let place = kind_of_place(&repaired, at)?;
    // A word alone may be a key, which is completed as one.
    if !is_expression(scalar.before) && (place.kind != ValueDoc::Expression || place.is_instruction)
    {
        return None;
    }
    let analysis = analyze(&repaired)?;
    let position = analysis.position(at);
    let cursor = SyntaxCursor::at(&analysis, position);
    let request = CompletionRequest { analysis: &analysis, known: &NoValues, cursor, position };
    let after_dot = rest.last().is_some_and(|token| matches!(token.text, "." | "?."));
    let found = match (place.kind, after_dot) {
        _ if typed.starts_with('$') => words::variables(&request),
        (ValueDoc::Contract, true) => calls_of_contracts(),
        (_, true) => members::after_dot(&request, rest),
        _ => {
            let names =
                nodes(&repaired).map(|nodes| ClassNames::at(&nodes, at)).unwrap_or_default();
            let mut found = keys::of_call(&request, rest);
            if found.is_empty() || !typed.is_empty() {
                found.extend(names.all(analysis.registry()));
                found.extend(functions(&request));
                found.extend(words::variables(&request).into_iter().filter(|_| typed.is_empty()));
            }
            found
        }
    };
    let start = offset - typed.len();
    Some(Completions::Candidates { start, found: matching(found, typed) })
}

fn calls_of_contracts() -> Vec<CompletionCandidate> {
    let candidate = |(call, doc): &(&str, &str)| {
        CompletionCandidate::new(*call, CandidateKind::Method, Rank::Own).doc(*doc)
    };
    CONTRACTS.iter().map(candidate).collect()
}

/// Whether a text is an expression, not a word or a name.
fn is_expression(scalar: &str) -> bool {
    scalar.contains(['$', '('])
}

/// The scalar at a position: what stands on its line after the dashes of lists and a key.
fn scalar_at(text: &str, offset: usize) -> TypedScalar<'_> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..offset];
    let mut start = line.len() - line.trim_start_matches([' ', '-']).len();
    if let Some(colon) = line[start..].rfind(": ")
        && !line[start..start + colon].contains(['(', '{', '['])
    {
        let after = start + colon + 2;
        start = after + (line[after..].len() - line[after..].trim_start().len());
    }
    start += line[start..].find("!yaql").map_or(0, |at| at + "!yaql".len());
    let quoted = line[start..].trim_start().strip_prefix(['"', '\'']);
    let before = quoted.unwrap_or(&line[start..]);
    TypedScalar { start: offset - before.len(), before }
}

/// The text with the expression completed so that it parses, and the end of the word that is typed.
fn repaired(
    text: &str,
    offset: usize,
    scalar: &TypedScalar<'_>,
    typed: &str,
) -> Option<(String, usize)> {
    let head = &scalar.before[..scalar.before.len() - typed.len()];
    let word = if typed.is_empty() || typed == "$" {
        format!("{typed}{PLACEHOLDER}")
    } else {
        typed.to_owned()
    };
    let after = &text[offset..];
    let (rest, tail) = after.split_at(after.find('\n').unwrap_or(after.len()));
    let open = tokens(head).open;
    let closers: String = open.iter().rev().map(|bracket| bracket.closer()).collect();
    let ends = [rest.to_owned(), closers.clone(), format!("(){closers}"), format!("() {rest}")];
    let expressions = ends.iter().map(|end| format!("{head}{word}{end}"));
    // The key of an assignment keeps its value.
    let (key_rest, value) = match rest.find(": ") {
        Some(colon) if open.is_empty() => rest.split_at(colon),
        _ => (rest, ""),
    };
    let as_key = format!("{head}{word}{key_rest}");
    let whole = expressions.map(|e| (e, "")).chain([(as_key, value)]).find(|(e, _)| parses(e));
    let (expression, value) = whole?;
    let end = scalar.start + head.len() + word.len();
    Some((format!("{}{expression}{value}{tail}", &text[..scalar.start]), end))
}

fn parses(expression: &str) -> bool {
    let Some(source) = Sources::new().add("", expression) else { return false };
    let span = Span::new(0, expression.trim_end().len() as u32);
    parse_expression_in(&source, span, ExpressionOptions::new(Dialect::Yaql)).is_ok()
}

/// What an expression is for.
struct ExpressionPlace {
    kind: ValueDoc,
    /// It stands where an instruction does, not as the value of a key.
    is_instruction: bool,
}

fn kind_of_place(text: &str, offset: usize) -> Option<ExpressionPlace> {
    let path: NodePath = path_to(&nodes(text)?, offset)?;
    let keys = path.keys();
    let kind = values_at(SourceForm::Classes, &keys);
    let is_instruction =
        matches!(*keys, ["Methods" | "Workflow", _, "Body", ..] if is_block(keys[keys.len() - 1]));
    matches!(kind, ValueDoc::Contract | ValueDoc::Expression)
        .then_some(ExpressionPlace { kind, is_instruction })
}

/// Whether instructions stand below a key.
fn is_block(key: &str) -> bool {
    matches!(key, "Body" | "Then" | "Else" | "Do" | "Try" | "Finally" | "Parallel" | "Default")
}
