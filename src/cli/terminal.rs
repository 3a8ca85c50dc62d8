//! Standard output and standard error: what is printed there, and how.
//!
//! Text of programs, containers and files is untrusted here: everything that prints it makes control characters visible
//! ([`crate::diag::escape`]). Only [`write_stdout`] and [`write_stderr`] pass bytes through, for the output of containers and
//! documents that another program reads.

#![expect(clippy::disallowed_methods, reason = "environment variables say how output looks")]

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};

use crate::Level;
use crate::diag::escape::{escape_controls, escape_json};
use crate::diag::report::{Colours, Look, ReportDetail, render};
use crate::diag::{Code, Diagnostic};
use crate::source::Sources;

use super::diagnostic_json::diagnostic_json;
use super::repl::highlight::highlight_program;
use super::style::{Style, StyledText};
use super::table::{TableCell, table};

/// The width of reports where neither `COLUMNS` nor a terminal says one.
const DEFAULT_WIDTH: usize = 100;

/// The codes that this process has reported, each once.
static REPORTED: Mutex<Vec<Code>> = Mutex::new(Vec::new());

/// `--color`, `--quiet` and `--verbose`, which every command has.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct OutputArgs {
    /// Color the output.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Colour,
    /// Quiet: print only errors on standard error.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Verbose: print details on standard error.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print errors and warnings on standard error as text, or as JSON, one on a line.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,
}

/// How errors and warnings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum MessageFormat {
    /// A report with the lines of source.
    #[default]
    Text,
    /// A JSON object on one line.
    Json,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Colour {
    /// On terminals, unless `NO_COLOR` or `CI` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is printed on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Errors only.
    Quiet,
    /// Progress, summaries and warnings too.
    Normal,
    /// Details too.
    Verbose,
}

/// How this process prints.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    look: Look,
    /// The style of results, on standard output.
    pub results: Style,
    /// How much is printed.
    pub verbosity: Verbosity,
    /// Whether lines on standard error may be redrawn.
    pub live: bool,
    messages: MessageFormat,
}

impl Terminal {
    /// Settings from the command line and the environment variables `CI`, `TERM`, `NO_COLOR` and `COLUMNS`.
    pub(super) fn new(args: &OutputArgs) -> Self {
        let set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let plain = set("CI") || std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let live = io::stderr().is_terminal() && !plain;
        let coloured = |is_terminal: bool| match args.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && !plain && !set("NO_COLOR"),
        };
        let results =
            if coloured(io::stdout().is_terminal()) { Style::Coloured } else { Style::Plain };
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let columns = columns.or_else(terminal_width);
        let width = columns.filter(|n| (40..=400).contains(n)).unwrap_or(DEFAULT_WIDTH);
        let verbosity = match (args.quiet, args.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let colours = match coloured(io::stderr().is_terminal()) {
            true => Colours::Ansi { highlight: highlight_program },
            false => Colours::None,
        };
        let detail =
            if verbosity == Verbosity::Verbose { ReportDetail::Full } else { ReportDetail::Brief };
        let look = Look { colours, width, detail };
        let messages = args.message_format;
        let live = live && verbosity > Verbosity::Quiet && messages == MessageFormat::Text;
        Self { look, results, verbosity, live, messages }
    }

    /// The same settings, with errors and warnings as JSON.
    pub(super) fn with_json_messages(self) -> Self {
        Self { messages: MessageFormat::Json, live: false, ..self }
    }

    /// The same settings without lines that are redrawn.
    pub(super) fn without_live_lines(self) -> Self {
        Self { live: false, ..self }
    }

    /// The same settings for work that nobody watches: only errors are printed, unless verbose.
    pub(super) fn in_background(self) -> Self {
        match self.verbosity {
            Verbosity::Verbose => self.without_live_lines(),
            _ => Self { verbosity: Verbosity::Quiet, live: false, ..self },
        }
    }

    /// An empty text in the style of messages, on standard error.
    pub(super) fn text(&self) -> StyledText {
        match self.look.colours {
            Colours::Ansi { .. } => Style::Coloured.text(),
            Colours::None => Style::Plain.text(),
        }
    }

    /// The columns of the terminal.
    pub(super) fn width(&self) -> usize {
        self.look.width
    }

    /// Prints a diagnostic and an empty line on standard error; a warning unless quiet.
    pub(super) fn report(&self, diagnostic: &Diagnostic, sources: &Sources) {
        if !diagnostic.is_error() && self.verbosity == Verbosity::Quiet {
            return;
        }
        match self.messages {
            // The report has escaped what it quotes; its own escape sequences are colours.
            MessageFormat::Text => {
                let text = render(diagnostic, sources, self.look);
                write_stderr(format!("{text}\n").as_bytes());
            }
            MessageFormat::Json => {
                let line = diagnostic_json(diagnostic, sources).to_string();
                write_stderr(format!("{}\n", escape_json(&line)).as_bytes());
            }
        }
        let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
        if !reported.contains(&diagnostic.code) {
            reported.push(diagnostic.code);
        }
    }

