//! `murano fmt`: formats programs.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::diag::{Diagnostic, codes};
use crate::ide;
use crate::session::text_file::{read_text, too_large, unreadable, without_mark};
use crate::source::{Sources, Span};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::line_diff::unified;
use super::output_format::OutputFormat;
use super::replace_file::replace_file;
use super::terminal::{Terminal, print_document, print_json, print_result};
use super::watch::is_searched;

/// The path that stands for standard input.
const STDIN: &str = "-";

/// The extension of programs.
const EXTENSION: &str = "murano";

/// `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
Comments and literals stay as they are. Lines that are longer than 100 columns are broken where they can be; line breaks of the author
stay. A file is only written if it changes.

Examples:
  murano fmt app.murano lib/
  murano fmt --check .               exit with 1 if a program is not formatted, without changing it
  murano fmt --diff app.murano       show what would change
  murano fmt - < app.murano          format standard input")]
pub(super) struct FmtArgs {
    /// Programs, and directories of them; `-` is standard input, which is formatted to standard output.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Change nothing; exit with 1 if a file is not formatted.
    #[arg(long)]
    pub check: bool,
    /// Change nothing; print what would change as a unified diff, and exit with 1 if anything would.
    #[arg(long)]
    pub diff: bool,
    /// The format of what `--check` finds; JSON goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// A program before and after it was formatted.
struct Formatted {
    name: String,
    before: String,
    after: String,
}

impl Formatted {
    fn is_same(&self) -> bool {
        self.before == self.after
    }
}

/// Formats programs, or reports which are not formatted.
pub(super) fn run(args: &FmtArgs, terminal: &Terminal) -> CommandResult {
    let keeps = args.check || args.diff;
    let (mut failed, mut unformatted) = (false, 0);
    let mut results = Vec::new();
    for path in programs(&args.paths, terminal) {
        let formatted = match format(&path) {
            Ok(formatted) => Some(formatted),
            Err((sources, found)) => {
                terminal.report_all(&found, &sources);
                None
            }
        };
        let written = formatted.as_ref().is_some_and(|f| finish(f, &path, args, terminal));
        failed |= !written;
        unformatted += usize::from(formatted.as_ref().is_some_and(|f| !f.is_same()));
        let is_formatted = formatted.filter(|_| written).map(|f| f.is_same());
        results.push(json!({ "file": path.display().to_string(), "formatted": is_formatted }));
    }
    if args.format == OutputFormat::Json {
        print_json(&results);
    }
    Ok(match (failed, keeps && unformatted > 0) {
        (true, _) => Exit::Source,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Done,
    })
}

/// The programs at the paths: those below a directory in order, and every other path as it is.
fn programs(paths: &[PathBuf], terminal: &Terminal) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        if path.is_dir() {
            search(path, &mut found);
            if found.len() == before {
                terminal.note(&format!("no programs below `{}`", path.display()));
            }
        } else {
            found.push(path.clone());
        }
    }
    found
}

fn search(directory: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if is_searched(&path) && !path.is_symlink() {
                search(&path, found);
            }
        } else if path.extension().is_some_and(|e| e == EXTENSION) {
            found.push(path);
        }
    }
}

/// Reads and formats a program.
fn format(path: &Path) -> Result<Formatted, (Sources, Vec<Diagnostic>)> {
    let sources = Sources::new();
    let (name, before) = match text_of(path) {
        Ok(read) => read,
        Err(found) => return Err((sources, vec![*found])),
    };
    let Some(source) = sources.add(name.clone(), before.clone()) else {
        return Err((sources, vec![too_large(&name)]));
    };
    match ide::format(&source) {
        Ok(after) => Ok(Formatted { name, before, after }),
        Err(found) => Err((sources, found)),
    }
}

fn text_of(path: &Path) -> Result<(String, String), Box<Diagnostic>> {
    if path != Path::new(STDIN) {
        return Ok((path.display().to_string(), read_text(path)?));
    }
    let name = "<stdin>".to_owned();
    match io::read_to_string(io::stdin()) {
        Ok(text) => Ok((name, without_mark(text))),
        Err(error) => Err(Box::new(unreadable(&name, &error))),
    }
}

/// Writes a formatted program, or shows what would change; returns whether that succeeded.
fn finish(formatted: &Formatted, path: &Path, args: &FmtArgs, terminal: &Terminal) -> bool {
    let Formatted { name, before, after } = formatted;
    let changes_file = !args.check && !args.diff;
    if changes_file && path == Path::new(STDIN) {
        print_document(after);
        return true;
    }
    // A formatted file is not written again, which would change its time and start every tool
    // that watches it.
    if formatted.is_same() {
        return true;
    }
    if args.diff && args.format == OutputFormat::Table {
        print_result(&unified(name, before, after));
    }
    if changes_file && let Err(error) = replace_file(path, after) {
        let message = format!("cannot write `{name}`: {error}");
        let found = Diagnostic::error(codes::UNREADABLE, Span::NONE, message);
        terminal.report(&found, &Sources::new());
        return false;
    }
    terminal
        .note(&format!("{}{name}", if changes_file { "formatted " } else { "not formatted: " }));
    true
}
