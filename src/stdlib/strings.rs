//! Strings, as sequences of code points.

mod case;
mod find;
pub(super) mod format;
mod occurrences;
mod replace;
mod split;

use crate::runtime::machine::native::Builtin;

/// The tables.
pub(super) const FUNCTIONS: &[&[Builtin]] =
    &[case::FUNCTIONS, find::FUNCTIONS, replace::FUNCTIONS, split::FUNCTIONS];

pub(super) use self::find::substring;

/// White space, as Python has it: Unicode's, and the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Start and end of a slice, as Python reads them: negative ones count from the end, all are clamped.
pub(super) fn slice(len: usize, start: i64, end: i64) -> (usize, usize) {
    let whole = i64::try_from(len).unwrap_or(i64::MAX);
    let clamp = |at: i64| {
        let at = if at < 0 { at.saturating_add(whole) } else { at };
        usize::try_from(at.clamp(0, whole)).unwrap_or(0)
    };
    let (start, end) = (clamp(start), clamp(end));
    (start, end.max(start))
}

/// The byte at which a code point begins.
fn byte_at(text: &str, ascii: bool, at: usize) -> usize {
    if ascii {
        return at.min(text.len());
    }
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}
