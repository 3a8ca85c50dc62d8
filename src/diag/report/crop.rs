//! Fits a line of source into the columns of a terminal: tabs become spaces, and of a long line
//! the surroundings of its marked parts are kept, with `…` for what is left out.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

/// Columns between tab stops.
pub(super) const TAB: usize = 4;
/// Stands for what is left out.
pub(super) const ELLIPSIS: char = '…';
/// Columns at each end of a marked part that are shown if the part alone is too long.
const LEAST_END: usize = 3;
/// Columns of context that are shown at both ends of such a part together.
const LEAST_CONTEXT: usize = 20;

/// A line as it is shown.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Cropped {
    /// The pieces of the line, from left to right.
    pub pieces: Vec<ShownPiece>,
}

/// A piece of a shown line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ShownPiece {
    /// Offset of its first byte in the line.
    pub at: usize,
    /// What is shown: a character, the spaces of a tab, or `…`.
    pub shown: PieceKind,
}

/// What is shown of a line at one offset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum PieceKind {
    /// A character of the line.
    Char(char),
    /// A tab, as so many spaces.
    Tab(usize),
    /// The mark for what is left out.
    Ellipsis,
}

/// A character of the line: its offset and its columns.
struct ColumnCell {
    at: usize,
    columns: Range<usize>,
    c: char,
}

/// Fits a line into `width` columns. `marks` are the marked ranges of bytes. At least the
/// columns before `skip` are left out, so that text below the first mark has more room.
pub(super) fn crop(line: &str, marks: &[Range<usize>], width: usize, skip: usize) -> Cropped {
    let cells = cells(line);
    let total = cells.last().map_or(0, |cell| cell.columns.end);
    if skip == 0 && total <= width {
        return cropped(&cells, std::slice::from_ref(&(0..total)));
    }
    let column = |byte: usize| {
        let n = cells.partition_point(|cell| cell.at < byte);
        cells.get(n).map_or(total, |cell| cell.columns.start)
    };
    let marks: Vec<_> = marks.iter().map(|mark| column(mark.start)..column(mark.end)).collect();
    // Without a mark the beginning matters most.
    let cores =
        if marks.is_empty() { std::iter::once(0..0).collect() } else { cores(&marks, width) };
    // The most context around the cores that still fits.
    let (mut least, mut most) = (0, width);
    while least < most {
        let context = (least + most).div_ceil(2);
        if shown_columns(&around(&cores, context, skip, total), total) <= width {
            least = context;
        } else {
            most = context - 1;
        }
    }
    cropped(&cells, &around(&cores, least, skip, total))
}

fn cells(line: &str) -> Vec<ColumnCell> {
    let mut column = 0;
    let cell = |(at, c): (usize, char)| {
        let width = if c == '\t' { TAB - column % TAB } else { c.width().unwrap_or(0) };
        column += width;
        ColumnCell { at, columns: column - width..column, c }
    };
    line.char_indices().map(cell).collect()
}

/// The columns that are shown in any case: the marks, or the ends of those that are too long.
fn cores(marks: &[Range<usize>], width: usize) -> Vec<Range<usize>> {
    let share = width / marks.len().max(1);
    let core = |mark: &Range<usize>| {
        if mark.len() + LEAST_END <= share {
            return vec![mark.clone()];
        }
        let end = share.saturating_sub(LEAST_END + LEAST_CONTEXT) / 2;
        let end = end.max(LEAST_END).min(mark.len());
        vec![mark.start..mark.start + end, mark.end - end..mark.end]
    };
    let mut cores: Vec<_> = marks.iter().flat_map(core).collect();
    cores.sort_by_key(|core| (core.start, core.end));
    cores
}

/// The cores with so many columns of context on both sides, joined where they meet.
fn around(cores: &[Range<usize>], context: usize, skip: usize, total: usize) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for core in cores {
        let start = core.start.saturating_sub(context).max(skip.min(core.start));
        let end = (core.end + context).min(total);
        match kept.last_mut() {
            // One column that is left out would be as wide as its `…`.
            Some(last) if last.end + 1 >= start => last.end = last.end.max(end),
            _ => kept.push(start..end),
        }
    }
    kept
}

fn shown_columns(kept: &[Range<usize>], total: usize) -> usize {
    let before = usize::from(kept.first().is_some_and(|first| first.start > 0));
    let after = usize::from(kept.last().is_some_and(|last| last.end < total));
    let gaps = kept.len().saturating_sub(1);
    kept.iter().map(Range::len).sum::<usize>() + gaps + before + after
}

/// The cells within the kept columns, with `…` in each gap.
fn cropped(cells: &[ColumnCell], kept: &[Range<usize>]) -> Cropped {
    let mut pieces: Vec<ShownPiece> = Vec::new();
    for cell in cells {
        let is_kept = |range: &Range<usize>| {
            range.start <= cell.columns.start && cell.columns.end <= range.end
        };
        let shown = match cell.c {
            _ if !kept.iter().any(is_kept) => PieceKind::Ellipsis,
            '\t' => PieceKind::Tab(cell.columns.len()),
            c => PieceKind::Char(c),
        };
        let repeated = pieces.last().is_some_and(|piece| piece.shown == PieceKind::Ellipsis);
        if shown != PieceKind::Ellipsis || !repeated {
            pieces.push(ShownPiece { at: cell.at, shown });
        }
    }
    Cropped { pieces }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str, mark: Range<usize>, width: usize) -> String {
        let cropped = crop(line, std::slice::from_ref(&mark), width, 0);
        let text = |piece: ShownPiece| match piece.shown {
            PieceKind::Char(c) => c.to_string(),
            PieceKind::Tab(width) => " ".repeat(width),
            PieceKind::Ellipsis => ELLIPSIS.to_string(),
        };
        cropped.pieces.into_iter().map(text).collect()
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = "abcdefghijklmnopqrstuvwxyz";
        assert_eq!(text(line, 0..1, 40), line);
        assert_eq!(text(line, 0..3, 10), "abcdefghi…");
        assert_eq!(text(line, 12..14, 10), "…jklmnopq…");
        assert_eq!(text(line, 24..26, 10), "…rstuvwxyz");
        assert_eq!(text(line, 2..24, 10), "…cde…vwx…");
    }

    #[test]
    fn tabs_are_spaces_and_wide_characters_count_twice() {
        assert_eq!(text("a\tb", 0..1, 40), "a   b");
        assert_eq!(text("日本語日本語", 0..3, 7), "日本語…");
    }

    #[test]
    fn columns_can_be_left_out_for_a_label() {
        let line = "abcdefghijklmnop";
        let cropped = crop(line, std::slice::from_ref(&(12..14)), 40, 10);
        assert_eq!(cropped.pieces[0], ShownPiece { at: 0, shown: PieceKind::Ellipsis });
        assert_eq!(cropped.pieces[1], ShownPiece { at: 10, shown: PieceKind::Char('k') });
    }
}
