//! `murano eval`: one expression over JSON, JSON lines or YAML.

#![expect(clippy::disallowed_methods, reason = "data is read from files")]

mod written;

use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use crate::diag::{Diagnostic, codes};
use crate::runtime::value::Value;
use crate::session::data::{self, BadData, Kind};
use crate::session::text_file;
use crate::session::{Evaluator, Flavour, Session, YaqlOptions};
use crate::source::{Source, Span};

use super::Ending;
use super::arguments::EvalArgs;
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::packages;
use super::terminal::{Terminal, answer};

/// Bytes the values of one evaluation may have; what is streamed does not count.
const QUOTA: usize = 1 << 29;

/// Evaluates an expression.
pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> Ending {
    let flavour = if args.murano { Flavour::Murano } else { Flavour::Yaql };
    let options = YaqlOptions { memory_quota: Some(QUOTA), ..YaqlOptions::of(flavour) };
    let evaluator = Evaluator::new(flavour, options);
    let session = evaluator.session();
    interrupt::obey(&session.runtime().limits.interrupt());
    session.runtime().set_output(Box::new(answer));
    packages::give(session, &args.packages, None, terminal)?;
    let expression = evaluator.read("<expression>", &args.expression, &[]);
    let expression = expression.map_err(|found| {
        found.iter().for_each(|d| terminal.report(d, session.sources()));
        Failure::said(Exit::Source)
    })?;
    let data = match &args.data {
        Some(path) => read(session, path, expression.reads_data_once(), terminal)?,
        None => Value::Null,
    };
    let value = evaluator.evaluate_lazily(&expression, data, &[]);
    let shown = value.and_then(|value| session.in_task(|vm| written::write(vm, args, &value)));
    match shown {
        Ok(()) => Ok(Exit::Done),
        Err(fault) => {
            let diagnostic = session.explain(&fault);
            terminal.report(&diagnostic, session.sources());
            Err(Failure::said(Exit::of_error(diagnostic.code)))
        }
    }
}

/// The data of a file or of standard input; JSON lines are a sequence, if `once` is enough.
fn read(session: &Session, path: &Path, once: bool, terminal: &Terminal) -> Result<Value, Failure> {
    let (name, mut reader): (String, Box<dyn BufRead>) = if path == Path::new("-") {
        ("<stdin>".to_owned(), Box::new(BufReader::new(std::io::stdin())))
    } else {
        let name = path.display().to_string();
        let file = std::fs::File::open(path).map_err(|error| unreadable(&name, &error))?;
        (name, Box::new(BufReader::new(file)))
    };
    let mut text = String::new();
    let kind = Kind::of_path(path);
    if are_lines(kind, &mut reader, &mut text).map_err(|error| unreadable(&name, &error))? {
        if once {
            let rest = std::io::Cursor::new(text).chain(reader);
            return data::lines(&name, rest)
                .map_err(|fault| Failure::new(codes::BAD_DATA, fault.text()));
        }
        terminal.detail("`$` is used more than once: all lines are kept in memory");
    }
    reader.read_to_string(&mut text).map_err(|error| unreadable(&name, &error))?;
    data::read(&text, kind).map_err(|bad| {
        let source = session.sources().add(name, text);
        let span = source.map_or(Span::NONE, |source| place(&source, &bad));
        let diagnostic = Diagnostic::error(codes::BAD_DATA, span, bad.message);
        terminal.report(&diagnostic, session.sources());
        Failure::said(Exit::Source)
    })
}

/// Are these JSON lines? By the file's ending, else by the first two lines, which are read into `text`.
fn are_lines(
    kind: Option<Kind>,
    reader: &mut dyn BufRead,
    text: &mut String,
) -> std::io::Result<bool> {
    if kind.is_some() {
        return Ok(kind == Some(Kind::JsonLines));
    }
    loop {
        if reader.read_line(text)? == 0 {
            return Ok(false);
        }
        if let Some(lines) = data::looks_like_lines(text) {
            return Ok(lines);
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::of(text_file::unreadable(name, error)).hint("`-` reads standard input")
}

/// The character at a line and column, or the end.
fn place(source: &Source, bad: &BadData) -> Span {
    let start: usize =
        source.text.split_inclusive('\n').take(bad.line.saturating_sub(1)).map(str::len).sum();
    let line = source.text[start.min(source.text.len())..].lines().next().unwrap_or("");
    let within = bad.column.saturating_sub(1).min(line.len());
    let within = (0..=within).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let at = source.base + u32::try_from(start + within).unwrap_or(0);
    let width = line[within..].chars().next().map_or(0, char::len_utf8);
    Span::new(at, at + u32::try_from(width).unwrap_or(0))
}
