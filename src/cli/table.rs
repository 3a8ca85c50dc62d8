//! Tables of text. Column widths are those of the terminal: wide characters take two columns, combining ones none.

use unicode_width::UnicodeWidthStr as _;

use crate::diag::escape::escape_controls;

use super::style::{Style, StyledText, Tone};

/// A cell of a table: a text on one line, in one tone.
#[derive(Debug, Clone)]
pub(super) struct TableCell {
    text: String,
    tone: Tone,
}

impl TableCell {
    /// A cell in a tone.
    pub(super) fn toned(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }
}

impl From<String> for TableCell {
    fn from(text: String) -> Self {
        Self::toned(Tone::Plain, text)
    }
}

/// A table from its header and its rows.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: &[[TableCell; N]],
    style: Style,
) -> StyledText {
    let header = header.map(|title| TableCell::toned(Tone::Strong, title));
    let all: Vec<&[TableCell]> =
        std::iter::once(&header[..]).chain(rows.iter().map(|row| &row[..])).collect();
    styled(&all, style)
}

/// A table whose number of columns is only known at run time. Each row is as long as the header.
pub(super) fn table_of_rows(header: &[String], rows: &[Vec<String>]) -> String {
    let cells = |row: &[String]| row.iter().cloned().map(TableCell::from).collect::<Vec<_>>();
    let rows = rows.iter().map(Vec::as_slice);
    let all: Vec<Vec<TableCell>> = std::iter::once(header).chain(rows).map(cells).collect();
    let all: Vec<&[TableCell]> = all.iter().map(Vec::as_slice).collect();
    styled(&all, Style::Plain).as_str().to_owned()
}

fn styled(rows: &[&[TableCell]], style: Style) -> StyledText {
    // Escapes are wider than what they stand for, so they are applied before widths are measured.
    let escaped = |row: &&[TableCell]| row.iter().map(cell_text).collect::<Vec<_>>();
    let texts: Vec<Vec<String>> = rows.iter().map(escaped).collect();
    let columns = texts.first().map_or(0, Vec::len);
    let width = |column: usize| texts.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut table = style.text();
    for (row, texts) in rows.iter().zip(&texts) {
        let last = texts.iter().rposition(|text| !text.is_empty()).unwrap_or(0);
        for (column, (cell, text)) in row.iter().zip(texts).enumerate().take(last + 1) {
            let padding = if column == last { 0 } else { widths[column] - text.width() + 2 };
            table.push(cell.tone, text);
            table.push(Tone::Plain, &" ".repeat(padding));
        }
        table.push(Tone::Plain, "\n");
    }
    table
}

/// The text of a cell, on one line.
fn cell_text(cell: &TableCell) -> String {
    escape_controls(&cell.text.replace(['\n', '\t'], " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> String {
        let row = |name: &&str| [(*name).to_owned().into(), "1".to_owned().into()];
        let rows: Vec<[TableCell; 2]> = names.iter().map(row).collect();
        table(["NAME", "N"], &rows, Style::Plain).as_str().to_owned()
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(of(&["é", "long"]), "NAME  N\né     1\nlong  1\n");
    }

    #[test]
    fn columns_line_up_where_characters_are_wide_or_have_no_width() {
        assert_eq!(of(&["日本語", "e\u{301}"]), "NAME    N\n日本語  1\ne\u{301}       1\n");
    }

    #[test]
    fn control_characters_in_cells_are_escaped() {
        assert_eq!(of(&["a\nb", "\x1b[2J"]), "NAME     N\na b      1\n\\x1b[2J  1\n");
    }

    #[test]
    fn colours_take_no_columns() {
        let rows = [[TableCell::toned(Tone::Good, "up"), "1".to_owned().into()]];
        let shown = table(["STATE", "N"], &rows, Style::Coloured);
        assert_eq!(
            shown.as_str(),
            "\x1b[1mSTATE\x1b[0m  \x1b[1mN\x1b[0m\n\x1b[32mup\x1b[0m     1\n"
        );
    }
}