    /// Prints at the end of a run that `murano explain` says more about what was reported.
    pub(super) fn note_explanations(&self) {
        if self.messages == MessageFormat::Json {
            return;
        }
        let reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
        match reported.as_slice() {
            [] => {}
            [code] => self.note(&format!("`murano explain {code}` says more about {code}")),
            codes => {
                let codes: Vec<String> = codes.iter().map(Code::to_string).collect();
                let codes = codes.join(", ");
                self.note(&format!("`murano explain CODE` says more about each of {codes}"));
            }
        }
    }

    /// Prints several diagnostics.
    pub(super) fn report_all(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        diagnostics.iter().for_each(|diagnostic| self.report(diagnostic, sources));
    }

    /// Prints a line on standard error unless quiet.
    pub(super) fn note(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            print_error(&format!("{text}\n"));
        }
    }

    /// Prints a line with its colours on standard error unless quiet.
    pub(super) fn say(&self, text: &StyledText) {
        if self.verbosity > Verbosity::Quiet {
            write_stderr(format!("{}\n", text.as_str()).as_bytes());
        }
    }

    /// Prints a table on standard error unless quiet.
    pub(super) fn say_table<const N: usize>(&self, header: [&str; N], rows: &[[TableCell; N]]) {
        if self.verbosity > Verbosity::Quiet {
            write_stderr(table(header, rows, self.text().style()).as_str().as_bytes());
        }
    }

    /// Prints a line on standard error if verbose.
    pub(super) fn detail(&self, text: &str) {
        if self.verbosity == Verbosity::Verbose {
            print_error(&format!("{text}\n"));
        }
    }

    /// Whether log records of that level are printed.
    pub(super) fn shows_level(&self, level: Level) -> bool {
        let least = match self.verbosity {
            Verbosity::Quiet => Level::Error,
            Verbosity::Normal => Level::Warning,
            Verbosity::Verbose => Level::Trace,
        };
        level >= least
    }
}

/// The columns of the terminal that standard error is.
fn terminal_width() -> Option<usize> {
    let error = io::stderr();
    let size = error.is_terminal().then(|| rustix::termios::tcgetwinsize(&error).ok()).flatten()?;
    Some(usize::from(size.ws_col))
}

/// Prints text for people on standard error, control characters escaped.
pub(super) fn print_error(text: &str) {
    write_stderr(escape_controls(text).as_bytes());
}

/// Writes bytes to standard error as they are. A closed standard error is no reason to fail.
pub(super) fn write_stderr(bytes: &[u8]) {
    let _ = io::stderr().lock().write_all(bytes);
}

/// Prints clap's message about the command line.
pub(super) fn print_usage(error: &clap::Error) {
    let text = error.render().to_string();
    match escape_controls(&text) {
        // It quotes arguments; without control characters in them clap may colour it.
        std::borrow::Cow::Borrowed(_) => drop(error.print()),
        std::borrow::Cow::Owned(escaped) => write_stderr(escaped.as_bytes()),
    }
}

/// Prints a result for people, such as a table, on standard output, control characters escaped.
pub(super) fn print_result(text: &str) {
    write_stdout(escape_controls(text).as_bytes());
}

/// Prints a result with its colours on standard output.
pub(super) fn print_styled(text: &StyledText) {
    write_stdout(text.as_str().as_bytes());
}

/// Prints a result that another program reads: as it is, but escaped on a terminal.
pub(super) fn print_document(text: &str) {
    if io::stdout().is_terminal() { print_result(text) } else { write_stdout(text.as_bytes()) }
}

/// Prints a result as indented JSON.
pub(super) fn print_json(value: &impl serde::Serialize) {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string());
    write_stdout(format!("{}\n", escape_json(&text)).as_bytes());
}

/// Prints a result as JSON on one line.
pub(super) fn print_json_line(value: &serde_json::Value) {
    write_stdout(format!("{}\n", escape_json(&value.to_string())).as_bytes());
}

/// Writes bytes to standard output as they are. When the reader has closed it, the process ends with success: the reader has what
/// it needs.
pub(super) fn write_stdout(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    if let Err(error) = written {
        exit_after_write_error(&error);
    }
}

/// Ends the process after standard output failed: with success if its reader is gone, else with a message.
pub(super) fn exit_after_write_error(error: &io::Error) -> ! {
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    print_error(&format!("standard output: {error}\n"));
    std::process::exit(1);
}
