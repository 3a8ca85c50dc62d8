//! `murano eval`: evaluates one expression over JSON, JSON lines or YAML.

#![expect(clippy::disallowed_methods, reason = "data is read from files")]

mod output_format;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Value;
use crate::diag::{Diagnostic, codes};
use crate::session::data::{self, DataError, DataFormat};
use crate::session::text_file;
use crate::session::{Evaluator, Flavour, Session, YaqlOptions};
use crate::source::{Source, Span};

use self::output_format::DataFormatArgs;
use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::interrupt;
use super::memory::{MemoryArgs, longest_text};
use super::packages::{self, PackageArgs};
use super::terminal::{Terminal, print_document};

/// The memory quota of one evaluation, in bytes. A streamed sequence counts only its current item.
const MEMORY_QUOTA: usize = 1 << 29;

/// `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Data is JSON, JSON lines or YAML, by the extension of its file or by its content; `$` is the data, null without `--data`.
JSON lines are read lazily and results are written as they are produced: `where`, `select`, `first`, `sum`, `any` and similar
functions run in constant memory. `orderBy`, `groupBy`, `reverse`, `toList`, `memorize`, `distinct`, `join` (its second
argument), `[…]`, tables and YAML keep all items in memory, and so does an expression that uses `$` twice.
A value that plain JSON cannot represent is an object with one key: `$set`, `$datetime`, `$timespan`, `$dict`, `$float`.

Examples:
  murano eval '1 + 2'
  murano eval '$.items.where($.price > 10).name' --data order.json
  cat log.jsonl | murano eval '$.groupBy($.level, $, [$[0], len($[1])])' --data -
  murano eval --format lines '$.where($.level = error)' --data log.jsonl
  murano eval --raw '$.name' --data package.yaml")]
pub(super) struct EvalArgs {
    /// The expression, in YAQL. It may begin with `-`, as in `-$.a`.
    #[arg(allow_hyphen_values = true)]
    pub expression: String,
    /// The data: a file, or `-` for standard input.
    #[arg(long, short, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// The format of the result.
    #[command(flatten)]
    pub output: DataFormatArgs,
    /// Parse the expression as in `.murano` files.
    #[arg(long)]
    pub murano: bool,
    /// The limit on memory.
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Packages whose classes it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// Evaluates an expression.
pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> CommandResult {
    let flavour = if args.murano { Flavour::Murano } else { Flavour::Yaql };
    let options = YaqlOptions { memory_quota: Some(MEMORY_QUOTA), ..YaqlOptions::of(flavour) };
    let evaluator = Evaluator::new(flavour, options);
    let session = evaluator.session();
    args.memory.apply();
    interrupt::install_handler(&session.runtime().limits.interrupt(), || false);
    session.runtime().set_output(Box::new(print_document));
    packages::add_to(session, &args.packages, None, terminal)?;
    let expression = evaluator.read("<expression>", &args.expression, &[]);
    let expression = expression.map_err(|found| {
        terminal.report_all(&found, session.sources());
        CommandError::reported(Exit::Source)
    })?;
    let data = match &args.data {
        Some(path) => {
            // A lazy sequence can be read only once, so JSON lines are streamed only to an
            // expression that reads `$` once.
            let once = expression.reads_data_once();
            let data_use = if once { ReadCount::Once } else { ReadCount::Repeated };
            read(session, path, data_use, terminal)?
        }
        None => Value::Null,
    };
    // The result stays lazy until `output_format::write`, which writes the items as they come;
    // its errors are therefore those of the evaluation too.
    let value = evaluator.evaluate_lazily(&expression, data, &[]);
    let shown = value
        .and_then(|value| session.in_task(|vm| output_format::write(vm, &args.output, &value)));
    match shown {
        Ok(()) => Ok(Exit::Done),
        Err(fault) => {
            let diagnostic = session.explain(&fault);
            terminal.report(&diagnostic, session.sources());
            Err(CommandError::reported(Exit::of_error(diagnostic.code)))
        }
    }
}

/// How often an expression reads its data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReadCount {
    /// Once: JSON lines can be a lazy sequence.
    Once,
    /// More than once.
    Repeated,
}

/// The data of a file or of standard input.
fn read(
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

fn unreadable(name: &str, error: &std::io::Error) -> CommandError {
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
