//! The lines of source that a report shows, as miette reads them.
//!
//! miette prints whole lines. So it gets a text of its own, made of the lines that are shown, each fitted into the terminal's
//! columns and coloured, and the spans of the report are moved into that text.

use std::ops::Range;
use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::crop::{ELLIPSIS, PieceKind, TAB, crop};
use super::highlight::Styles;
use super::wrap::wrap;
use super::{Colours, Look};
use crate::diag::Diagnostic;
use crate::source::{Source, Sources, Span};

/// Of a span with more lines only the first line is marked.
const TALL: usize = 12;
/// Lines shown before and after a marked one.
const CONTEXT: u32 = 1;
/// So many lines between two shown ones are shown too.
const BRIDGE: u32 = 2;
/// The fewest columns in which the text of a label is set.
const NARROWEST_LABEL: usize = 24;
/// Longer lines are looked at in part.
const LONG: usize = 4000;
/// Columns beside the digits of a line number.
const FRAME: usize = 4;

/// A marked part of a source.
pub(super) struct MarkedSpan {
    /// The text about it.
    pub text: String,
    /// Whether the report is about it.
    pub is_primary: bool,
    source: Arc<Source>,
    span: Span,
    /// The same in the text of the excerpt.
    pub shown: Range<usize>,
}

/// Consecutive lines of one source.
struct ShownLines {
    source: Arc<Source>,
    /// The number of its first line, from 0.
    first: u32,
    /// The offset of each of its lines in the text, and of the end of the last.
    starts: Vec<usize>,
}

/// The shown lines, and the marks in them.
pub(super) struct Excerpt {
    text: String,
    blocks: Vec<ShownLines>,
    /// The primary mark and the labels, in the order of their lines.
    pub marks: Vec<MarkedSpan>,
}

