//! The printer: canonical `.murano` for `murano fmt` and `murano convert`, and YAQL on one
//! line.
//!
//! The formatter takes spelling and line breaks from the source: a bracket opened at the end of
//! a line stays broken, a chain continued on a new line stays so, at most one empty line is
//! kept, literals are never rewritten. Only lines longer than [`WIDTH`] columns are broken where
//! the author did not, from the outermost bracket, chain or operator inwards. A converted tree
//! has no `.murano` source: its literals get their canonical spelling, and all its line breaks
//! follow from the width. In both cases no comment is lost, and a text that would be parsed as
//! another program is an error.
//!
//! Formatting twice is formatting once: lines that fit are left as they are, and where one does
//! not fit, a second pass finds the breaks of the first as the author's.

mod contract;
mod declaration;
mod expression;
mod literal;
mod statement;

pub(super) use literal::quoted;

use super::tree::{Comment, Expr, Module, Text};
use super::{dump, parse_module, with_enough_stack};
use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Source, Sources, Span};

/// Columns of the longest line; a string or a name that cannot be broken may be longer.
const WIDTH: usize = 100;

/// Columns reserved for the end of a line: `) {`, `),`.
const CLOSING: usize = 3;

/// Formats a file.
///
/// # Errors
///
/// The errors of a file that cannot be parsed.
pub(crate) fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let (module, found) = parse_module(source);
    if has_errors(&found) {
        return Err(found);
    }
    let text = with_enough_stack(|| {
        Printer::new(Some(source), LayoutSource::Source, &module.comments).print(&module)
    });
    if with_enough_stack(|| has_meaning_of(&text, &module)) {
        return Ok(text);
    }
    let message = "internal error: formatting would change the program; it is left as it is";
    Err(vec![Diagnostic::error(codes::INTERNAL, source.span(), message)])
}

/// Prints a tree converted from another notation as `.murano`. Its spans are in `source`, and
/// decide the positions of comments and empty lines. `None` if the text would be parsed as
/// another program.
pub(super) fn converted(source: &Source, module: &Module) -> Option<String> {
    let text = with_enough_stack(|| {
        Printer::new(Some(source), LayoutSource::Tree, &module.comments).print(module)
    });
    with_enough_stack(|| has_meaning_of(&text, module)).then_some(text)
}

/// Prints an expression as YAQL, on one line.
pub(super) fn yaql(expr: &Expr) -> String {
    let mut printer = Printer::new(None, LayoutSource::Yaql, &[]);
    printer.expression(expr);
    printer.out
}

/// Whether the text is parsed as the same program, with as many comments.
fn has_meaning_of(text: &str, module: &Module) -> bool {
    let sources = Sources::new();
    let Some(source) = sources.add("formatted", text) else { return false };
    let (again, found) = parse_module(&source);
    !has_errors(&found)
        && again.comments.len() == module.comments.len()
        && dump::module(&again) == dump::module(module)
}

/// The origin of spelling and line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LayoutSource {
    /// The `.murano` source that was parsed.
    Source,
    /// The tree alone: canonical spelling, lines of [`WIDTH`] columns.
    Tree,
    /// The tree alone, as YAQL, without line breaks.
    Yaql,
}

/// Prints lines, with the comments between them.
struct Printer<'a> {
    /// The source that spans refer to.
    source: Option<&'a Source>,
    layout: LayoutSource,
    out: String,
    /// Offset in `out` of the current line.
    line: usize,
    indent: usize,
    /// Whether the current line is empty.
    fresh: bool,
    /// Whether all output must stay on the current line.
    flat: bool,
    /// Whether this is an attempt with no line breaks but the author's.
    attempt: bool,
    /// Whether a line of the attempt is too long.
    too_long: bool,
    /// Columns that what follows an expression takes on its line, as far as that is known.
    reserve: usize,
    /// Comments not printed yet, in order.
    comments: &'a [Comment],
    /// The end of what was printed last, in the source.
    end: u32,
}

impl<'a> Printer<'a> {
    fn new(source: Option<&'a Source>, layout: LayoutSource, comments: &'a [Comment]) -> Self {
        Self {
            source,
            layout,
            out: String::new(),
            line: 0,
            indent: 0,
            fresh: true,
            flat: layout == LayoutSource::Yaql,
            attempt: false,
            too_long: false,
            reserve: 0,
            comments,
            end: source.map_or(0, |source| source.base),
        }
    }

    fn print(mut self, module: &Module) -> String {
        self.module(module);
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
        let end = text.find('\n').map_or(self.out.len(), |at| self.out.len() - text.len() + at);
        // Characters are counted only where there are enough bytes.
        if self.attempt && end - self.line > WIDTH {
            self.too_long |= self.out[self.line..end].chars().count() > WIDTH;
        }
        if let Some(at) = text.rfind('\n') {
            self.line = self.out.len() - (text.len() - at - 1);
        }
    }

