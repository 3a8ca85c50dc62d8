//! Lists of flat dictionaries, such as endpoints, as tables.

use unicode_width::UnicodeWidthStr as _;

use super::ShowOptions;
use super::node::{self, Detail, DisplayNode};
use crate::Value;
use crate::cli::style::Tone;
use crate::diag::escape::escape_controls;

/// The fewest dictionaries that are a table.
const LEAST_ROWS: usize = 2;
/// The greatest number of columns.
const MOST_COLUMNS: usize = 12;
/// The spaces between columns.
const GAP: &str = "  ";

/// A cell: its tone and its text.
type ValueCell = (Tone, String);

/// The table of a list of flat dictionaries with names as keys, with at most that many rows; `None` if the value is none, or the table is
/// wider than the screen.
pub(super) fn of(value: &Value, most: usize, options: ShowOptions<'_>) -> Option<String> {
    let Value::List(items) = value else { return None };
    if items.len() < LEAST_ROWS {
        return None;
    }
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<ValueCell>> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let Value::Dict(dict) = item else { return None };
        let mut row: Vec<ValueCell> = Vec::new();
        for (key, value) in dict.iter() {
            let column = column_of(&mut columns, key.as_str()?)?;
            if row.len() <= column {
                row.resize(column + 1, (Tone::Plain, String::new()));
            }
            row[column] = cell(value, options)?;
        }
        if n < most {
            rows.push(row);
        }
    }
    if columns.is_empty() {
        return None;
    }
    let mut text = drawn(&columns, &rows, options)?;
    if items.len() > most {
        let more = format!("\n… {} more", items.len() - most);
        options.style.put(&mut text, Tone::Faint, &more);
    }
    Some(text)
}

/// The index of a column, which is added if it is new.
fn column_of(columns: &mut Vec<String>, name: &str) -> Option<usize> {
    if let Some(at) = columns.iter().position(|column| column == name) {
        return Some(at);
    }
    columns.push(name.to_owned());
    (columns.len() <= MOST_COLUMNS).then(|| columns.len() - 1)
}

/// The cell of a value without structure. Strings are not quoted: a cell ends where its column does.
fn cell(value: &Value, options: ShowOptions<'_>) -> Option<ValueCell> {
    match value {
        Value::Str(text) => {
            let text = text.as_str().replace('\n', "\\n").replace('\t', "\\t");
            Some((Tone::Text, escape_controls(&text).into_owned()))
        }
        Value::Null => Some((Tone::Plain, String::new())),
        _ => match node::of(value, Detail::Short, options.outdated) {
            DisplayNode::Leaf(tone, text) => Some((tone, text)),
            DisplayNode::Group(_) => None,
        },
    }
}

/// The lines of the table; numbers stand at the right of their columns.
fn drawn(columns: &[String], rows: &[Vec<ValueCell>], options: ShowOptions<'_>) -> Option<String> {
    let header: Vec<ValueCell> =
        columns.iter().map(|name| (Tone::Strong, escape_controls(name).into_owned())).collect();
    let lines: Vec<&Vec<ValueCell>> = std::iter::once(&header).chain(rows).collect();
    let width_of = |column: usize| {
        lines.iter().filter_map(|row| row.get(column)).map(|(_, text)| text.width()).max()
    };
    let widths: Vec<usize> = (0..columns.len()).map(|n| width_of(n).unwrap_or(0)).collect();
    let total = widths.iter().sum::<usize>() + GAP.len() * (widths.len() - 1);
    if total > options.width {
        return None;
    }
    let is_numeric = |column: usize| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).filter(|c| !c.1.is_empty());
        cells.all(|(tone, _)| *tone == Tone::Number)
    };
    let right: Vec<bool> = (0..columns.len()).map(is_numeric).collect();
    let line = |row: &&Vec<ValueCell>| {
        let mut out = String::new();
        let mut spaces = String::new();
        for (n, width) in widths.iter().enumerate() {
            let (tone, text) =
                row.get(n).map_or((Tone::Plain, ""), |(tone, text)| (*tone, text.as_str()));
            let gap = " ".repeat(width - text.width());
            // Spaces at the end of a line are left out.
            let (before, after) = if right[n] { (gap.as_str(), "") } else { ("", gap.as_str()) };
            spaces.push_str(before);
            if !text.is_empty() {
                out.push_str(&spaces);
                options.style.put(&mut out, tone, text);
                spaces.clear();
            }
            spaces.push_str(after);
            spaces.push_str(GAP);
        }
        out
    };
    Some(lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}