impl Excerpt {
    /// The excerpt for a report; the source of its primary span comes first.
    pub(super) fn new(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> Self {
        let primary = std::iter::once((diagnostic.span, &diagnostic.here, true));
        let labels = diagnostic.labels.iter().map(|label| (label.span, &label.text, false));
        let mark = |(span, text, is_primary): (Span, &String, bool)| {
            let source = sources.find(span)?;
            let span = marked(&source, span);
            Some(MarkedSpan { text: text.clone(), is_primary, source, span, shown: 0..0 })
        };
        let mut excerpt = Self {
            text: String::new(),
            blocks: Vec::new(),
            marks: primary.chain(labels).filter_map(mark).collect(),
        };
        let mut shown: Vec<Arc<Source>> = Vec::new();
        for mark in &excerpt.marks {
            if !shown.iter().any(|source| source.base == mark.source.base) {
                shown.push(mark.source.clone());
            }
        }
        shown.sort_by_key(|source| source.base);
        if let Some(primary) = excerpt.marks.iter().find(|mark| mark.is_primary) {
            let base = primary.source.base;
            shown.sort_by_key(|source| source.base != base);
        }
        for source in shown {
            excerpt.add_source(&source, look);
        }
        excerpt.separate();
        excerpt
    }

    /// Cuts marks short that contain another one: underlines cannot lie over each other.
    fn separate(&mut self) {
        self.marks.sort_by_key(|mark| (mark.shown.start, mark.shown.end));
        for n in 1..self.marks.len() {
            let (before, rest) = self.marks.split_at_mut(n);
            let (Some(left), Some(right)) = (before.last_mut(), rest.first_mut()) else { break };
            let line = &self.text[left.shown.start..left.shown.end.max(right.shown.end)];
            if left.shown.end <= right.shown.start || line.contains('\n') {
                continue;
            }
            if left.shown.start < right.shown.start {
                left.shown.end = right.shown.start;
            } else if left.shown.end < right.shown.end {
                right.shown.start = left.shown.end;
            }
        }
    }

    /// Adds the lines of a source that have marks, with their context.
    fn add_source(&mut self, source: &Arc<Source>, look: Look) {
        let mut wanted: Vec<Range<u32>> = Vec::new();
        let of_source = |mark: &&MarkedSpan| mark.source.base == source.base;
        let lines = self.marks.iter().filter(of_source).map(|mark| lines_of(source, mark.span));
        let mut lines: Vec<Range<u32>> = lines.collect();
        lines.sort_by_key(|lines| (lines.start, lines.end));
        for lines in lines {
            let start = lines.start.saturating_sub(CONTEXT);
            let end = (lines.end + CONTEXT).min(source.line_count()).max(lines.end);
            match wanted.last_mut() {
                Some(last) if last.end + BRIDGE >= start => last.end = last.end.max(end),
                _ => wanted.push(start..end),
            }
        }
        let styles = match look.colours {
            Colours::Ansi { highlight } => Styles::of(source, highlight),
            Colours::None => Styles::default(),
        };
        // The block with the primary mark comes first: the first position is that of the report.
        let primary = self.marks.iter().find(|mark| of_source(mark) && mark.is_primary);
        let primary = primary.map(|mark| lines_of(source, mark.span).start);
        wanted.sort_by_key(|lines| primary.is_none_or(|line| !lines.contains(&line)));
        for lines in wanted {
            self.add_block(source, lines, &styles, look);
        }
    }

    fn add_block(&mut self, source: &Arc<Source>, lines: Range<u32>, styles: &Styles, look: Look) {
        let is_inside = |mark: &MarkedSpan| {
            mark.source.base == source.base && lines.contains(&lines_of(source, mark.span).start)
        };
        let spans_lines =
            |mark: &&MarkedSpan| is_inside(mark) && lines_of(source, mark.span).len() > 1;
        let tall = self.marks.iter().filter(spans_lines).count();
        let gutter = if tall > 0 { tall + 3 } else { 0 };
        let taken = lines.end.to_string().len() + FRAME + gutter;
        let width = look.width.saturating_sub(taken).max(NARROWEST_LABEL);
        let mut block =
            ShownLines { source: source.clone(), first: lines.start, starts: Vec::new() };
        for line in lines {
            block.starts.push(self.text.len());
            self.add_line(source, line, styles, width);
        }
        block.starts.push(self.text.len());
        // A byte between blocks keeps the end of one apart from the start of the next.
        self.text.push('\n');
        self.blocks.push(block);
    }

    /// Adds a line, fitted into `width` columns, and moves the ends of marks that are in it.
    fn add_line(&mut self, source: &Source, line: u32, styles: &Styles, width: usize) {
        let (at, text) = self.window(source, line, width);
        let whole = at..at + text.len();
        let in_line = |mark: &MarkedSpan| {
            let span = local(&mark.source, mark.span);
            let meets = span.start <= whole.end && span.end >= whole.start;
            (mark.source.base == source.base && meets).then(|| {
                let cut = |offset: usize| offset.clamp(whole.start, whole.end) - whole.start;
                cut(span.start)..cut(span.end)
            })
        };
        let ranges: Vec<Range<usize>> = self.marks.iter().filter_map(in_line).collect();
        let longest = self.marks.iter().filter(|mark| in_line(mark).is_some());
        let longest = longest.map(|mark| columns(&mark.text)).max().unwrap_or(0);
        let skip = skipped(text, &ranges, width, longest);
        let cropped = crop(text, &ranges, width, skip);
        let begin = self.text.len();
        // Offsets in the line and where they are shown.
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut style = "";
        for piece in &cropped.pieces {
            let wanted =
                if piece.shown == PieceKind::Ellipsis { "" } else { styles.at(at + piece.at) };
            if wanted != style {
                self.text += if wanted.is_empty() { super::highlight::RESET } else { wanted };
                style = wanted;
            }
            places.push((piece.at, self.text.len()));
            match piece.shown {
                PieceKind::Char(c) => self.text.push(c),
                PieceKind::Tab(columns) => self.text.extend(std::iter::repeat_n(' ', columns)),
                PieceKind::Ellipsis => self.text.push(ELLIPSIS),
            }
        }
        if !style.is_empty() {
            self.text += super::highlight::RESET;
        }
        let end = self.text.len();
        places.push((text.len(), end));
        self.text.push('\n');
        let column = |shown: usize| columns(&strip(&self.text[begin..shown]));
        for mark in self.marks.iter_mut().filter(|mark| mark.source.base == source.base) {
            let span = local(source, mark.span);
            if (whole.start..=whole.end).contains(&span.start) {
                mark.shown.start = first_place(&places, span.start - whole.start);
            }
            if (whole.start..=whole.end).contains(&span.end) {
                mark.shown.end = last_place(&places, span.end - whole.start);
            } else if span.start <= whole.end && span.end > whole.end {
                // The line break, or more lines.
                mark.shown.end = end + 1;
            }
            if line_of(source, mark.span) == line && mark.shown.start < begin {
                // Too far from the first mark of a very long line.
                mark.shown = end..end;
            }
            if in_line(mark).is_some() && span.end <= whole.end {
                // The text of the label begins below the middle of the mark.
                let middle =
                    usize::midpoint(column(mark.shown.start.max(begin)), column(mark.shown.end));
                let room = width.saturating_sub(middle + FRAME).max(NARROWEST_LABEL / 2);
                mark.text = wrap(&mark.text, room, room).join("\n");
            }
        }
    }

    /// A line: its offset and text. Of a very long one only the surroundings of the first mark are looked at: there may be
    /// thousands of reports about it.
    fn window<'s>(&self, source: &'s Source, line: u32, width: usize) -> (usize, &'s str) {
        let (at, text) = source.line(line);
        if text.len() <= LONG {
            return (at, text);
        }
        let of_source = self.marks.iter().filter(|mark| mark.source.base == source.base);
        let starts = of_source.map(|mark| local(source, mark.span).start);
        let first = starts.filter(|start| (at..=at + text.len()).contains(start)).min();
        let first = first.map_or(0, |start| start - at);
        // A column has at most four bytes, combining characters aside.
        let reach = 4 * width;
        let from = (0..=first.saturating_sub(reach)).rev().find(|n| text.is_char_boundary(*n));
        let from = from.unwrap_or(0);
        let to = (first + 2 * reach).min(text.len());
        let to = (to..text.len()).find(|n| text.is_char_boundary(*n)).unwrap_or(text.len());
        (at + from, &text[from..to])
    }

