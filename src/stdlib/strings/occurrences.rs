//! Occurrences of a string in another, from left to right, without overlaps.

use std::str::MatchIndices;

/// Shorter texts are searched byte by byte: a vectorized search takes longer to start.
const FEW: usize = 24;

/// An iterator over the byte offsets of a string in another.
pub(super) enum Occurrences<'t> {
    /// A single byte, for which there is a faster search.
    Byte { whole: &'t [u8], wanted: u8, from: usize },
    /// A longer string; the empty one occurs between all characters.
    Text(MatchIndices<'t, &'t str>),
}

impl<'t> Occurrences<'t> {
    /// The occurrences of a string.
    #[inline]
    pub(super) fn of(whole: &'t str, wanted: &'t str) -> Self {
        match wanted.as_bytes() {
            [wanted] => Self::Byte { whole: whole.as_bytes(), wanted: *wanted, from: 0 },
            _ => Self::Text(whole.match_indices(wanted)),
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::Byte { whole, wanted, from } => {
                let at = *from + position(&whole[*from..], *wanted)?;
                *from = at + 1;
                Some(at)
            }
            Self::Text(texts) => texts.next().map(|(at, _)| at),
        }
    }
}

/// The first offset of a byte.
#[inline]
fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    if bytes.len() < FEW {
        return bytes.iter().position(|byte| *byte == wanted);
    }
    memchr::memchr(wanted, bytes)
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
        let long = format!("{0}-{0}-", "x".repeat(40));
        assert_eq!(all(&long, "-"), [40, 81]);
    }
}
