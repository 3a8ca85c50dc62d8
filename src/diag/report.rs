//! Renders diagnostics as text; the only module that uses miette.
//!
//! A report is a heading with code and message, an excerpt of the sources with labels (drawn by miette), the hints, and the
//! calls that led there.

mod crop;
mod excerpt;
mod highlight;
mod names;
#[cfg(test)]
mod tests;
mod trace;
mod wrap;

use std::fmt;

use miette::{LabeledSpan, SourceCode, SourceSpan};

use self::excerpt::Excerpt;
use self::names::ShortNames;
use super::escape::escape_report;
use super::{Diagnostic, Severity};
use crate::source::Sources;

/// Adds the colours of the syntax to a program, as escape sequences that end with `m`.
pub(crate) type Highlighter = fn(&str) -> String;

/// The style of reports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// The colours.
    pub colours: Colours,
    /// Columns to fit into.
    pub width: usize,
    /// How much is shown.
    pub detail: ReportDetail,
}

/// The colours of reports.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colours {
    /// None.
    None,
    /// ANSI colours.
    Ansi {
        /// Colours quoted source.
        highlight: Highlighter,
    },
}

/// How much reports show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportDetail {
    /// Short names of classes, and the calls outside of built-in classes.
    Brief,
    /// Full names and all calls.
    Full,
}

impl Default for Look {
    fn default() -> Self {
        Self { colours: Colours::None, width: 100, detail: ReportDetail::Brief }
    }
}

impl Look {
    fn paint(self, style: &str, text: &str) -> String {
        match self.colours {
            Colours::Ansi { .. } => format!("\x1b[{style}m{text}{}", highlight::RESET),
            Colours::None => text.to_owned(),
        }
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
    let names = ShortNames::of(diagnostic, look.detail);
    let mut shown = diagnostic.clone();
    shown.message = names.shorten(&diagnostic.message);
    shown.here = names.shorten(&diagnostic.here);
    for label in &mut shown.labels {
        label.text = names.shorten(&label.text);
    }
    let mut text = heading(&shown, look);
    text += &snippet(&shown, sources, look);
    for note in &shown.notes {
        text += &hanging("  ", "note:", "1", &names.shorten(note), look);
    }
    for hint in &shown.hints {
        text += &hanging("  ", "help:", "36", hint, look);
    }
    text + &trace::trace_text(&shown, sources, look.detail, &names)
}

/// `error[E0201]: message`.
fn heading(diagnostic: &Diagnostic, look: Look) -> String {
    let (word, style) = match diagnostic.severity {
        Severity::Error => ("error", "31;1"),
        Severity::Warning => ("warning", "33;1"),
    };
    let head = format!("{word}[{}]:", diagnostic.code);
    hanging("", &head, style, &diagnostic.message, look)
}

/// A text after a head, its further lines indented.
fn hanging(indent: &str, head: &str, style: &str, text: &str, look: Look) -> String {
    let start = indent.len() + head.len() + 1;
    let rest = if indent.is_empty() { 4 } else { start };
    let lines = wrap::wrap(text, look.width.saturating_sub(start), look.width.saturating_sub(rest));
    let lines = lines.join(&format!("\n{}", " ".repeat(rest)));
    format!("{indent}{} {}\n", look.paint(style, head), lines.trim_end())
}

/// The lines of source with labels.
fn snippet(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let theme = match look.colours {
        Colours::Ansi { .. } => miette::GraphicalTheme::unicode(),
        Colours::None => miette::GraphicalTheme::unicode_nocolor(),
    };
    let excerpt = Excerpt::new(diagnostic, sources, look);
    if excerpt.marks.is_empty() {
        return String::new();
    }
    let handler = miette::GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_context_lines(1);
    let mut text = String::new();
    if handler.render_report(&mut text, &Report(excerpt)).is_err() {
        return String::new();
    }
    // miette's own heading is one line: the report has no message for it.
    let (_, drawn) = text.split_once('\n').unwrap_or_default();
    drawn.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The part of a report that miette draws.
struct Report(Excerpt);

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = SourceSpan::new(mark.shown.start.into(), mark.shown.len());
            match mark.is_primary {
                true => LabeledSpan::new_primary_with_span(text, span),
                false => LabeledSpan::new_with_span(text, span),
            }
        })))
    }
}
