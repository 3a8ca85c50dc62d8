//! Makes the place where something is typed in YAML or JSON parse: as a key, or as a scalar.

use std::rc::Rc;

use super::super::candidate::CompletionCandidate;
use crate::ide::yaml::{NodeRole, nodes, path_to};
use crate::syntax::yaml::node::Node;

/// The word that stands for what is typed.
const PLACEHOLDER: &str = "completion_";

/// A text with a placeholder where something is typed.
#[derive(Debug)]
pub(super) struct Placed {
    /// The text.
    pub text: String,
    /// Its documents, with offsets in it as spans.
    pub documents: Vec<Rc<Node>>,
    /// An offset within the placeholder.
    pub offset: usize,
    /// Where what is typed begins in the text as it was, with its opening quote.
    pub start: usize,
    /// What is typed of the word.
    pub typed: String,
    /// The quotes that an inserted text needs, and whether the closing one is there already.
    quotes: Option<(char, bool)>,
    role: NodeRole,
}

impl Placed {
    /// A candidate in the quotes that stand around the place, or that JSON needs.
    pub(super) fn quoted(&self, candidate: CompletionCandidate) -> CompletionCandidate {
        let Some((quote, is_closed)) = self.quotes else { return candidate };
        let name = candidate.text.trim_end_matches([' ', ':']).to_owned();
        let after = &candidate.text[name.len()..];
        let text = match (is_closed, self.role) {
            (true, _) => format!("{quote}{name}"),
            (false, NodeRole::Key) => {
                format!("{quote}{name}{quote}{}", if after.is_empty() { "" } else { ": " })
            }
            (false, NodeRole::Value) => format!("{quote}{name}{quote}"),
        };
        CompletionCandidate { text, ..candidate }
    }
}

/// The line of a position, cut at the word that is typed there.
struct TypedWord<'t> {
    /// The text before the word and its quote.
    head: &'t str,
    /// The word.
    typed: &'t str,
    /// The quote before it.
    quote: Option<char>,
    /// Whether the quote is closed after it.
    is_closed: bool,
    /// The rest of its line.
    rest: &'t str,
    /// The lines after it.
    tail: &'t str,
}

/// Puts a placeholder in place of the word at an offset; `None` if the text does not parse with any.
pub(super) fn place(text: &str, offset: usize) -> Option<Placed> {
    let word = typed_word(text, offset);
    let is_json = text.trim_start().starts_with(['{', '[']);
    let open = open_brackets(if is_json { word.head } else { last_line(word.head) });
    let quote = word.quote.or(is_json.then_some('"'));
    let name = match quote {
        Some(quote) => format!("{quote}{PLACEHOLDER}{quote}"),
        None => PLACEHOLDER.to_owned(),
    };
    for role in roles(&word, &open) {
        let has_value = word.rest.trim_start().starts_with(':');
        let placed = match role {
            NodeRole::Key if !has_value => format!("{name}: null"),
            _ => name.clone(),
        };
        for (comma, tail) in tails(&word, &open) {
            let text = format!("{}{comma}{placed}{tail}", word.head);
            let Some(documents) = nodes(&text) else { continue };
            let offset = word.head.len() + comma.len() + usize::from(quote.is_some()) + 1;
            let is_here = path_to(&documents, offset).is_some_and(|path| {
                path.node.text().is_some_and(|text| &**text == PLACEHOLDER) && path.role == role
            });
            if is_here {
                let (start, typed) = (word.head.len(), word.typed.to_owned());
                let quotes = quote.map(|quote| (quote, word.is_closed));
                return Some(Placed { text, documents, offset, start, typed, quotes, role });
            }
        }
    }
    None
}

fn typed_word(text: &str, offset: usize) -> TypedWord<'_> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '?' | '=' | '-' | '/');
    // A prefix belongs to the name of a class: `std:Object`.
    let is_name = |c: char| is_word(c) || c == ':';
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line_start..offset];
    let mut typed = &before[before.trim_end_matches(is_name).len()..];
    typed = typed.trim_start_matches([':', '-']);
    let start = offset - typed.len();
    let quote = text[..start].chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let head = &text[..start - usize::from(quote.is_some())];
    let after = &text[offset..];
    let line_end = after.find('\n').unwrap_or(after.len());
    let (line, tail) = after.split_at(line_end);
    let mut rest = line.trim_start_matches(is_word);
    let is_closed = quote.is_some_and(|quote| rest.starts_with(quote));
    if is_closed {
        rest = &rest[1..];
    }
    TypedWord { head, typed, quote, is_closed, rest, tail }
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or("")
}

