//! What a session prints: values, notes, errors. Secrets are masked, and long values folded.

use super::last_values::LAST;
use super::show::{ShowOptions, show, show_everything};
use crate::Value;
use crate::cli::style::{Style, Tone};
use crate::cli::terminal::{write_stderr, write_stdout};
use crate::diag::escape::escape_controls;
use crate::diag::mask::SecretValues;
use crate::session::OutdatedCheck;

/// The lines of the screen that a folded value leaves free.
const FREE_LINES: usize = 6;
/// The fewest lines that a value is folded to.
const LEAST_LINES: usize = 10;

/// Prints for a session.
#[derive(Clone)]
pub(super) struct SessionOutput {
    /// Whether with colours.
    pub style: Style,
    /// The width, in columns.
    pub width: usize,
    /// The height of the terminal, in lines; `None`: values are not folded to it.
    pub height: Option<usize>,
    /// The texts that are never printed.
    pub secrets: SecretValues,
    /// Which classes were declared again.
    pub outdated: OutdatedCheck,
}

impl SessionOutput {
    /// How values are shown.
    pub(super) fn options(&self) -> ShowOptions<'_> {
        ShowOptions { style: self.style, width: self.width, outdated: &*self.outdated }
    }

    /// Prints a line, with its secrets masked. The text may contain colours: [`Style`] has escaped what else it contains.
    pub(super) fn print(&self, text: &str) {
        let text = self.secrets.mask(text);
        write_stdout(format!("{text}\n").as_bytes());
    }

    /// Prints a value; of a long one the beginning, and how to see the rest.
    pub(super) fn print_value(&self, value: &Value, is_cut: bool) {
        let text = show(value, self.options());
        let lines: Vec<&str> = text.lines().collect();
        let room = self.height.map(|height| height.saturating_sub(FREE_LINES).max(LEAST_LINES));
        match room.filter(|&room| lines.len() > room + 1) {
            Some(room) => {
                self.print(&lines[..room].join("\n"));
                let more = format!("… {} more lines: `:more` shows all", lines.len() - room);
                self.print(&self.style.paint(Tone::Faint, &more));
            }
            None => self.print(&text),
        }
        if is_cut {
            let cut = format!(
                "the first {LENGTH} elements of a sequence that may be endless; `{LAST}` has these"
            );
            self.print(&self.style.paint(Tone::Faint, &cut));
        }
    }

    /// All of a value as text, with secrets masked.
    pub(super) fn everything(&self, value: &Value) -> String {
        self.secrets.mask(&show_everything(value, self.options())).to_string()
    }

    /// Whether a text has more lines than the terminal.
    pub(super) fn is_longer_than_screen(&self, text: &str) -> bool {
        self.height.is_some_and(|height| text.lines().count() >= height)
    }

    /// Prints an error without a source.
    pub(super) fn error(&self, text: &str) {
        let heading = self.style.paint(Tone::Bad, "error:");
        write_stderr(format!("{heading} {}\n", escape_controls(text)).as_bytes());
    }
}

/// The elements of an endless sequence that are shown.
const LENGTH: usize = crate::session::KEPT_ELEMENTS;
