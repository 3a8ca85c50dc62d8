//! `murano fmt`: formats programs.

#![expect(clippy::disallowed_methods, reason = "formatting reads and writes files")]

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::diag::{Diagnostic, codes};
use crate::ide;
use crate::session::text_file::{read_text, too_large};
use crate::source::{Sources, Span};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::terminal::{Terminal, print_json};

/// `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
Comments and literals stay as they are. A file is only written if it changes.

Examples:
  murano fmt app.murano lib/*.murano
  murano fmt --check app.murano      exit with 1 if it is not formatted, without changing it")]
pub(super) struct FmtArgs {
    /// The programs.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Change nothing; exit with 1 if a file is not formatted.
    #[arg(long)]
    pub check: bool,
    /// The format of what `--check` finds; JSON goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Formats files, or reports which are not formatted.
pub(super) fn run(args: &FmtArgs, terminal: &Terminal) -> CommandResult {
    let (mut failed, mut unformatted) = (false, 0);
    let mut results = Vec::new();
    for file in &args.files {
        let formatted = format(file, args.check, terminal);
        match formatted {
            Some(true) => {}
            Some(false) => unformatted += 1,
            None => failed = true,
        }
        results.push(json!({ "file": file.display().to_string(), "formatted": formatted }));
    }
    if args.format == OutputFormat::Json {
        print_json(&results);
    }
    Ok(match (failed, args.check && unformatted > 0) {
        (true, _) => Exit::Source,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Done,
    })
}

/// Formats a file; returns whether it was formatted already, `None` if it cannot be read, parsed or written.
fn format(file: &Path, check: bool, terminal: &Terminal) -> Option<bool> {
    let sources = Sources::new();
    let name = file.display().to_string();
    let text = match read_text(file) {
        Ok(text) => text,
        Err(found) => {
            terminal.report(&found, &sources);
            return None;
        }
    };
    let Some(source) = sources.add(name.clone(), text.clone()) else {
        terminal.report(&too_large(&name), &sources);
        return None;
    };
    let formatted = match ide::format(&source) {
        Ok(formatted) => formatted,
        Err(found) => {
            terminal.report_all(&found, &sources);
            return None;
        }
    };
    // A formatted file is not written again, which would change its time and start every tool
    // that watches it.
    if formatted == text {
        return Some(true);
    }
    terminal.note(&format!("{}{name}", if check { "not formatted: " } else { "formatted " }));
    if !check && let Err(error) = std::fs::write(file, formatted) {
        let message = format!("cannot write `{name}`: {error}");
        terminal.report(&Diagnostic::error(codes::UNREADABLE, Span::NONE, message), &sources);
        return None;
    }
    Some(false)
}
