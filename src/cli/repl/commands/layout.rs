//! The layout of explanations: columns, wrapped lines, members of classes.

use unicode_width::UnicodeWidthStr as _;

use super::super::highlight::highlight;
use super::super::shell::Shell;
use super::super::show::short;
use crate::cli::style::Tone;
use crate::ide::symbols::{self, Member};

/// The column where the documentation of members begins.
const COLUMN: usize = 44;
/// The narrowest second column.
const LEAST_COLUMN: usize = 20;

/// A term and what it is: in two columns, or on two lines where these do not fit.
pub(super) fn two_columns(shell: &Shell, term: &str, about: &str, column: usize) -> String {
    let room = shell.width.saturating_sub(column + 4);
    let highlighted = highlight(term, shell.style);
    let lines = |width: usize| wrapped(about, width);
    let faint = |text: &str| shell.faint(text);
    if term.width() <= column && room >= LEAST_COLUMN {
        let gap = " ".repeat(column - term.width());
        let rest = format!("\n{:width$}", "", width = column + 4);
        let about: Vec<String> = lines(room).lines().map(faint).collect();
        return format!("  {highlighted}{gap}  {}\n", about.join(&rest));
    }
    let about = lines(shell.width.saturating_sub(6).max(LEAST_COLUMN));
    let about: Vec<String> = about.lines().map(|line| format!("      {}\n", faint(line))).collect();
    format!("  {highlighted}\n{}", about.concat())
}

/// A member on one line: declaration, documentation, declaring class.
pub(super) fn member_line(shell: &Shell, member: &Member, class: &str) -> String {
    let width = member.signature.width();
    let gap = match COLUMN.checked_sub(width) {
        Some(room) if room > 1 => " ".repeat(room),
        _ => "\n      ".to_owned(),
    };
    let mut about = symbols::first_line(&member.doc).to_owned();
    if member.class != class {
        let from = format!("({})", short(&member.class));
        about = if about.is_empty() { from } else { format!("{about} {from}") };
    }
    let line = highlight(&member.signature, shell.style);
    let about = shell.style.paint(Tone::Faint, &about);
    format!("\n  {line}{gap}{about}").trim_end().to_owned()
}

/// Wraps a line at a width.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.width();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