    /// The block that contains a range of the text, and the lines of the range in it.
    fn lines(&self, range: &Range<usize>) -> Option<(&ShownLines, Range<usize>)> {
        let holds = |block: &&ShownLines| {
            block.starts.first().is_some_and(|start| *start <= range.start)
                && block.starts.last().is_some_and(|end| range.end <= *end)
        };
        let block = self.blocks.iter().find(holds)?;
        let count = block.starts.len() - 1;
        let line =
            |offset| block.starts.partition_point(|start| *start <= offset).clamp(1, count) - 1;
        let last = line(range.end.saturating_sub(1).max(range.start));
        Some((block, line(range.start)..last + 1))
    }
}

/// The part of a span that is marked: of very many lines the first.
fn marked(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    if text.lines().take(TALL + 1).count() <= TALL {
        return span;
    }
    let first = text.lines().next().unwrap_or("").len() as u32;
    Span::new(span.start, span.start + first)
}

/// The first line of a span, from 0.
fn line_of(source: &Source, span: Span) -> u32 {
    source.line_at(span.start)
}

/// The lines of a span, from 0.
fn lines_of(source: &Source, span: Span) -> Range<u32> {
    let last = if span.is_empty() { span.end } else { span.end - 1 };
    source.line_at(span.start)..source.line_at(last) + 1
}

fn local(source: &Source, span: Span) -> Range<usize> {
    (span.start - source.base) as usize..(span.end - source.base) as usize
}

/// The columns at the beginning of a line that make room for the text of its longest label.
fn skipped(text: &str, marks: &[Range<usize>], width: usize, label: usize) -> usize {
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    // Of a long mark the beginning is shown.
    let middle =
        |mark: &Range<usize>| usize::midpoint(mark.start, mark.end.min(mark.start + width));
    let last = marks.iter().map(middle).max().unwrap_or(0);
    if label == 0 {
        return 0;
    }
    let column = |at| {
        let before = text.char_indices().take_while(|(n, _)| *n < at);
        before.fold(0, |column, (_, c)| match c {
            '\t' => column + TAB - column % TAB,
            c => column + c.width().unwrap_or(0),
        })
    };
    let (first, last) = (column(first), column(last));
    // One more for the `…` that stands for what is skipped.
    let needed = label.min(NARROWEST_LABEL) + FRAME + 1;
    (last + needed).saturating_sub(width).min(first)
}

fn columns(text: &str) -> usize {
    text.width()
}

/// A text without the escape sequences of colours.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('\x1b');
    out += parts.next().unwrap_or("");
    for part in parts {
        out += part.split_once('m').map_or("", |(_, rest)| rest);
    }
    out
}

/// Where an offset of a line is shown; within what is left out, at its beginning.
fn first_place(places: &[(usize, usize)], offset: usize) -> usize {
    let after = places.partition_point(|(at, _)| *at <= offset);
    places.get(after.saturating_sub(1)).map_or(0, |(_, shown)| *shown)
}

/// The same for the end of a range: within what is left out, at its end.
fn last_place(places: &[(usize, usize)], offset: usize) -> usize {
    let at = places.partition_point(|(at, _)| *at < offset);
    places.get(at).or(places.last()).map_or(0, |(_, shown)| *shown)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let (block, lines) = self.lines(&range).ok_or(MietteError::OutOfBounds)?;
        let last = block.starts.len() - 1;
        let (first, end) = (lines.start.saturating_sub(before), (lines.end + after).min(last));
        let (from, to) = (block.starts[first], block.starts[end]);
        // The head of an excerpt says where its primary mark is, which miette asks without context.
        let mark = self.marks.iter().find(|mark| mark.shown == range && before == 0);
        let (line, column) = match mark {
            Some(mark) => {
                let location = mark.source.location(mark.span.start);
                (location.line as usize - 1, location.column as usize - 1)
            }
            None => (block.first as usize + first, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            block.source.name.clone(),
            &self.text.as_bytes()[from..to],
            SourceSpan::new(from.into(), to - from),
            line,
            column,
            // As if everything followed: blocks alone decide what is shown together.
            usize::MAX / 2,
        )))
    }
}
