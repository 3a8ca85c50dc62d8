//! `_`, `_1`, `_2` …: the last value, and those of earlier inputs by their numbers.

use crate::ide::tokens::{TokenKind, tokens};

/// The variable that holds the last value.
pub(super) const LAST: &str = "_";

/// The variable that holds the value of an input.
pub(super) fn of_input(number: usize) -> String {
    format!("{LAST}{number}")
}

/// Whether a variable holds an earlier value.
pub(super) fn is_earlier_value(name: &str) -> bool {
    name.strip_prefix(LAST).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

/// Replaces words such as `_` and `_3` by the variables `$_` and `$_3`.
pub(super) fn with_last_values(text: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for token in tokens(text).all {
        let is_member = matches!(before, "." | "?.");
        if token.kind == TokenKind::Word && is_earlier_value(token.text) && !is_member {
            out.push('$');
        }
        out.push_str(token.text);
        if !token.is_blank() {
            before = token.text;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_are_earlier_values() {
        assert_eq!(
            with_last_values("_ + $_ + _12 + \"a _ \\(_.len())\""),
            "$_ + $_ + $_12 + \"a _ \\($_.len())\""
        );
        assert_eq!(with_last_values("$x._ + a_b + _x + __"), "$x._ + a_b + _x + __");
    }
}
