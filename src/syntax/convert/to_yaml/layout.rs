//! Prints YAML nodes in block style, with comments before the node they belong to.

use crate::syntax::print::quoted;

/// A node to be written.
#[derive(Debug)]
pub(super) enum Yaml {
    /// On the line of its key or dash.
    Scalar(String),
    /// A string of several lines: the indicator after its key or dash, and the lines.
    Lines(&'static str, Vec<String>),
    /// Items, each with the comments before it.
    List(Vec<(Vec<String>, Yaml)>),
    /// Keys with values, each with the comments before it.
    Map(Vec<(Vec<String>, String, Yaml)>),
}

impl Yaml {
    /// A mapping of entries without comments.
    pub(super) fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (Vec::new(), key, value)).collect())
    }

    /// A list of items without comments.
    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().map(|item| (Vec::new(), item)).collect())
    }

    /// An empty node: null, or no statements.
    pub(super) fn nothing() -> Self {
        Self::Scalar(String::new())
    }

    /// The lines of a node.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::Scalar(text) => vec![text.clone()],
            Self::Lines(indicator, lines) => {
                let lines = lines.iter().map(|line| indented(line));
                std::iter::once((*indicator).to_owned()).chain(lines).collect()
            }
            Self::List(items) => items.iter().flat_map(|(c, item)| item_lines(c, item)).collect(),
            Self::Map(entries) => {
                entries.iter().flat_map(|(c, key, value)| entry_lines(c, key, value)).collect()
            }
        }
    }
}

/// `- item`.
fn item_lines(comments: &[String], item: &Yaml) -> Vec<String> {
    let mut lines: Vec<String> = comments.to_vec();
    let mut dash = "- ";
    for line in item.lines() {
        // A comment before the first key of a mapping is printed before the mapping's dash.
        if dash == "- " && line.starts_with('#') {
            lines.push(line);
            continue;
        }
        lines.push(format!("{dash}{line}").trim_end().to_owned());
        dash = "  ";
    }
    lines
}

/// `key: value`.
fn entry_lines(comments: &[String], key: &str, value: &Yaml) -> Vec<String> {
    let mut lines: Vec<String> = comments.to_vec();
    match value {
        Yaml::Scalar(text) => lines.push(format!("{key}: {text}").trim_end().to_owned()),
        Yaml::Lines(..) => {
            let inner = value.lines();
            lines.push(format!("{key}: {}", inner[0]));
            lines.extend(inner[1..].iter().cloned());
        }
        Yaml::List(_) | Yaml::Map(_) => {
            lines.push(format!("{key}:"));
            lines.extend(value.lines().iter().map(|line| indented(line)));
        }
    }
    lines
}

fn indented(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("  {line}") }
}

/// Whether a string needs no quotes in block style.
pub(super) fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    let glued = second.is_some_and(|c| !c.is_whitespace());
    let begins = match first {
        None => false,
        Some('-' | '?' | ':') => glued,
        Some(',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"') => false,
        Some('%' | '@' | '`' | '=') => false,
        Some(c) => !c.is_whitespace(),
    };
    let marker = text.starts_with("---") || text.starts_with("...");
    let inside = text.contains(": ") || text.contains(" #") || text.contains(char::is_control);
    begins && !marker && !inside && !text.ends_with([':', ' '])
}

/// A string in the kind of quotes that needs the least escaping.
pub(super) fn in_quotes(text: &str) -> String {
    let awkward = |c: char| c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}');
    if text.contains(awkward) || (text.contains('\'') && !text.contains(['"', '\\'])) {
        let bare = quoted(text);
        let inner = bare[1..bare.len() - 1].replace("\\'", "'");
        return format!("\"{}\"", escape_double(&inner));
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// Adds escapes for double quotes and byte order marks to text that is already escaped.
fn escape_double(text: &str) -> String {
    let text = text.replace('"', "\\\"").replace('\u{feff}', "\\ufeff");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
