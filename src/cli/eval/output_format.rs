//! Results of `murano eval`: JSON, YAML, tables, raw strings.
//!
//! A document is written whole or not at all. Lines are documents of their own, written as they come; an array of a lazy sequence is
//! kept in a temporary file until its last item is there, so that it takes little memory.

use std::io::{self, BufWriter, IsTerminal as _, Seek as _, Stdout, Write};

use clap::{Args, ValueEnum};
use tempfile::SpooledTempFile;

use crate::Value;
use crate::cli::repl::highlight::highlight_program;
use crate::cli::table::table_of_rows;
use crate::cli::terminal::exit_after_write_error;
use crate::diag::escape::{escape_controls, escape_json};
use crate::runtime::machine::finalize::finalize;
use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::repr;
use crate::session::data::{self, Layout, Notation};

/// How `eval` writes its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in super::super) enum ResultFormat {
    /// JSON.
    #[default]
    Json,
    /// YAML.
    Yaml,
    /// A table: a row for each dictionary of a list.
    Table,
    /// JSON on a line for each item.
    Lines,
}

/// Arguments about the output of `eval`.
#[derive(Debug, Args)]
pub(in super::super) struct DataFormatArgs {
    /// Print a string as it is, without quotes and escapes.
    #[arg(long, short)]
    pub raw: bool,
    /// Print JSON on one line.
    #[arg(long, short)]
    pub compact: bool,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: ResultFormat,
}

/// The bytes of an array that are kept in memory; more go to a temporary file.
const MOST_IN_MEMORY: usize = 1 << 20;

/// The bytes of the longest array. One that never ends must not fill the disk.
const LONGEST_ARRAY: u64 = 4 << 30;

/// Writes a result in the chosen format.
pub(super) fn write(
    vm: &mut Vm<'_>,
    args: &DataFormatArgs,
    coloured: bool,
    value: &Value,
) -> Outcome<()> {
    let lazy = matches!(value, Value::Seq(_));
    let mut out = ResultWriter::new(args, coloured);
    match args.format {
        ResultFormat::Lines => lines(vm, args, value, &mut out),
        ResultFormat::Json if lazy && args.raw => lines(vm, args, value, &mut out),
        ResultFormat::Json if lazy => {
            let mut kept = KeptResult::new();
            array(vm, args, value, &mut kept)?;
            kept.print(&mut out)
        }
        _ => {
            let value = finalize(vm, value)?;
            out.put(&text(args, &value)?);
            Ok(())
        }
    }
}

/// A result that is not complete yet.
struct KeptResult {
    file: SpooledTempFile,
    length: u64,
}

impl KeptResult {
    fn new() -> Self {
        Self { file: SpooledTempFile::new(MOST_IN_MEMORY), length: 0 }
    }

    fn put(&mut self, text: &str) -> Outcome<()> {
        self.length += text.len() as u64;
        if self.length > LONGEST_ARRAY {
            let message = format!("the result takes more than {} GiB", LONGEST_ARRAY >> 30);
            let hint = "`--format lines` writes each item as soon as it is there";
            return Err(Fault::too_much_memory(message).hint(hint));
        }
        self.file.write_all(text.as_bytes()).map_err(|error| unkept(&error))
    }

    /// Writes the complete result.
    fn print(mut self, out: &mut ResultWriter) -> Outcome<()> {
        self.file.rewind().map_err(|error| unkept(&error))?;
        let mut reader = io::BufReader::new(self.file);
        let mut line = String::new();
        while io::BufRead::read_line(&mut reader, &mut line).map_err(|error| unkept(&error))? > 0 {
            out.put(&line);
            line.clear();
        }
        Ok(())
    }
}

fn unkept(error: &io::Error) -> Fault {
    Fault::value_error(format!("cannot keep the result in a temporary file: {error}"))
}

/// What is done with control characters in the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// Nothing: another program reads it, or `--raw` was given.
    None,
    /// Escapes of JSON strings, on a terminal.
    Json,
    /// Visible escapes, on a terminal.
    Visible,
}

/// Buffered standard output, which is flushed at the end.
struct ResultWriter {
    writer: BufWriter<Stdout>,
    escapes: Escapes,
    coloured: bool,
}

impl Drop for ResultWriter {
    fn drop(&mut self) {
        self.writer.flush().unwrap_or_else(|error| exit_after_write_error(&error));
    }
}

