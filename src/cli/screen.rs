#![expect(clippy::disallowed_methods, reason = "colours follow the environment")]
//! Where words go: results to standard output, everything else to standard error, colours only where they are wanted.

use std::io::{IsTerminal, Write};

use crate::diag::report::{Look, render};
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Sources, Span};

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` or `CI` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The user's screen.
#[derive(Debug, Clone)]
pub(crate) struct Screen {
    quiet: bool,
    verbose: bool,
    colour: bool,
    live: bool,
}

impl Screen {
    pub(crate) fn new(choice: ColourChoice, quiet: bool, verbose: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let terminal = std::io::stderr().is_terminal();
        let colour = match choice {
            ColourChoice::Auto => terminal && !set("NO_COLOR") && !set("CI"),
            ColourChoice::Always => true,
            ColourChoice::Never => false,
        };
        Self { quiet, verbose, colour, live: terminal && !set("CI") && !quiet }
    }

    /// May progress be redrawn in place?
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Is somebody typing and looking?
    pub(crate) fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// Writes a result. A reader that has gone away is nobody's mistake: the answer says so.
    pub(crate) fn result(&self, text: &str) -> bool {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
    }

    /// Writes a line for people, unless they want none.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Writes a line for people in any case.
    pub(crate) fn complain(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// How reports are drawn.
    pub(crate) fn look(&self) -> Look {
        Look { colour: self.colour, ..Look::default() }
    }

    /// Writes reports.
    pub(crate) fn report(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        for diagnostic in diagnostics {
            if diagnostic.severity == Severity::Warning && self.quiet {
                continue;
            }
            let text = render(diagnostic, sources, self.look());
            let _ = write!(std::io::stderr().lock(), "{text}");
        }
    }

    /// Writes the report of something that has no place in a source.
    pub(crate) fn fail(&self, code: Code, message: &str, hints: Vec<String>) {
        let mut diagnostic = Diagnostic::error(code, Span::NONE, message);
        diagnostic.hints = hints;
        self.report(&[diagnostic], &Sources::new());
    }
}
