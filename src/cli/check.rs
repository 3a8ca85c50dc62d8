//! `murano check`: every finding about every file, without running any.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::diag::{Diagnostic, Severity, TraceFrame};
use crate::session::Session;
use crate::source::{Sources, Span};

use super::Ending;
use super::arguments::{CheckArgs, Format};
use super::exit::Exit;
use super::packages;
use super::terminal::{Terminal, answer_json};

/// Checks files.
pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Ending {
    let mut all: Vec<Json> = Vec::new();
    let (mut errors, mut warnings) = (0, 0);
    for file in &args.files {
        // A session each: files that are checked together need not fit together.
        let session = Session::new();
        packages::give(&session, &args.packages, Some(file), terminal)?;
        let found = findings(&session, file);
        for diagnostic in &found {
            let counter = if diagnostic.is_error() { &mut errors } else { &mut warnings };
            *counter += 1;
            match args.format {
                Format::Table => terminal.report(diagnostic, session.sources()),
                Format::Json => all.push(as_json(diagnostic, session.sources())),
            }
        }
    }
    if args.format == Format::Json {
        answer_json(&all);
    }
    terminal.note(&summary(args.files.len(), errors, warnings));
    Ok(if errors > 0 { Exit::Source } else { Exit::Done })
}

/// What there is to say about a program or a package.
fn findings(session: &Session, file: &Path) -> Vec<Diagnostic> {
    let zip = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    if file.is_dir() || zip {
        let added = session.packages().add(file);
        let mut found = added.problems;
        // Each is checked once all are there: they may require each other.
        for package in &added.packages {
            found.extend(session.packages().check(package));
        }
        return found;
    }
    match session.read_file(file) {
        Ok(program) => program.warnings,
        Err(found) => found,
    }
}

fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let counted = |n: usize, word: &str| match n {
        0 => format!("no {word}s"),
        1 => format!("1 {word}"),
        _ => format!("{n} {word}s"),
    };
    let [files, errors, warnings] =
        [(files, "file"), (errors, "error"), (warnings, "warning")].map(|(n, w)| counted(n, w));
    format!("{files}: {errors}, {warnings}")
}

/// A diagnostic as data.
fn as_json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let labels = diagnostic.labels.iter().map(|label| {
        let mut place = place(label.span, sources);
        place["text"] = json!(label.text);
        place
    });
    let mut whole = place(diagnostic.span, sources);
    whole["severity"] = json!(severity);
    whole["code"] = json!(diagnostic.code.0);
    whole["message"] = json!(diagnostic.message);
    whole["here"] = json!(diagnostic.here);
    whole["labels"] = labels.collect();
    whole["hints"] = json!(diagnostic.hints);
    whole["trace"] = diagnostic.trace.iter().map(|frame| frame_json(frame, sources)).collect();
    whole
}

fn frame_json(frame: &TraceFrame, sources: &Sources) -> Json {
    let mut place = place(frame.span, sources);
    place["method"] = json!(frame.method);
    place["class"] = json!(frame.class);
    place
}

fn place(span: Span, sources: &Sources) -> Json {
    let Some(source) = sources.find(span) else {
        return json!({ "file": null, "line": null, "column": null });
    };
    let (start, end) = (source.location(span.start), source.location(span.end));
    json!({
        "file": source.name, "line": start.line, "column": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}
