//! Positions in strings and lists, counted in code points and items.

/// Start and end of a slice by Python's rules: negative ones count from the end, all are
/// clamped.
pub(crate) fn slice_bounds(len: usize, start: i64, end: i64) -> (usize, usize) {
    let whole = i64::try_from(len).unwrap_or(i64::MAX);
    let clamp = |at: i64| {
        let at = if at < 0 { at.saturating_add(whole) } else { at };
        usize::try_from(at.clamp(0, whole)).unwrap_or(0)
    };
    let (start, end) = (clamp(start), clamp(end));
    (start, end.max(start))
}

/// The byte offset of a code point.
pub(super) fn byte_at(text: &str, ascii: bool, at: usize) -> usize {
    if ascii {
        return at.min(text.len());
    }
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}