/// The brackets of the flow style that are open at the end of a text.
fn open_brackets(text: &str) -> Vec<char> {
    let mut open = Vec::new();
    let mut quote: Option<char> = None;
    let mut is_escaped = false;
    for c in text.chars() {
        match (quote, c) {
            (Some('"'), '\\') if !is_escaped => {
                is_escaped = true;
                continue;
            }
            (Some(around), _) if c == around && !is_escaped => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') => drop(open.pop()),
            _ => {}
        }
        is_escaped = false;
    }
    open
}

/// What the placeholder may be, the likeliest first.
fn roles(word: &TypedWord<'_>, open: &[char]) -> Vec<NodeRole> {
    let line = last_line(word.head).trim_start();
    let before = word.head.trim_end();
    let after_colon = line.trim_end().ends_with(':') || before.ends_with(':') && !open.is_empty();
    match open.last() {
        _ if after_colon => vec![NodeRole::Value],
        Some(']') => vec![NodeRole::Value, NodeRole::Key],
        Some(_) => vec![NodeRole::Key, NodeRole::Value],
        None => vec![NodeRole::Key, NodeRole::Value],
    }
}

/// What stands before and after the placeholder, in the order in which it is tried: everything, then less and less.
fn tails(word: &TypedWord<'_>, open: &[char]) -> Vec<(&'static str, String)> {
    let (rest, tail) = (word.rest, word.tail);
    let closers: String = open.iter().rev().collect();
    let mut found = vec![
        ("", format!("{rest}{tail}")),
        ("", format!("{rest},{tail}")),
        ("", tail.to_owned()),
        ("", format!(",{tail}")),
        ("", format!("{closers}{tail}")),
        ("", format!("{closers}\n")),
    ];
    if !open.is_empty() {
        // Between two entries without a comma.
        found.extend([(",", format!("{rest}{tail}")), (",", format!("{closers}\n"))]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys to the mark in a text, and what is typed.
    fn placed(text: &str) -> (Vec<String>, NodeRole, String) {
        let at = text.find('|').expect("a mark");
        let placed = place(&text.replacen('|', "", 1), at).expect("it can be repaired");
        let path = path_to(&placed.documents, placed.offset).expect("a node");
        let mut keys: Vec<String> = path.keys().into_iter().map(str::to_owned).collect();
        keys.retain(|key| key != PLACEHOLDER);
        (keys, path.role, placed.typed)
    }

    #[test]
    fn keys_are_placed_where_they_are_typed() {
        let key = |keys: &[&str], typed: &str| {
            (
                keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>(),
                NodeRole::Key,
                typed.to_owned(),
            )
        };
        assert_eq!(placed("Na|"), key(&[], "Na"));
        assert_eq!(placed("Name: A\nProp|\nMethods:\n  m:\n"), key(&[], "Prop"));
        assert_eq!(
            placed("Properties:\n  a:\n    |\n  b:\n    Contract: $\n"),
            key(&["Properties", "a"], "")
        );
        assert_eq!(
            placed("Properties:\n  a: {Contract: $, Us|}\n"),
            key(&["Properties", "a"], "Us")
        );
        assert_eq!(
            placed("Properties:\n  a: {Contract: $, Us|\n"),
            key(&["Properties", "a"], "Us")
        );
        assert_eq!(
            placed("{\"Objects\": {\n  \"?\": {\"id\": \"a\"},\n  \"na|\n}}"),
            key(&["Objects"], "na")
        );
        assert_eq!(
            placed("{\"Objects\": {\n  \"a\": 1,\n  |\n  \"b\": 2\n}}"),
            key(&["Objects"], "")
        );
        assert_eq!(placed("{\"Objects\": {\n  \"a\": 1\n  \"|\""), key(&["Objects"], ""));
    }

    #[test]
    fn values_are_placed_where_they_are_typed() {
        let value = |keys: &[&str], typed: &str| {
            (
                keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>(),
                NodeRole::Value,
                typed.to_owned(),
            )
        };
        assert_eq!(placed("Extends: std:Ob|\nName: A\n"), value(&["Extends"], "std:Ob"));
        assert_eq!(placed("Usage: |\nName: A\n"), value(&["Usage"], ""));
        assert_eq!(placed("Extends: [std:Ob|\n"), value(&["Extends"], "std:Ob"));
        assert_eq!(placed("{\"?\": {\"type\": \"a.|\"}}"), value(&["?", "type"], "a."));
        assert_eq!(placed("{\"?\": {\"type\": |"), value(&["?", "type"], ""));
    }
}
