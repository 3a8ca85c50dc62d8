//! The data of `murano eval`: a file or standard input, as JSON, JSON lines or YAML.

#![expect(clippy::disallowed_methods, reason = "data is read from files")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::Value;
use crate::cli::command_error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::memory::longest_text;
use crate::cli::terminal::Terminal;
use crate::diag::{Diagnostic, codes};
use crate::session::Session;
use crate::session::data::{self, DataError, DataFormat};
use crate::session::text_file;
use crate::source::{Source, Span};

/// How often an expression reads its data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadCount {
    /// Once: JSON lines can be a lazy sequence.
    Once,
    /// More than once.
    Repeated,
}

/// The data of a file or of standard input.
pub(super) fn read(
    session: &Session,
    path: &Path,
    data_use: ReadCount,
    terminal: &Terminal,
) -> Result<Value, CommandError> {
    let (name, mut reader): (String, Box<dyn BufRead>) = if path == Path::new("-") {
        ("<stdin>".to_owned(), Box::new(BufReader::new(std::io::stdin())))
    // JSON lines for an expression that reads `$` once become a lazy sequence over the open
    // file; everything else is read into memory and parsed at once.
    } else {
        let name = path.display().to_string();
        let file = std::fs::File::open(path).map_err(|error| unreadable(&name, &error))?;
        (name, Box::new(BufReader::new(file)))
    };
    let mut text = String::new();
    let kind = DataFormat::of_path(path);
    if is_json_lines(kind, &mut reader, &mut text).map_err(|error| unreadable(&name, &error))? {
        if data_use == ReadCount::Once {
            let rest = std::io::Cursor::new(text).chain(reader);
            return data::lines(&name, rest)
                .map_err(|fault| CommandError::new(codes::BAD_DATA, fault.text()));
        }
        terminal.detail("`$` is used more than once: all lines are read into memory");
    }
    read_rest(&name, reader, &mut text)?;
    data::read(&text, kind).map_err(|bad| {
        let source = session.sources().add(name, text);
        let span = source.map_or(Span::NONE, |source| error_span(&source, &bad));
        let diagnostic = Diagnostic::error(codes::BAD_DATA, span, bad.message);
        terminal.report(&diagnostic, session.sources());
        CommandError::reported(Exit::Source)
    })
}

/// Reads the rest of the data, as long as it is no larger than one text may be: an input may be endless.
fn read_rest(name: &str, reader: impl Read, text: &mut String) -> Result<(), CommandError> {
    let most = longest_text();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(limit).read_to_string(text).map_err(|error| unreadable(name, &error))?;
    if text.len() <= most {
        return Ok(());
    }
    let message = format!("the data in `{name}` takes more than {} MiB", most >> 20);
    Err(CommandError::new(codes::TOO_MUCH_MEMORY, message)
        .hint("use JSON lines, which are read one by one, or raise the limit with `--max-memory`"))
}

/// Whether the data is JSON lines: by the file's extension, else by the first two lines, which are read into `text`.
fn is_json_lines(
    kind: Option<DataFormat>,
    reader: &mut dyn BufRead,
    text: &mut String,
) -> std::io::Result<bool> {
    if kind.is_some() {
        return Ok(kind == Some(DataFormat::JsonLines));
    }
    loop {
        // A line without end is no JSON line; whoever reads the rest refuses it.
        let limit = u64::try_from(longest_text()).unwrap_or(u64::MAX);
        if reader.take(limit).read_line(text)? == 0 || text.len() >= longest_text() {
            return Ok(false);
        }
        if let Some(lines) = data::looks_like_lines(text) {
            return Ok(lines);
        }
    }
}

pub(super) fn unreadable(name: &str, error: &std::io::Error) -> CommandError {
    CommandError::from_diagnostic(text_file::unreadable(name, error))
        .hint("`-` reads standard input")
}

/// The span of the character at the error's line and column, or the end of that line.
fn error_span(source: &Source, bad: &DataError) -> Span {
    let start: usize =
        source.text.split_inclusive('\n').take(bad.line.saturating_sub(1)).map(str::len).sum();
    let line = source.text[start.min(source.text.len())..].lines().next().unwrap_or("");
    let within = bad.column.saturating_sub(1).min(line.len());
    let within = (0..=within).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let at = source.base + u32::try_from(start + within).unwrap_or(0);
    let width = line[within..].chars().next().map_or(0, char::len_utf8);
    Span::new(at, at + u32::try_from(width).unwrap_or(0))
}
