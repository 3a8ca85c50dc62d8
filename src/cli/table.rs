//! Tables of text, columns as wide as they must be.

/// A table: its header and rows, each as long as the header.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let header = header.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.to_vec()).collect();
    of_rows(&header, &rows)
}

/// A table whose number of columns is known only now.
pub(super) fn of_rows(header: &[String], rows: &[Vec<String>]) -> String {
    let all = || std::iter::once(header).chain(rows.iter().map(Vec::as_slice));
    let width = |column: usize| all().map(|row| columns(&row[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    all().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in row.iter().zip(widths) {
        text += cell;
        text.extend(std::iter::repeat_n(' ', width - columns(cell) + 2));
    }
    text.trim_end().to_owned() + "\n"
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [["é".into(), "1".into()], ["long".into(), String::new()]];
        assert_eq!(table(["NAME", "N"], &rows), "NAME  N\né     1\nlong\n");
    }
}
