//! Where a text occurs in another, from left to right, without overlaps.

use std::str::MatchIndices;

/// The bytes at which a text begins in another.
pub(super) enum Occurrences<'t> {
    /// A single byte: found faster than a text.
    Byte(memchr::Memchr<'t>),
    /// A longer text; an empty one is between all characters.
    Text(MatchIndices<'t, &'t str>),
}

impl<'t> Occurrences<'t> {
    /// The occurrences of a text.
    #[inline]
    pub(super) fn of(whole: &'t str, wanted: &'t str) -> Self {
        match wanted.as_bytes() {
            [byte] => Self::Byte(memchr::memchr_iter(*byte, whole.as_bytes())),
            _ => Self::Text(whole.match_indices(wanted)),
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::Byte(bytes) => bytes.next(),
            Self::Text(texts) => texts.next().map(|(at, _)| at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_texts_are_found_alike() {
        let all = |whole, wanted| Occurrences::of(whole, wanted).collect::<Vec<_>>();
        assert_eq!(all("a-é-b", "-"), [1, 4]);
        assert_eq!(all("aaaa", "aa"), [0, 2]);
        assert_eq!(all("éa", ""), [0, 2, 3]);
        assert_eq!(all("éa", "é"), [0]);
        assert!(all("", "x").is_empty());
    }
}
