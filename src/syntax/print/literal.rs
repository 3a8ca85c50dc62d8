//! The canonical spelling of literals, for trees that were not parsed from `.murano`.

use super::{LayoutSource, Printer};
use crate::syntax::tree::{Expr, ExprKind, Piece};

impl Printer<'_> {
    /// Prints a literal: in the author's spelling, or canonically.
    pub(super) fn literal(&mut self, expr: &Expr) {
        if self.layout == LayoutSource::Source {
            return self.verbatim(expr.span);
        }
        match &expr.kind {
            ExprKind::Bool(value) => self.write(&value.to_string()),
            ExprKind::Int(number) => self.write(&number.to_string()),
            ExprKind::BigInt(digits) => self.write(digits),
            ExprKind::Float(number) => self.write(&float(*number)),
            ExprKind::Str(text) if self.fills_lines() && is_block(text) => self.block_string(text),
            ExprKind::Str(text) => self.write(&quoted(text)),
            ExprKind::Interpolated(pieces) => self.interpolated(pieces),
            _ => self.write("null"),
        }
    }

    fn interpolated(&mut self, pieces: &[Piece]) {
        self.write("\"");
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    let mut escaped = String::new();
                    escape(&mut escaped, text, '"');
                    self.write(&escaped);
                }
                Piece::Expr(expr) => {
                    self.write("\\(");
                    // A line break inside a string would become a part of it.
                    let flat = std::mem::replace(&mut self.flat, true);
                    self.expression(expr);
                    self.flat = flat;
                    self.write(")");
                }
            }
        }
        self.write("\"");
    }

    /// `"""`, the lines, `"""`: the indentation of the closing quotes is not part of the
    /// string.
    fn block_string(&mut self, text: &str) {
        self.write("\"\"\"");
        self.indented(|p| {
            for line in text.split('\n') {
                p.out.push('\n');
                p.line = p.out.len();
                if !line.is_empty() {
                    p.out.push_str(&"    ".repeat(p.indent));
                    p.out.push_str(&escape_block(line));
                }
            }
            p.out.push('\n');
            p.line = p.out.len();
            p.out.push_str(&"    ".repeat(p.indent));
        });
        self.write("\"\"\"");
    }
}

/// Whether a text that does not fit on the line is better broken into several.
fn is_block(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
}

/// Whether a text can be a key or an argument's name without quotes.
pub(super) fn is_bare_key(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let word = first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    word && !matches!(text, "true" | "false" | "null" | "not" | "and" | "or" | "in" | "is")
}

/// A float in a form that parses as a float; a float without a literal becomes a call.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "float('nan')".into();
    }
    if number.is_infinite() {
        return format!("float('{}inf')", if number < 0.0 { "-" } else { "" });
    }
    let text = number.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A string in single quotes.
pub(in crate::syntax) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    escape(&mut out, text, '\'');
    out.push('\'');
    out
}

/// Escapes text for a string.
fn escape(out: &mut String, text: &str, quote: char) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
}

/// A line of a block string, where only three quotes in a row need an escape.
fn escape_block(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    escape(&mut escaped, line, '\\');
    // A tab is indentation, and a backslash is already escaped.
    escaped.replace("\"\"\"", "\\\"\\\"\\\"")
}
