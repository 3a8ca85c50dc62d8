//! `murano check`: prints all diagnostics of programs and packages without running them.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value as Json, json};

use crate::diag::{Diagnostic, Severity, TraceFrame};
use crate::session::Session;
use crate::session::requests::{HostRequest, host_requests};
use crate::source::{Sources, Span};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::packages::{self, PackageArgs};
use super::terminal::{Terminal, print_json};

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano check app.murano lib/*.murano
  murano check com.example.App/      a package: its manifest and all its classes
  murano check --format json app.murano

Besides diagnostics, what the text asks of the machine is listed: mounted directories, privileges, engines, addresses that other
machines reach, registries; in JSON with the severity `request`.")]
pub(super) struct CheckArgs {
    /// Programs and packages (directories or zip files).
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Packages they use.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// The format of the diagnostics; JSON goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Checks files.
pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> CommandResult {
    let mut all: Vec<Json> = Vec::new();
    let mut requests = String::new();
    let (mut errors, mut warnings) = (0, 0);
    for file in &args.files {
        // A session each: files that are checked together may declare the same names.
        let session = Session::new();
        packages::add_to(&session, &args.packages, Some(file), terminal)?;
        let found = diagnostics(&session, file);
        for diagnostic in &found {
            let counter = if diagnostic.is_error() { &mut errors } else { &mut warnings };
            *counter += 1;
            match args.format {
                OutputFormat::Table => terminal.report(diagnostic, session.sources()),
                OutputFormat::Json => all.push(diagnostic_json(diagnostic, session.sources())),
            }
        }
        for request in host_requests(session.sources()) {
            match args.format {
                OutputFormat::Table => requests += &request_line(&request, session.sources()),
                OutputFormat::Json => all.push(request_json(&request, session.sources())),
            }
        }
    }
    if args.format == OutputFormat::Json {
        print_json(&all);
    }
    if !requests.is_empty() {
        terminal.note(&format!("What is asked of the machine:\n{}", requests.trim_end()));
    }
    terminal.note(&summary(args.files.len(), errors, warnings));
    Ok(if errors > 0 { Exit::Source } else { Exit::Done })
}

/// All diagnostics of a program or a package.
fn diagnostics(session: &Session, file: &Path) -> Vec<Diagnostic> {
    let zip = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    if file.is_dir() || zip {
        let added = session.packages().add(file);
        let mut found = added.problems;
        // Checked once all are added: they may require each other.
        for package in &added.packages {
            found.extend(session.packages().check(package));
        }
        return found;
    }
    match session.read_file(file) {
        Ok(program) => program.warnings,
        Err(found) => found.into_diagnostics(),
    }
}

/// A request as a line: where it stands, and what it is.
fn request_line(request: &HostRequest, sources: &Sources) -> String {
    let Some(source) = sources.find(request.span) else { return String::new() };
    let line = source.location(request.span.start).line;
    format!("  {}:{line}: {}\n", source.name, request.text)
}

/// A request as JSON, among the diagnostics.
fn request_json(request: &HostRequest, sources: &Sources) -> Json {
    let mut whole = position_json(request.span, sources);
    whole["severity"] = json!("request");
    whole["message"] = json!(request.text);
    whole
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

/// A diagnostic as JSON.
fn diagnostic_json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let labels = diagnostic.labels.iter().map(|label| {
        let mut json = position_json(label.span, sources);
        json["text"] = json!(label.text);
        json
    });
    let mut whole = position_json(diagnostic.span, sources);
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
    let mut json = position_json(frame.span, sources);
    json["method"] = json!(frame.method);
    json["class"] = json!(frame.class);
    json
}

fn position_json(span: Span, sources: &Sources) -> Json {
    let Some(source) = sources.find(span) else {
        return json!({ "file": null, "line": null, "column": null });
    };
    let (start, end) = (source.location(span.start), source.location(span.end));
    json!({
        "file": source.name, "line": start.line, "column": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}
