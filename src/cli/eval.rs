//! `murano eval`: one expression over JSON or YAML.

#![expect(clippy::disallowed_methods, reason = "data is read from files")]

use std::io::{ErrorKind, Read as _};
use std::path::Path;

use crate::diag::{Diagnostic, codes};
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::repr;
use crate::runtime::value::Value;
use crate::session::data::{self, BadData, Kind, Layout, Notation};
use crate::session::{Evaluator, Flavour, Session, YaqlOptions};
use crate::source::{Source, Span};

use super::Ending;
use super::arguments::{DataFormat, EvalArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::packages;
use super::table::of_rows;
use super::terminal::{Terminal, answer};

/// Evaluates an expression.
pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> Ending {
    let flavour = if args.murano { Flavour::Murano } else { Flavour::Yaql };
    let evaluator = Evaluator::new(flavour, YaqlOptions::of(flavour));
    let session = evaluator.session();
    interrupt::obey(&session.world().limits.interrupt());
    session.world().set_output(Box::new(answer));
    packages::give(&session, &args.packages, None, terminal)?;
    let data = match &args.data {
        Some(path) => read(session, path, terminal)?,
        None => Value::Null,
    };
    let expression = evaluator.read("<expression>", &args.expression, &[]);
    let expression = expression.map_err(|found| {
        found.iter().for_each(|d| terminal.report(d, session.sources()));
        Failure::said(Exit::Source)
    })?;
    let value = evaluator.evaluate(&expression, data, &[]);
    let shown = value.and_then(|value| text(args, &value));
    match shown {
        Ok(text) => {
            answer(&text);
            Ok(Exit::Done)
        }
        Err(fault) => {
            let diagnostic = session.explain(&fault);
            terminal.report(&diagnostic, session.sources());
            Err(Failure::said(Exit::of_error(diagnostic.code)))
        }
    }
}

fn read(session: &Session, path: &Path, terminal: &Terminal) -> Result<Value, Failure> {
    let (name, text) = if path == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        read.map_err(|error| unreadable("standard input", &error))?;
        ("<stdin>".to_owned(), text)
    } else {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(&name, &error))?;
        (name, text)
    };
    data::read(&text, Kind::of_path(path)).map_err(|bad| {
        let source = session.sources().add(name, text);
        let span = source.map_or(Span::NONE, |source| place(&source, &bad));
        let diagnostic = Diagnostic::error(codes::BAD_DATA, span, bad.message);
        terminal.report(&diagnostic, session.sources());
        Failure::said(Exit::Source)
    })
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        ErrorKind::NotFound => "check the path; `-` reads standard input",
        ErrorKind::IsADirectory => "it is a folder: name a file in it",
        ErrorKind::InvalidData => "data must be UTF-8 text",
        _ => "check that it may be read",
    };
    Failure::new(codes::UNREADABLE, format!("cannot read `{name}`: {error}")).hint(hint)
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

fn text(args: &EvalArgs, value: &Value) -> Outcome<String> {
    if let (true, Value::Str(text)) = (args.raw, value) {
        return Ok(format!("{}\n", text.as_str()));
    }
    match args.format {
        DataFormat::Json => {
            let layout = if args.compact { Layout::Compact } else { Layout::Pretty };
            Ok(data::json_text(value, Notation::Plain, layout)? + "\n")
        }
        DataFormat::Yaml => Ok(data::yaml_text(value)?.trim_end().to_owned() + "\n"),
        DataFormat::Table => as_table(value),
    }
}

/// A row for each item of a list, a column for each key that an item has; of a dictionary, a row for each entry.
fn as_table(value: &Value) -> Outcome<String> {
    match value {
        Value::List(items) => {
            let mut header: Vec<String> = Vec::new();
            for item in items.iter() {
                for name in names(item) {
                    if !header.contains(&name) {
                        header.push(name);
                    }
                }
            }
            let row = |item: &Value| header.iter().map(|name| cell(item, name)).collect();
            let rows = items.iter().map(row).collect::<Outcome<Vec<Vec<String>>>>()?;
            Ok(of_rows(&header, &rows))
        }
        Value::Dict(dict) => {
            let row = |(key, value): (&Value, &Value)| Ok(vec![word(key)?, word(value)?]);
            let rows = dict.iter().map(row).collect::<Outcome<Vec<_>>>()?;
            Ok(of_rows(&["key".to_owned(), "value".to_owned()], &rows))
        }
        other => Ok(word(other)? + "\n"),
    }
}

fn names(item: &Value) -> Vec<String> {
    match item {
        Value::Dict(dict) => dict.keys().map(|key| repr::text(key).unwrap_or_default()).collect(),
        _ => vec!["value".to_owned()],
    }
}

fn cell(item: &Value, name: &str) -> Outcome<String> {
    match item {
        Value::Dict(dict) => {
            let found = dict.iter().find(|(key, _)| repr::text(key).is_ok_and(|k| k == name));
            found.map_or(Ok(String::new()), |(_, value)| word(value))
        }
        other if name == "value" => word(other),
        _ => Ok(String::new()),
    }
}

/// A value in a cell: text as it is, everything else as JSON on one line.
fn word(value: &Value) -> Outcome<String> {
    let text = match value {
        Value::Str(text) => text.as_str().to_owned(),
        other => data::json_text(other, Notation::Plain, Layout::Compact)?,
    };
    Ok::<_, Fault>(text.replace('\n', " "))
}
