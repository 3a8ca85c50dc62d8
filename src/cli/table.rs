//! Tables of text. Column widths are those of the terminal: wide characters take two columns, combining ones none.

use unicode_width::UnicodeWidthStr as _;

use crate::diag::escape::escape_controls;

/// A table from its header and its rows.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let header = header.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.to_vec()).collect();
    table_of_rows(&header, &rows)
}

/// A table whose number of columns is only known at run time. Each row is as long as the header.
pub(super) fn table_of_rows(header: &[String], rows: &[Vec<String>]) -> String {
    // Escapes are wider than what they stand for, so they are applied before widths are measured.
    let escaped = |row: &[String]| row.iter().map(|cell| cell_text(cell)).collect::<Vec<_>>();
    let rows = rows.iter().map(Vec::as_slice);
    let all: Vec<Vec<String>> = std::iter::once(header).chain(rows).map(escaped).collect();
    let width = |column: usize| all.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    all.iter().map(|row| line(row, &widths)).collect()
}

/// The text of a cell, on one line.
fn cell_text(text: &str) -> String {
    escape_controls(&text.replace(['\n', '\t'], " ")).into_owned()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in row.iter().zip(widths) {
        text += cell;
        text.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
    }
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> String {
        let rows: Vec<_> = names.iter().map(|name| [(*name).to_owned(), "1".into()]).collect();
        table(["NAME", "N"], &rows)
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
}