    fn newline(&mut self) {
        if !self.fresh {
            self.out.push('\n');
            self.line = self.out.len();
            self.fresh = true;
        }
    }

    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += 1;
        print(self);
        self.indent -= 1;
    }

    /// Whether lines may be broken here where the author did not: always in a tree without a
    /// source, and in a source where an attempt without further breaks was too long.
    fn fills_lines(&self) -> bool {
        !self.flat && !self.attempt
    }

    /// Prints with the author's line breaks alone; undoes that and returns `false` if a line gets
    /// too long.
    fn fits(&mut self, print: impl FnOnce(&mut Self)) -> bool {
        let (length, line, fresh) = (self.out.len(), self.line, self.fresh);
        let (end, comments) = (self.end, self.comments);
        self.attempt = true;
        print(self);
        self.attempt = false;
        let last = self.out[self.line..].chars().count() + self.reserve;
        if !std::mem::take(&mut self.too_long) && last <= WIDTH {
            return true;
        }
        self.out.truncate(length);
        (self.line, self.fresh, self.end, self.comments) = (line, fresh, end, comments);
        false
    }

    /// Prints something that is followed by so many columns on its line.
    fn before(&mut self, columns: usize, print: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.reserve, columns);
        print(self);
        self.reserve = outer;
    }

    /// Prints something of a source: with the author's line breaks if they suffice, else with
    /// more.
    fn broken_if_needed(&mut self, print: impl Fn(&mut Self)) {
        if !self.fills_lines() {
            print(self);
        } else if !self.fits(&print) {
            self.before(self.reserve.max(CLOSING), print);
        }
    }

    /// Prints without a line break; undoes that and returns `false` if the line gets too long.
    fn on_one_line(&mut self, print: impl FnOnce(&mut Self)) -> bool {
        let (length, fresh, end, comments) = (self.out.len(), self.fresh, self.end, self.comments);
        self.flat = true;
        print(self);
        self.flat = false;
        if self.out[self.line..].chars().count() + CLOSING <= WIDTH {
            return true;
        }
        self.out.truncate(length);
        (self.fresh, self.end, self.comments) = (fresh, end, comments);
        false
    }

    /// Whether the line of an attempt is too long already. The rest need not be printed then:
    /// attempts take linear time.
    fn overflows(&self) -> bool {
        const LONGEST_CHAR: usize = 4;
        self.too_long
            || self.layout == LayoutSource::Tree
                && self.flat
                && self.out.len() - self.line > WIDTH * LONGEST_CHAR
    }

    /// Whether there is a comment to print before the end of something.
    fn has_comment_before(&self, end: u32) -> bool {
        self.comments.first().is_some_and(|comment| comment.span.start < end)
    }

    /// Whether a comment follows the end of something, on the same line.
    fn has_comment_behind(&self, end: u32) -> bool {
        let first = self.comments.first().filter(|comment| comment.span.start >= end);
        first.is_some_and(|comment| is_gap(self.between(end, comment.span.start)))
    }

    /// The source text between two offsets.
    fn between(&self, start: u32, end: u32) -> &'a str {
        let source = self.source.filter(|_| start <= end);
        source.map_or("", |source| source.slice(Span::new(start, end)))
    }

    /// Whether the author broke the line between two offsets.
    fn breaks_between(&self, start: u32, end: u32) -> bool {
        self.layout == LayoutSource::Source && self.between(start, end).contains('\n')
    }

    /// Starts a new line for something at `start`, after the comments and one empty line before
    /// it.
    fn begin(&mut self, start: u32) {
        self.comments_before(start);
        self.newline();
        self.empty_line_before(start);
    }

    /// Ends the line of something that ends at `end`; a comment after it stays on that line.
    fn ended(&mut self, end: u32) {
        if self.layout == LayoutSource::Tree {
            self.comments_within(end);
        }
        self.end = self.end.max(end);
        if let [comment, rest @ ..] = self.comments
            && self.has_comment_behind(end)
        {
            self.comments = rest;
            if !self.fresh {
                self.write(" ");
            }
            self.comment(comment);
        }
    }

    /// Moves comments inside of something that has no lines of its own in `.murano` to its end.
    fn comments_within(&mut self, end: u32) {
        while let [comment, rest @ ..] = self.comments
            && comment.span.start < end
        {
            self.comments = rest;
            if !self.fresh {
                self.write(" ");
            }
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

    /// Comments of the YAML source after a block's last item, at the column of the items or
    /// deeper.
    fn comments_of_block(&mut self, block: Span) {
        let Some(source) = self.source.filter(|_| self.layout == LayoutSource::Tree) else {
            return;
        };
        let column = source.location(block.start).column;
        while let [comment, rest @ ..] = self.comments
            && self.between(self.end.max(block.end), comment.span.start).trim().is_empty()
            && source.location(comment.span.start).column >= column
        {
            self.comments = rest;
            self.newline();
            self.empty_line_before(comment.span.start);
            self.comment(comment);
        }
    }

    fn comment(&mut self, comment: &Comment) {
        // The length of a comment is the author's business.
        let too_long = self.too_long;
        self.write(comment.text.trim_end());
        self.too_long = too_long;
        self.end = self.end.max(comment.span.end);
        self.newline();
    }

    fn empty_line_before(&mut self, start: u32) {
        let gap = self.between(self.end, start);
        let lines: Vec<&str> = gap.split('\n').skip(1).collect();
        let blank = lines.len() > 1 && lines[..lines.len() - 1].iter().any(|l| l.trim().is_empty());
        if blank {
            self.empty_line();
        }
    }

    /// Adds an empty line, unless there is one already or a block has just been opened.
    fn empty_line(&mut self) {
        let opens = self.out.is_empty() || self.out.ends_with("{\n") || self.out.ends_with("\n\n");
        if !opens && self.fresh {
            self.out.push('\n');
            self.line = self.out.len();
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

    /// Prints items between brackets: on one line, or one on each line. That is decided by the
    /// author's line break after the opening bracket, or by the width of the line.
    fn bracketed<T>(
        &mut self,
        brackets: (&str, &str),
        whole: Span,
        items: &[T],
        span_of: impl Fn(&T) -> Span,
        mut print: impl FnMut(&mut Self, &T),
    ) {
        // With a source, the line break after the bracket decides (as in gofmt and dartfmt's
        // trailing commas). Without that break, or without a source, the items are tried on one
        // line, and printed by line if they do not fit or would swallow a comment.
        let (open, _) = brackets;
        let opened = match (self.layout, items.first()) {
            (LayoutSource::Source, Some(first)) => {
                let before = self.between(whole.start, span_of(first).start);
                whole.start + before.find(open).map_or(0, |at| at as u32 + 1)
            }
            _ => whole.start,
        };
        let broken = match items.first() {
            None => false,
            Some(_) if self.flat => false,
            Some(first) if self.layout == LayoutSource::Source => {
                self.breaks_between(opened, span_of(first).start)
                    || self.fills_lines() && {
                        if self.fits(|p| p.inline_items(brackets, items, &mut print)) {
                            return;
                        }
                        true
                    }
            }
            Some(_) => {
                let fits = !self.has_comment_before(whole.end)
                    && self.on_one_line(|p| p.inline_items(brackets, items, &mut print));
                if fits {
                    return;
                }
                true
            }
        };
        if broken {
            self.end = self.end.max(opened);
            self.items_by_line(brackets, whole, items, span_of, print);
        } else {
            self.inline_items(brackets, items, &mut print);
        }
    }

    fn inline_items<T>(
        &mut self,
        (open, close): (&str, &str),
        items: &[T],
        print: &mut impl FnMut(&mut Self, &T),
    ) {
        let blank = if open == "{" && !items.is_empty() && self.layout != LayoutSource::Yaql {
            " "
        } else {
            ""
        };
        self.write(open);
        self.write(blank);
        for (index, item) in items.iter().enumerate() {
            self.write(if index > 0 { ", " } else { "" });
            print(self, item);
            if self.overflows() {
                return;
            }
        }
        self.write(blank);
        self.write(close);
    }

    fn items_by_line<T>(
        &mut self,
        (open, close): (&str, &str),
        whole: Span,
        items: &[T],
        span_of: impl Fn(&T) -> Span,
        mut print: impl FnMut(&mut Self, &T),
    ) {
        // Every item gets a trailing comma, so that adding one changes one line. A comment
        // behind an item is behind its comma in the source.
        self.write(open);
        self.indented(|p| {
            for item in items {
                let span = span_of(item);
                p.begin(span.start);
                print(p, item);
                p.write(",");
                let comma = p.comma_after(span.end);
                p.ended(comma);
            }
            match p.layout {
                LayoutSource::Tree => p.comments_before(whole.end),
                LayoutSource::Source | LayoutSource::Yaql => {
                    p.comments_before(whole.end.saturating_sub(1));
                }
            }
        });
        self.newline();
        self.write(close);
        self.end = self.end.max(whole.end);
    }

    fn comma_after(&self, end: u32) -> u32 {
        let rest = self.between(end, self.source.map_or(end, |source| source.span().end));
        let blanks = rest.len() - rest.trim_start().len();
        if rest[blanks..].starts_with(',') { end + blanks as u32 + 1 } else { end }
    }
}

/// Whether a gap before a comment is blanks and separators of one line.
fn is_gap(text: &str) -> bool {
    !text.contains('\n') && text.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';'))
}
