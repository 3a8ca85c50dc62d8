//! The calls that led to an error, as text.

use crate::diag::{Diagnostic, TraceFrame};
use crate::source::Sources;

use super::ReportDetail;
use super::names::ShortNames;

/// Most lines of calls shown at each end of a long trace.
const MOST_FRAMES: usize = 8;
/// The most calls that take turns in a recursion that is folded.
const LONGEST_CYCLE: usize = 4;
/// Calls are folded from so many repetitions on.
const FEWEST_REPETITIONS: usize = 3;

/// A line of a trace.
enum TraceLine<'d> {
    Call(&'d TraceFrame),
    /// Calls that repeat those before them: how many, and of what.
    Repeated(usize, &'d [&'d TraceFrame]),
    /// Calls in the middle of a long trace.
    LeftOut(usize),
}

/// The guest's calls, outermost first, as MuranoPL's `StackTrace.toString()` prints them. Calls
/// inside built-in classes are details; a recursion is folded.
#[must_use]
pub(super) fn trace_text(
    diagnostic: &Diagnostic,
    sources: &Sources,
    detail: ReportDetail,
    names: &ShortNames,
) -> String {
    let is_shown = |frame: &&TraceFrame| {
        let is_library = frame.span.start >= Sources::LIBRARY_BASE;
        sources.find(frame.span).is_some() && (detail == ReportDetail::Full || !is_library)
    };
    let frames: Vec<&TraceFrame> = diagnostic.trace.iter().filter(is_shown).collect();
    match frames.as_slice() {
        // No call to show: the report has the position already.
        [only] if only.class.is_empty() => return String::new(),
        _ => {}
    }
    let lines = shortened(folded(&frames));
    lines.iter().map(|line| line_text(line, sources, names)).collect()
}

/// Folds calls that repeat, of one method or of several in turn.
fn folded<'d>(frames: &'d [&'d TraceFrame]) -> Vec<TraceLine<'d>> {
    let mut lines = Vec::new();
    let mut rest = frames;
    while let Some(first) = rest.first() {
        let cycle = (1..=LONGEST_CYCLE).find_map(|period| {
            let count = repetitions(rest, period);
            (count >= FEWEST_REPETITIONS).then_some((period, count))
        });
        let Some((period, count)) = cycle else {
            lines.push(TraceLine::Call(first));
            rest = &rest[1..];
            continue;
        };
        let (calls, _) = rest.split_at(period);
        lines.extend(calls.iter().map(|call| TraceLine::Call(call)));
        lines.push(TraceLine::Repeated(period * (count - 1), calls));
        rest = &rest[period * count..];
    }
    lines
}

/// How often the first `period` calls follow each other.
fn repetitions(frames: &[&TraceFrame], period: usize) -> usize {
    let Some(first) = frames.get(..period) else { return 0 };
    frames.chunks_exact(period).take_while(|chunk| *chunk == first).count()
}

/// The most recent calls and the outermost ones matter most: the middle of many is left out.
fn shortened(mut lines: Vec<TraceLine<'_>>) -> Vec<TraceLine<'_>> {
    let left_out = lines.len().saturating_sub(2 * MOST_FRAMES);
    if left_out > 1 {
        let middle = MOST_FRAMES..MOST_FRAMES + left_out;
        let calls = lines[middle.clone()].iter().map(|line| match line {
            TraceLine::Call(_) => 1,
            TraceLine::Repeated(n, _) | TraceLine::LeftOut(n) => *n,
        });
        let calls = calls.sum();
        lines.splice(middle, [TraceLine::LeftOut(calls)]);
    }
    lines
}

fn line_text(line: &TraceLine<'_>, sources: &Sources, names: &ShortNames) -> String {
    match line {
        TraceLine::Call(frame) => call_text(frame, sources, names),
        TraceLine::LeftOut(calls) => format!("  … {calls} more calls\n"),
        TraceLine::Repeated(count, calls) => {
            let mut methods: Vec<&str> = calls.iter().map(|call| &*call.method).collect();
            methods.dedup();
            let methods = match methods.as_slice() {
                [one] => (*one).to_owned(),
                [first @ .., last] => format!("{} and {last}", first.join(", ")),
                [] => String::new(),
            };
            format!("  … {count} more calls of {methods}\n")
        }
    }
}

fn call_text(frame: &TraceFrame, sources: &Sources, names: &ShortNames) -> String {
    let Some(source) = sources.find(frame.span) else { return String::new() };
    let start = source.location(frame.span.start);
    let class = names.short(&frame.class);
    let of_class = if class.is_empty() { String::new() } else { format!(" of type {class}") };
    // The names of the machine: `.init` for `init`, `default of name` for a property's default.
    let method = frame.method.trim_start_matches('.');
    let kind = if method.starts_with("default of ") { "the " } else { "method " };
    format!(
        "  File \"{}\", line {}:{} in {kind}{method}{of_class}\n    {}\n",
        source.name,
        start.line,
        start.column,
        source.slice(frame.span).lines().next().unwrap_or("").trim_end(),
    )
}
