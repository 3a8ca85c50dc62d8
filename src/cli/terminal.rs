//! Standard output and standard error: what is shown there, and how.

#![expect(clippy::disallowed_methods, reason = "the environment says how output looks")]

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use clap::ValueEnum;

use crate::diag::Diagnostic;
use crate::diag::report::{Look, render};
use crate::runtime::machine::log::Level;
use crate::source::Sources;

use super::arguments::Common;

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;

/// Whether something is coloured.
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

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Talk {
    /// Errors only.
    Quiet,
    /// What people want to know.
    Normal,
    /// More than that.
    Verbose,
}

/// How this run talks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    look: Look,
    /// How much is said.
    pub talk: Talk,
    /// Whether lines on standard error may change after they were written.
    pub live: bool,
}

impl Terminal {
    /// As the command line and the environment say.
    pub(super) fn new(common: &Common) -> Self {
        let set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let plain = set("CI") || std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let live = io::stderr().is_terminal() && !plain;
        let colour = match common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => live && !set("NO_COLOR"),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let width = columns.filter(|n| (40..=400).contains(n)).unwrap_or(WIDTH);
        let talk = match (common.quiet, common.verbose) {
            (true, _) => Talk::Quiet,
            (false, true) => Talk::Verbose,
            (false, false) => Talk::Normal,
        };
        Self { look: Look { colour, unicode: true, width }, talk, live: live && talk > Talk::Quiet }
    }

    /// The same without lines that change.
    pub(super) fn plain(self) -> Self {
        Self { live: false, ..self }
    }

    /// Shows a diagnostic. Warnings are for those who want to be talked to.
    pub(super) fn report(&self, diagnostic: &Diagnostic, sources: &Sources) {
        if diagnostic.is_error() || self.talk > Talk::Quiet {
            complain(&render(diagnostic, sources, self.look));
        }
    }

    /// Says what people want to know.
    pub(super) fn note(&self, text: &str) {
        if self.talk > Talk::Quiet {
            complain(&format!("{text}\n"));
        }
    }

    /// Are records of that level shown? Warnings are, and everything to the curious.
    pub(super) fn logs(&self, level: Level) -> bool {
        level
            >= match self.talk {
                Talk::Quiet => Level::Error,
                Talk::Normal => Level::Warning,
                Talk::Verbose => Level::Trace,
            }
    }

    /// Says what only the curious want to know.
    pub(super) fn detail(&self, text: &str) {
        if self.talk == Talk::Verbose {
            complain(&format!("{text}\n"));
        }
    }
}

/// Writes to standard error; nobody may be there.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a result. A reader that went away has seen enough: then the process ends quietly.
pub(super) fn answer(text: &str) {
    answer_bytes(text.as_bytes());
}

/// Writes a result that need not be text.
pub(super) fn answer_bytes(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    if let Err(error) = written {
        if error.kind() != ErrorKind::BrokenPipe {
            complain(&format!("standard output: {error}\n"));
            std::process::exit(1);
        }
        std::process::exit(0);
    }
}

/// Writes a result as JSON.
pub(super) fn answer_json(value: &impl serde::Serialize) {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string());
    answer(&format!("{text}\n"));
}
