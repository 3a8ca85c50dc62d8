#![expect(clippy::disallowed_methods, reason = "source loading reads files")]
//! Reads text files (programs, data, models, configuration), and reports those that cannot be
//! read.

use std::io::ErrorKind;
use std::path::Path;

use crate::diag::{Diagnostic, codes};
use crate::source::{Sources, Span};

/// The text of a UTF-8 file, without a byte order mark.
///
/// # Errors
///
/// Why it cannot be read, and what to do about it.
pub(crate) fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(without_mark(text)),
        Err(error) => Err(Box::new(unreadable(&path.display().to_string(), &error))),
    }
}

/// The text of a program: of a virtual file if there is one at the path, else of the file on disk.
///
/// # Errors
///
/// As [`read_text`].
pub(crate) fn read_source(sources: &Sources, path: &Path) -> Result<String, Box<Diagnostic>> {
    match sources.virtual_file(path) {
        Some((_, text)) => Ok(text.to_string()),
        None => read_text(path),
    }
}

/// The text without the byte order mark that some editors begin files with.
#[must_use]
pub(crate) fn without_mark(text: String) -> String {
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// The diagnostic of a file that cannot be read.
#[must_use]
pub(crate) fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    let hint = match error.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::IsADirectory => "it is a directory: name a file in it",
        ErrorKind::InvalidData => "it must be UTF-8 text",
        _ => "check that you have permission to read it",
    };
    let message = format!("cannot read `{name}`: {error}");
    Diagnostic::error(codes::UNREADABLE, Span::NONE, message).hint(hint)
}

/// The diagnostic of a text for which the offset space of sources has no room left.
#[must_use]
pub(crate) fn too_large(name: &str) -> Diagnostic {
    let message = format!("`{name}` is too large: all sources together may have 2 GB");
    Diagnostic::error(codes::UNREADABLE, Span::NONE, message)
}
