//! Breaks the text of messages, labels and hints into lines that fit a terminal.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Breaks a text at spaces into lines of at most `width` columns, of which the first has only
/// `first` columns. A longer word is broken within; line breaks of the text stay.
pub(super) fn wrap(text: &str, first: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut line_width = if lines.is_empty() { first } else { width };
        let mut current = String::new();
        for word in line.split(' ') {
            if !current.is_empty() && current.width() + 1 + word.width() > line_width {
                lines.push(std::mem::take(&mut current));
                line_width = width;
            } else if !current.is_empty() {
                current.push(' ');
            }
            let (whole, rest) = break_word(word, line_width.saturating_sub(current.width()), width);
            for part in whole {
                lines.push(std::mem::take(&mut current) + &part);
                line_width = width;
            }
            current += &rest;
        }
        lines.push(current);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The parts of a word that fill a line each, and the rest, which the next word may follow.
fn break_word(word: &str, first: usize, width: usize) -> (Vec<String>, String) {
    let (mut whole, mut rest, mut columns) = (Vec::new(), String::new(), 0);
    for c in word.chars() {
        let most = if whole.is_empty() { first } else { width };
        columns += c.width().unwrap_or(0);
        if columns > most.max(2) {
            whole.push(std::mem::take(&mut rest));
            columns = c.width().unwrap_or(0);
        }
        rest.push(c);
    }
    (whole, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 20, 20), ["one two three"]);
        assert_eq!(wrap("one two three", 7, 20), ["one two", "three"]);
        assert_eq!(wrap("one two three", 5, 9), ["one", "two three"]);
        assert_eq!(wrap("one\ntwo", 9, 9), ["one", "two"]);
        assert_eq!(wrap("", 9, 9), [""]);
    }

    #[test]
    fn long_words_break_within_and_wide_characters_count_twice() {
        assert_eq!(wrap("a bcdefghij", 4, 4), ["a", "bcde", "fghi", "j"]);
        assert_eq!(wrap("日本語文", 4, 4), ["日本", "語文"]);
    }
}
