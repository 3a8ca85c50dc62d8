//! `murano check`: everything that is wrong, without running.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::screen::Screen;
use crate::diag::{Diagnostic, Severity};
use crate::session::Session;
use crate::source::Sources;

/// What `check` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano check app.murano\n  murano check --format json *.murano"
)]
pub(super) struct Arguments {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Reports for people, on standard error.
    Text,
    /// A list of objects, on standard output.
    Json,
}

/// A finding as data.
#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    code: &'static str,
    message: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    hints: Vec<String>,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let mut findings = Vec::new();
    let (mut errors, mut warnings) = (0, 0);
    for file in &arguments.files {
        // Each file is a program of its own: their classes do not meet.
        let session = Session::new();
        let found = match session.read_file(file) {
            Ok(program) => program.warnings,
            Err(diagnostics) => diagnostics,
        };
        errors += found.iter().filter(|d| d.is_error()).count();
        warnings += found.iter().filter(|d| !d.is_error()).count();
        match arguments.format {
            Format::Text => screen.report(&found, session.sources()),
            Format::Json => findings.extend(found.iter().map(|d| finding(d, session.sources()))),
        }
    }
    if arguments.format == Format::Json {
        screen.result(&super::data::pretty(&findings));
    }
    screen.note(&summary(arguments.files.len(), errors, warnings));
    if errors > 0 { Exit::Mistakes } else { Exit::Done }
}

fn summary(files: usize, errors: usize, warnings: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let checked = count(files, "file");
    match (errors, warnings) {
        (0, 0) => format!("{checked} checked, nothing wrong"),
        _ => {
            format!("{checked} checked: {}, {}", count(errors, "error"), count(warnings, "warning"))
        }
    }
}

fn finding(diagnostic: &Diagnostic, sources: &Sources) -> Finding {
    let source = sources.find(diagnostic.span);
    let place = source.as_ref().map(|s| s.location(diagnostic.span.start));
    Finding {
        severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
        code: diagnostic.code.0,
        message: diagnostic.message.clone(),
        file: source.map(|s| s.name.clone()),
        line: place.map(|p| p.line),
        column: place.map(|p| p.column),
        hints: diagnostic.hints.clone(),
    }
}
