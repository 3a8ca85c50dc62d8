//! Where lines of an input begin: after Enter, and when a closing bracket is typed.

use crate::ide::tokens::{TokenKind, UnclosedBracket, tokens};

/// The spaces of a level.
const LEVEL: usize = 4;

/// The number of spaces that a new line after a text begins with; `None` if no bracket is open, or a string.
pub(super) fn after_enter(before: &str) -> Option<usize> {
    let found = tokens(before);
    if found.in_text() || found.in_comment {
        return None;
    }
    found.open.last().map(|open| indentation_of(before, open) + LEVEL)
}

/// The last line of a text after a closing bracket is typed on it: where the line that has the opening one begins. `None` if the
/// line has other text, or another bracket is open.
pub(super) fn closed(before: &str, closer: char) -> Option<String> {
    let (_, line) = before.rsplit_once('\n')?;
    let found = tokens(before);
    let is_blank = line.chars().all(|c| c == ' ');
    let is_between_tokens = found.all.last().is_some_and(|t| t.kind == TokenKind::Blank);
    let open = found.open.last()?;
    let matches = open.closer().starts_with(closer) && !open.is_string();
    (is_blank && is_between_tokens && matches)
        .then(|| format!("{}{closer}", " ".repeat(indentation_of(before, open))))
}

/// The number of spaces that Backspace removes: a level where the line has nothing else before the cursor.
pub(super) fn removed_by_backspace(before: &str) -> u16 {
    let Some((_, line)) = before.rsplit_once('\n') else { return 1 };
    let is_indentation = !line.is_empty() && line.chars().all(|c| c == ' ');
    if !is_indentation {
        return 1;
    }
    let excess = line.len() % LEVEL;
    u16::try_from(if excess == 0 { LEVEL } else { excess }).unwrap_or(1)
}

/// The spaces at the beginning of the line that a bracket is on.
fn indentation_of(text: &str, bracket: &UnclosedBracket) -> usize {
    let start = text[..bracket.at].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..];
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_a_level_deeper_than_the_one_with_the_bracket() {
        assert_eq!(after_enter("class A {"), Some(4));
        assert_eq!(after_enter("class A {\n    f() {"), Some(8));
        assert_eq!(after_enter("class A {\n    f() {\n    }"), Some(4));
        // Two brackets on one line are one level.
        assert_eq!(after_enter("f([{"), Some(4));
        assert_eq!(after_enter("$x = 1"), None);
        assert_eq!(after_enter("$x = ['a"), None);
    }

    #[test]
    fn a_closing_bracket_stands_where_its_line_begins() {
        assert_eq!(closed("class A {\n    f() {\n        ", '}').as_deref(), Some("    }"));
        assert_eq!(closed("class A {\n    ", '}').as_deref(), Some("}"));
        assert_eq!(closed("class A {\n", '}').as_deref(), Some("}"));
        assert_eq!(closed("$x = [\n    ", ']').as_deref(), Some("]"));
        assert_eq!(closed("$x = [\n    ", '}'), None);
        assert_eq!(closed("class A {\n    x", '}'), None);
        assert_eq!(closed("f(", ')'), None);
        assert_eq!(closed("\"\"\"{\n   ", '}'), None);
    }

    #[test]
    fn backspace_removes_a_level() {
        assert_eq!(removed_by_backspace("{\n        "), 4);
        assert_eq!(removed_by_backspace("{\n      "), 2);
        assert_eq!(removed_by_backspace("{\n    a"), 1);
        assert_eq!(removed_by_backspace("    "), 1);
    }
}
