//! The canonical form of `.murano`: what `murano fmt` writes.
//!
//! Spacing, indentation and brackets are normalised; line breaks that matter to the author stay: a bracket opened at
//! the end of a line stays broken, a chain continued on a new line stays so, at most one empty line is kept. Literals
//! are never rewritten, comments never lost. A text that would come out with another meaning is refused.

mod contract;
mod declaration;
mod expression;
mod statement;

use super::tree::{Comment, Module, Text};
use super::{dump, parse_module, with_room};
use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Source, Sources, Span};

/// The canonical form of a file.
///
/// # Errors
///
/// What is wrong with a file that cannot be read.
pub fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let (module, found) = parse_module(source);
    if has_errors(&found) {
        return Err(found);
    }
    with_room(|| print(source, &module))
}

fn print(source: &Source, module: &Module) -> Result<String, Vec<Diagnostic>> {
    let mut printer = Printer::new(source, &module.comments);
    printer.module(module);
    let text = printer.finish();
    if keeps_meaning(module, &text) {
        return Ok(text);
    }
    let message = "internal error: formatting would change the program; it is left as it is";
    Err(vec![Diagnostic::error(codes::INTERNAL, source.span(), message)])
}

/// Does the text read as the same program, with as many comments?
fn keeps_meaning(module: &Module, text: &str) -> bool {
    let sources = Sources::new();
    let Some(source) = sources.add("formatted", text) else { return false };
    let (again, found) = parse_module(&source);
    !has_errors(&found)
        && again.comments.len() == module.comments.len()
        && dump::module(&again) == dump::module(module)
}

/// Writes lines, with the comments that belong between them.
struct Printer<'a> {
    source: &'a Source,
    out: String,
    indent: usize,
    /// Nothing stands on the current line yet.
    fresh: bool,
    comments: &'a [Comment],
    /// The end of what was printed last, in the source.
    end: u32,
}

impl<'a> Printer<'a> {
    fn new(source: &'a Source, comments: &'a [Comment]) -> Self {
        let end = source.base;
        Self { source, out: String::new(), indent: 0, fresh: true, comments, end }
    }

    fn finish(mut self) -> String {
        self.comments_before(u32::MAX);
        if !self.fresh {
            self.out.push('\n');
        }
        self.out
    }

    fn write(&mut self, text: &str) {
        if self.fresh && !text.is_empty() {
            self.out.push_str(&"    ".repeat(self.indent));
            self.fresh = false;
        }
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        if !self.fresh {
            self.out.push('\n');
            self.fresh = true;
        }
    }

    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 1;
        print(self);
        self.indent -= 1;
    }

    /// The source between two places.
    fn between(&self, start: u32, end: u32) -> &'a str {
        if start <= end { self.source.slice(Span::new(start, end)) } else { "" }
    }

    fn breaks_between(&self, start: u32, end: u32) -> bool {
        self.between(start, end).contains('\n')
    }

    /// Begins a line for something at `span`: an empty line and comments before it are kept.
    fn begin(&mut self, start: u32) {
        self.comments_before(start);
        self.newline();
        self.empty_line_before(start);
    }

    /// Ends a line that prints what ends at `end`: a comment that stands behind it stays there.
    fn ended(&mut self, end: u32) {
        self.end = self.end.max(end);
        if let [comment, rest @ ..] = self.comments
            && comment.span.start >= end
            && is_gap(self.between(end, comment.span.start))
        {
            self.comments = rest;
            self.write(" ");
            self.comment(comment);
        }
    }

    fn comments_before(&mut self, start: u32) {
        while let [comment, rest @ ..] = self.comments
            && comment.span.start < start
        {
            self.comments = rest;
            self.newline();
            self.empty_line_before(comment.span.start);
            self.comment(comment);
        }
    }

    fn comment(&mut self, comment: &Comment) {
        self.write(comment.text.trim_end());
        self.end = self.end.max(comment.span.end);
        self.newline();
    }

    fn empty_line_before(&mut self, start: u32) {
        let gap = self.between(self.end, start);
        let empty = gap.split('\n').skip(1);
        let lines: Vec<&str> = empty.collect();
        let blank = lines.len() > 1 && lines[..lines.len() - 1].iter().any(|l| l.trim().is_empty());
        let opens = self.out.is_empty() || self.out.ends_with("{\n") || self.out.ends_with("\n\n");
        if blank && !opens && self.fresh {
            self.out.push('\n');
        }
    }

    fn docs(&mut self, docs: Option<&Text>) {
        for line in docs.map(|text| text.split('\n')).into_iter().flatten() {
            self.write("///");
            if !line.is_empty() {
                self.write(" ");
                self.write(line);
            }
            self.newline();
        }
    }

    /// Items between brackets: on one line, or one a line if the source broke after the opening one.
    fn bracketed<T>(
        &mut self,
        brackets: (&str, &str),
        whole: Span,
        items: &[T],
        place: impl Fn(&T) -> Span,
        mut print: impl FnMut(&mut Self, &T),
    ) {
        let (open, close) = brackets;
        let spaced = open == "{";
        self.write(open);
        let Some(first) = items.first() else { return self.write(close) };
        let before = self.between(whole.start, place(first).start);
        let opened = whole.start + before.find(open).map_or(0, |at| at as u32 + 1);
        let broken = self.breaks_between(opened, place(first).start);
        if !broken {
            self.write(if spaced { " " } else { "" });
            for (index, item) in items.iter().enumerate() {
                self.write(if index > 0 { ", " } else { "" });
                print(self, item);
            }
            self.write(if spaced { " " } else { "" });
            return self.write(close);
        }
        self.end = self.end.max(opened);
        self.indented(|p| {
            for item in items {
                let span = place(item);
                p.begin(span.start);
                print(p, item);
                p.write(",");
                let comma = p.comma_after(span.end);
                p.ended(comma);
            }
            p.comments_before(whole.end.saturating_sub(1));
        });
        self.newline();
        self.write(close);
        self.end = self.end.max(whole.end);
    }

    fn comma_after(&self, end: u32) -> u32 {
        let rest = self.between(end, self.source.span().end);
        let blanks = rest.len() - rest.trim_start().len();
        if rest[blanks..].starts_with(',') { end + blanks as u32 + 1 } else { end }
    }
}

/// Does nothing stand between a thing and the comment behind it, on one line?
fn is_gap(text: &str) -> bool {
    !text.contains('\n') && text.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';'))
}