impl ResultWriter {
    fn new(args: &DataFormatArgs, coloured: bool) -> Self {
        let stdout = io::stdout();
        let escapes = match args.format {
            _ if args.raw || !stdout.is_terminal() => Escapes::None,
            ResultFormat::Json | ResultFormat::Lines => Escapes::Json,
            ResultFormat::Yaml | ResultFormat::Table => Escapes::Visible,
        };
        // Strings that are printed as they are, tables and YAML look like no program.
        let is_json = matches!(args.format, ResultFormat::Json | ResultFormat::Lines);
        let coloured = coloured && is_json && !args.raw;
        Self { writer: BufWriter::new(stdout), escapes, coloured }
    }

    fn put(&mut self, text: &str) {
        let text = match self.escapes {
            Escapes::None => text.into(),
            Escapes::Json => escape_json(text),
            Escapes::Visible => escape_controls(text),
        };
        let written = if self.coloured {
            self.writer.write_all(highlight_program(&text).as_bytes())
        } else {
            self.writer.write_all(text.as_bytes())
        };
        written.unwrap_or_else(|error| exit_after_write_error(&error));
    }
}

/// A line for each item of a collection, or one for anything else.
fn lines(
    vm: &mut Vm<'_>,
    args: &DataFormatArgs,
    value: &Value,
    out: &mut ResultWriter,
) -> Outcome<()> {
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

fn line(args: &DataFormatArgs, value: &Value) -> Outcome<String> {
    match value {
        Value::Str(text) if args.raw => Ok(format!("{}\n", text.as_str())),
        _ => Ok(data::json_text(value, Notation::Plain, Layout::Compact)? + "\n"),
    }
}

/// Writes a lazy sequence as an array, item by item.
fn array(
    vm: &mut Vm<'_>,
    args: &DataFormatArgs,
    value: &Value,
    out: &mut KeptResult,
) -> Outcome<()> {
    // `before` is what precedes the next item: the opening bracket at first, then the
    // separator. That the bracket is still there at the end means that the sequence was empty,
    // which only then is known.
    let mut items = iterate::iterate(vm, value)?;
    let layout = if args.compact { Layout::Compact } else { Layout::Pretty };
    let (mut before, line) = if args.compact { ("[", "") } else { ("[\n", "\n") };
    while let Some(item) = items.next(vm)? {
        let item = finalize(vm, &item)?;
        let text = data::json_text(&item, Notation::Plain, layout)?;
        out.put(before)?;
        if args.compact {
            out.put(&text)?;
        } else {
            out.put("  ")?;
            out.put(&text.replace('\n', "\n  "))?;
        }
        before = if args.compact { "," } else { ",\n" };
    }
    let empty = before.starts_with('[');
    out.put(if empty { "[" } else { line })?;
    out.put("]\n")
}

fn text(args: &DataFormatArgs, value: &Value) -> Outcome<String> {
    if let (true, Value::Str(text)) = (args.raw, value) {
        return Ok(format!("{}\n", text.as_str()));
    }
    match args.format {
        ResultFormat::Json => {
            let layout = if args.compact { Layout::Compact } else { Layout::Pretty };
            Ok(data::json_text(value, Notation::Plain, layout)? + "\n")
        }
        ResultFormat::Yaml => Ok(data::yaml_text(value)?.trim_end().to_owned() + "\n"),
        ResultFormat::Table | ResultFormat::Lines => as_table(value),
    }
}

/// A list as a table with a row for each item and a column for each key that an item has; a dictionary as a table with a row for
/// each entry.
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
            Ok(table_of_rows(&header, &rows))
        }
        Value::Dict(dict) => {
            let row = |(key, value): (&Value, &Value)| Ok(vec![cell_text(key)?, cell_text(value)?]);
            let rows = dict.iter().map(row).collect::<Outcome<Vec<_>>>()?;
            Ok(table_of_rows(&["key".to_owned(), "value".to_owned()], &rows))
        }
        other => Ok(cell_text(other)?.replace('\n', " ") + "\n"),
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
            found.map_or(Ok(String::new()), |(_, value)| cell_text(value))
        }
        other if name == "value" => cell_text(other),
        _ => Ok(String::new()),
    }
}

/// The text of a cell: a string as it is, everything else as JSON on one line.
fn cell_text(value: &Value) -> Outcome<String> {
    match value {
        Value::Str(text) => Ok(text.as_str().to_owned()),
        other => data::json_text(other, Notation::Plain, Layout::Compact),
    }
}
