//! Renders diagnostics with miette; the only module that uses it.

use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::escape::escape_report;
use super::{Diagnostic, Severity};
use crate::source::{Source, Sources, Span};

/// Most calls shown at each end of a long trace.
const MOST_FRAMES: usize = 8;

/// The style of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// ANSI colours.
    pub colour: bool,
    /// Box-drawing characters.
    pub unicode: bool,
    /// Columns to wrap at.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { colour: false, unicode: true, width: 100 }
    }
}

/// Renders one diagnostic as text, with a final line break. Control characters in quoted text
/// are escaped.
#[must_use]
pub(crate) fn render(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    match escape_report(diagnostic, sources) {
        Some((diagnostic, sources)) => draw(&diagnostic, &sources, look),
        None => draw(diagnostic, sources, look),
    }
}

fn draw(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let theme = match (look.unicode, look.colour) {
        (true, true) => miette::GraphicalTheme::unicode(),
        (true, false) => miette::GraphicalTheme::unicode_nocolor(),
        (false, _) => miette::GraphicalTheme::none(),
    };
    let handler = miette::GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .with_context_lines(1);
    let mut text = String::new();
    let report = Report { diagnostic, shown: Shown::of(diagnostic, sources) };
    if handler.render_report(&mut text, &report).is_err() {
        text = format!("{}: {}\n", diagnostic.code, diagnostic.message);
    }
    match diagnostic.trace.as_slice() {
        // No call to show: the report has the position already.
        [only] if only.class.is_empty() => text,
        _ => text + &trace_text(diagnostic, sources),
    }
}

/// The guest's calls, outermost first, as MuranoPL's `StackTrace.toString()` prints them.
#[must_use]
pub(crate) fn trace_text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    // The most recent calls and the outermost ones matter most, so the middle of a deep
    // recursion is cut.
    let mut text = String::new();
    let frames = &diagnostic.trace;
    let left_out = frames.len().saturating_sub(2 * MOST_FRAMES);
    for (n, frame) in frames.iter().enumerate() {
        if left_out > 0 && n == MOST_FRAMES {
            text += &format!("  … {left_out} more calls\n");
        }
        if left_out > 0 && (MOST_FRAMES..MOST_FRAMES + left_out).contains(&n) {
            continue;
        }
        let Some(source) = sources.find(frame.span) else { continue };
        let place = source.location(frame.span.start);
        let of_class = if frame.class.is_empty() {
            String::new()
        } else {
            format!(" of type {}", frame.class)
        };
        text += &format!(
            "  File \"{}\", line {}:{} in method {}{of_class}\n    {}\n",
            source.name,
            place.line,
            place.column,
            frame.method,
            first_line(source.slice(frame.span)),
        );
    }
    text
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim_end()
}

/// Longer lines are shown in part.
const LONG: usize = 1000;

/// Of a span with more lines only the first line is marked.
const TALL: usize = 12;

/// Columns of a long line that are shown on each side of the span.
const AROUND: usize = 60;

/// The part of a very long line around a span.
fn cropped(source: &Source, span: Span) -> MietteSpanContents<'_> {
    let text = &source.text;
    let (start, end) = ((span.start - source.base) as usize, (span.end - source.base) as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let from = boundary(text, start.saturating_sub(AROUND).max(line_start));
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    let wanted = end.min(start + 2 * AROUND) + AROUND;
    let to = boundary(text, wanted.min(line_end).max(start));
    let place = source.location(source.base + from as u32);
    MietteSpanContents::new_named(
        source.name.clone(),
        &text.as_bytes()[from..to],
        SourceSpan::new((from + source.base as usize).into(), to - from),
        place.line as usize - 1,
        place.column as usize - 1,
        1,
    )
}

/// The first character boundary at or after a byte offset.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|n| text.is_char_boundary(*n)).unwrap_or(text.len())
}

struct Report<'a> {
    diagnostic: &'a Diagnostic,
    shown: Shown,
}

/// The sources a report quotes, in order of offset.
struct Shown(Vec<Arc<Source>>);

impl Shown {
    fn of(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let places = diagnostic.labels.iter().map(|l| l.span);
        let mut found: Vec<_> = std::iter::once(diagnostic.span)
            .chain(places)
            .filter_map(|s| sources.find(s))
            .collect();
        found.sort_by_key(|s| s.base);
        found.dedup_by_key(|s| s.base);
        Self(found)
    }

    fn find(&self, span: Span) -> Option<&Arc<Source>> {
        let whole = |s: &&Arc<Source>| s.span().start <= span.start && span.end <= s.span().end;
        self.0.iter().find(whole)
    }

    /// The marked part of a span: of a very long line its beginning, of very many lines the
    /// first.
    fn marked(&self, span: Span) -> SourceSpan {
        let text = self.find(span).map_or("", |source| source.slice(span));
        let first = text.lines().next().unwrap_or("").len();
        let length = match text.lines().take(TALL + 1).count() {
            _ if first > LONG => boundary(text, AROUND),
            lines if lines > TALL => first,
            _ => span.len(),
        };
        SourceSpan::new((span.start as usize).into(), length)
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let hints = &self.diagnostic.hints;
        (!hints.is_empty()).then(|| Box::new(hints.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.shown.find(self.diagnostic.span).map(|_| &self.shown as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let d = self.diagnostic;
        let here = (!d.here.is_empty()).then(|| d.here.clone());
        let primary = LabeledSpan::new_primary_with_span(here, self.shown.marked(d.span));
        let rest = d.labels.iter().filter(|l| self.shown.find(l.span).is_some());
        let rest = rest
            .map(|l| LabeledSpan::new_with_span(Some(l.text.clone()), self.shown.marked(l.span)));
        Some(Box::new(std::iter::once(primary).chain(rest)))
    }
}

impl SourceCode for Shown {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let wanted = Span::new(span.offset() as u32, (span.offset() + span.len()) as u32);
        let source = self.find(wanted).ok_or(MietteError::OutOfBounds)?;
        let base = source.base as usize;
        // miette searches a text from its beginning: it gets only the lines that are shown.
        let (start, lines) = source.lines_around(wanted, before, after);
        let base = base + start;
        let local = SourceSpan::new((span.offset() - base).into(), span.len());
        let found = lines.read_span(&local, before, after)?;
        let first = source.location(base as u32).line as usize - 1;
        if found.data().split(|b| *b == b'\n').any(|line| line.len() > LONG) {
            return Ok(Box::new(cropped(source, wanted)));
        }
        Ok(Box::new(MietteSpanContents::new_named(
            source.name.clone(),
            found.data(),
            SourceSpan::new((found.span().offset() + base).into(), found.span().len()),
            first + found.line(),
            found.column(),
            found.line_count(),
        )))
    }
}
