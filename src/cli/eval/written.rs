//! Results of `murano eval`: JSON, YAML, tables, raw texts. What is lazy is written item by item where the form allows it.

use std::io::{BufWriter, ErrorKind, Stdout, Write as _};

use crate::cli::arguments::{DataFormat, EvalArgs};
use crate::cli::table::of_rows;
use crate::runtime::machine::finalize::finalize;
use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::repr;
use crate::session::data::{self, Layout, Notation};

/// Writes a result.
pub(super) fn write(vm: &mut Vm<'_>, args: &EvalArgs, value: &Value) -> Outcome<()> {
    let lazy = matches!(value, Value::Seq(_));
    let mut out = Out(BufWriter::new(std::io::stdout()));
    let written = match args.format {
        DataFormat::Lines => lines(vm, args, value, &mut out),
        DataFormat::Json if lazy && args.raw => lines(vm, args, value, &mut out),
        DataFormat::Json if lazy => array(vm, args, value, &mut out),
        _ => {
            let value = finalize(vm, value)?;
            text(args, &value).map(|text| out.put(&text))
        }
    };
    // What came before a mistake was right.
    out.end();
    written
}

/// Standard output. A reader that went away has seen enough: then the process ends quietly.
struct Out(BufWriter<Stdout>);

impl Out {
    fn put(&mut self, text: &str) {
        let written = self.0.write_all(text.as_bytes());
        Self::check(written);
    }

    fn end(&mut self) {
        let flushed = self.0.flush();
        Self::check(flushed);
    }

    fn check(written: std::io::Result<()>) {
        let Err(error) = written else { return };
        if error.kind() == ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        crate::cli::terminal::complain(&format!("standard output: {error}\n"));
        std::process::exit(1);
    }
}

/// A line for each item of a collection, or one for anything else.
fn lines(vm: &mut Vm<'_>, args: &EvalArgs, value: &Value, out: &mut Out) -> Outcome<()> {
    if !matches!(value, Value::List(_) | Value::Seq(_) | Value::Set(_)) {
        let value = finalize(vm, value)?;
        out.put(&line(args, &value)?);
        return Ok(());
    }
    let mut items = iterate::iterate(vm, value)?;
    while let Some(item) = items.next(vm)? {
        let item = finalize(vm, &item)?;
        out.put(&line(args, &item)?);
    }
    Ok(())
}

fn line(args: &EvalArgs, value: &Value) -> Outcome<String> {
    match value {
        Value::Str(text) if args.raw => Ok(format!("{}\n", text.as_str())),
        _ => Ok(data::json_text(value, Notation::Plain, Layout::Compact)? + "\n"),
    }
}

/// A lazy sequence as an array, as it is read.
fn array(vm: &mut Vm<'_>, args: &EvalArgs, value: &Value, out: &mut Out) -> Outcome<()> {
    let mut items = iterate::iterate(vm, value)?;
    let layout = if args.compact { Layout::Compact } else { Layout::Pretty };
    let (mut before, line) = if args.compact { ("[", "") } else { ("[\n", "\n") };
    while let Some(item) = items.next(vm)? {
        let item = finalize(vm, &item)?;
        let text = data::json_text(&item, Notation::Plain, layout)?;
        out.put(before);
        if args.compact {
            out.put(&text);
        } else {
            out.put("  ");
            out.put(&text.replace('\n', "\n  "));
        }
        before = if args.compact { "," } else { ",\n" };
    }
    let empty = before.starts_with('[');
    out.put(if empty { "[" } else { line });
    out.put("]\n");
    Ok(())
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
        DataFormat::Table | DataFormat::Lines => as_table(value),
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
