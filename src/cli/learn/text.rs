//! Lessons as text for a terminal: paragraphs are wrapped, code is indented and coloured.

use unicode_width::UnicodeWidthStr as _;

use crate::cli::repl::highlight::highlight_program;
use crate::cli::style::{Style, Tone};

/// The widest line of a paragraph, in columns: longer lines are hard to read.
const WIDEST: usize = 88;

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLook {
    /// Whether there are colours.
    pub style: Style,
    /// The columns of the terminal.
    pub width: usize,
}

/// A heading, in a tone.
pub(super) fn heading(tone: Tone, text: &str, look: TextLook) -> String {
    look.style.text().put(tone, text).plain("\n").as_str().to_owned()
}

/// Markdown of a lesson: paragraphs, lists and code.
pub(super) fn markdown(text: &str, look: TextLook) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    let mut paragraph = String::new();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            flush(&mut paragraph, &mut out, look);
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            out += &block(kind, &code.join("\n"), look);
        } else if line.is_empty() {
            flush(&mut paragraph, &mut out, look);
            out.push('\n');
        } else {
            // An item of a list begins a line.
            if line.starts_with("- ") {
                flush(&mut paragraph, &mut out, look);
            }
            let blank = if paragraph.is_empty() { "" } else { " " };
            paragraph += blank;
            paragraph += line;
        }
    }
    flush(&mut paragraph, &mut out, look);
    out
}

/// A program, indented.
pub(super) fn program(text: &str, look: TextLook) -> String {
    block("murano", text, look)
}

fn block(kind: &str, code: &str, look: TextLook) -> String {
    let coloured = look.style == Style::Coloured && kind == "murano";
    let code = if coloured { highlight_program(code) } else { code.to_owned() };
    // What a program prints follows the program.
    let title = if kind == "text" { "prints:\n\n" } else { "" };
    let indented = code.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    });
    title.to_owned() + &indented.collect::<String>()
}

/// Adds a paragraph, wrapped, and begins a new one.
fn flush(paragraph: &mut String, out: &mut String, look: TextLook) {
    let width = look.width.min(WIDEST);
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let columns = word.width();
        if column == 0 {
            column = columns;
        } else if column + 1 + columns > width {
            out.push('\n');
            out.push_str(indent);
            column = indent.len() + columns;
        } else {
            out.push(' ');
            column += 1 + columns;
        }
        out.push_str(word);
    }
    if column > 0 {
        out.push('\n');
    }
    paragraph.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_lines() {
        let look = TextLook { style: Style::Plain, width: 24 };
        let text = "A paragraph that is\nlonger than a line.\n\n- an item that is longer than it\n- b\n\n```murano\nprint(1)\n```\n\n```text\n1\n```";
        let wanted = "A paragraph that is\nlonger than a line.\n\n- an item that is longer\n  than it\n- b\n\n    print(1)\n\nprints:\n\n    1\n";
        assert_eq!(markdown(text, look), wanted);
    }
}
