#![expect(clippy::disallowed_methods, reason = "formatting reads and writes files")]
//! `murano fmt`: programs in their canonical form.

use std::path::Path;

use crate::diag::{Diagnostic, codes};
use crate::session::text_file::{read_text, too_large};
use crate::source::{Sources, Span};
use crate::syntax::print;

use super::Ending;
use super::arguments::FmtArgs;
use super::exit::Exit;
use super::terminal::Terminal;

/// Formats files, or tells which are not formatted.
pub(super) fn run(args: &FmtArgs, terminal: &Terminal) -> Ending {
    let (mut wrong, mut unformatted) = (false, 0);
    for file in &args.files {
        match format(file, args.check, terminal) {
            Some(true) => {}
            Some(false) => unformatted += 1,
            None => wrong = true,
        }
    }
    Ok(match (wrong, args.check && unformatted > 0) {
        (true, _) => Exit::Source,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Done,
    })
}

/// Was it formatted already? `None` if it cannot be read or written.
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
    let formatted = match print::format(&source) {
        Ok(formatted) => formatted,
        Err(found) => {
            found.iter().for_each(|d| terminal.report(d, &sources));
            return None;
        }
    };
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
