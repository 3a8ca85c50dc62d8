//! Positions of the protocol: lines from 0, columns in UTF-16 code units; and offsets in bytes.

use lsp_types::{Position, Range};

/// The starts of the lines of a text.
#[derive(Debug)]
pub(super) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// The lines of a text.
    pub(super) fn new(text: &str) -> Self {
        let after = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The offset of a position. A column past the end of its line is the end, a line past the last is the end of the text; a position
    /// in the middle of a character is its beginning.
    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        let line = text[start..end].strip_suffix('\r').unwrap_or(&text[start..end]);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += c.len_utf16() as u32;
            if units > position.character {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The position of an offset.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = &text[self.starts[line]..offset];
        let units: usize = before.chars().map(char::len_utf16).sum();
        Position::new(line as u32, units as u32)
    }

    /// The range between two offsets.
    pub(super) fn range(&self, text: &str, start: usize, end: usize) -> Range {
        Range::new(self.position(text, start), self.position(text, end.max(start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        // An emoji has two units and four bytes, `e` with a combining accent two units and three bytes.
        let text = "a\u{1F600}b\ne\u{301}x\r\nlast";
        let index = LineIndex::new(text);
        let offset = |line, character| index.offset(text, Position::new(line, character));
        assert_eq!(offset(0, 1), 1);
        assert_eq!(offset(0, 2), 1, "the middle of the emoji is its beginning");
        assert_eq!(offset(0, 3), 5);
        assert_eq!(offset(0, 99), 6);
        assert_eq!(offset(1, 2), 10);
        assert_eq!(offset(1, 3), 11);
        assert_eq!(offset(1, 4), 11, "a line ends before its carriage return");
        assert_eq!(offset(2, 0), 13);
        assert_eq!(offset(9, 0), text.len());
        for at in [0, 1, 5, 6, 7, 8, 10, 11, 13, text.len()] {
            let position = index.position(text, at);
            assert_eq!(index.offset(text, position), at, "{position:?}");
        }
        assert_eq!(index.position(text, 3), Position::new(0, 1), "within the emoji");
    }
}
