//! `murano eval`: evaluates one expression over JSON, JSON lines or YAML.

mod input;
mod output_format;

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Value;
use crate::diag::Diagnostic;
use crate::session::text_file::read_text;
use crate::session::{Evaluator, Expression, Flavour, YaqlOptions};

use self::input::ReadCount;
use self::output_format::DataFormatArgs;
use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::interpreter::print_command_error;
use super::interrupt;
use super::memory::MemoryArgs;
use super::packages::{self, PackageArgs};
use super::style::Style;
use super::terminal::{Terminal, print_document};
use super::variables::parse_pair;

/// The memory quota of one evaluation, in bytes. A streamed sequence counts only its current item.
const MEMORY_QUOTA: usize = 1 << 29;

/// The name of an expression that is not in a file.
const ARGUMENT: &str = "<expression>";

/// The path that stands for standard input.
const STDIN: &str = "-";

/// `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
`$` is the data: JSON, JSON lines or YAML, by the extension of the file or by its content. Without files it is standard input, or null on
a terminal. The expression is YAQL, or one of `.murano` files: `{ a: 1 }`, `if $.n > 1 then 'many' else 'one'`, `\"\\($.a)!\"`.
Each file has a result of its own, which is written as a whole or not at all; with `--format lines` each line is. JSON lines are read
lazily: `where`, `select`, `first`, `sum`, `any` and similar functions run in constant memory. `orderBy`, `groupBy`, `reverse`, `toList`,
`memorize`, `distinct`, `join` (its second argument), `[…]`, tables and YAML keep all items in memory, and so does an expression that
uses `$` twice.
A value that plain JSON cannot represent is an object with one key: `$set`, `$datetime`, `$timespan`, `$dict`, `$float`.

Examples:
  murano eval '1 + 2'
  murano eval '$.items.where($.price > 10).name' order.json
  cat log.jsonl | murano eval '$.groupBy($.level, $, [$[0], len($[1])])'
  murano eval --arg level=error --format lines '$.where($.level = $level)' log.jsonl
  murano eval -f report.yaql --format table a.json b.json
  murano eval --raw '$.name' package.yaml")]
pub(super) struct EvalArgs {
    /// The expression; it may begin with `-`, as in `-$.a`. With `-e` or `-f` it is the first file instead.
    #[arg(allow_hyphen_values = true, value_name = "EXPRESSION")]
    pub expression: Option<String>,
    /// Files with data; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The expression, for one that is not the first argument.
    #[arg(short = 'e', long = "expression", value_name = "EXPRESSION", allow_hyphen_values = true)]
    pub given: Option<String>,
    /// Read the expression from a file; one that ends in `.murano` is in the notation of these files.
    #[arg(short, long, value_name = "FILE", conflicts_with = "given")]
    pub file: Option<PathBuf>,
    /// The data, as a file after the expression.
    #[arg(long, short, value_name = "FILE")]
    pub data: Vec<PathBuf>,
    /// A variable of the expression: `--arg level=error` is `$level`. It is a string: `int($n)` converts it.
    #[arg(long = "arg", value_name = "NAME=TEXT", value_parser = parse_pair)]
    pub vars: Vec<(String, String)>,
    /// The format of the result.
    #[command(flatten)]
    pub output: DataFormatArgs,
    /// Parse the expression as in `.murano` files, and never as YAQL.
    #[arg(long)]
    pub murano: bool,
    /// Parse the expression as YAQL, and never as in `.murano` files.
    #[arg(long, conflicts_with = "murano")]
    pub yaql: bool,
    /// The limit on memory.
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Packages whose classes it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// An expression as it was given.
struct Given {
    name: String,
    text: String,
    flavour: Flavour,
}

/// Evaluates an expression for each file.
pub(super) fn run(args: &EvalArgs, terminal: &Terminal) -> CommandResult {
    let (given, files) = given(args)?;
    let options =
        YaqlOptions { memory_quota: Some(MEMORY_QUOTA), ..YaqlOptions::of(given.flavour) };
    let evaluator = Evaluator::new(given.flavour, options);
    let session = evaluator.session();
    args.memory.apply();
    interrupt::install_handler(&session.runtime().limits.interrupt(), || false);
    session.runtime().set_output(Box::new(print_document));
    packages::add_to(session, &args.packages, None, terminal)?;
    let names: Vec<_> = args.vars.iter().map(|(name, _)| name.as_str().into()).collect();
    let expression = evaluator.read(&given.name, &given.text, &names).map_err(|found| {
        terminal.report_all(&found, session.sources());
        CommandError::reported(Exit::Source)
    })?;
    let inputs = inputs(files, &expression);
    let mut ended = Exit::Done;
    for input in &inputs {
        // What is wrong with one file does not matter to the others.
        if let Err(error) = evaluate(&evaluator, &expression, input.as_deref(), args, terminal) {
            let exit = print_command_error(terminal, &error);
            ended = if ended == Exit::Done { exit } else { ended };
            if exit == Exit::Interrupted {
                return Ok(exit);
            }
        }
    }
    Ok(ended)
}

/// The expression and the files, wherever the expression stands.
fn given(args: &EvalArgs) -> Result<(Given, Vec<PathBuf>), CommandError> {
    let mut files = args.data.clone();
    let (name, text) = match (&args.given, &args.file) {
        (None, None) => (ARGUMENT.to_owned(), args.expression.clone()),
        (given, file) => {
            files.extend(args.expression.as_ref().map(PathBuf::from));
            match file {
                Some(path) => (path.display().to_string(), Some(text_of(path)?)),
                None => (ARGUMENT.to_owned(), given.clone()),
            }
        }
    };
    files.extend(args.files.iter().cloned());
    let Some(text) = text else {
        return Err(CommandError::usage("`eval` needs an expression")
            .hint("for example: `murano eval '$.name' data.json`"));
    };
    let in_murano = args.murano
        || args.file.as_ref().and_then(|path| path.extension()).is_some_and(|e| e == "murano");
    let flavour = match (in_murano, args.yaql) {
        (_, true) => Flavour::Yaql,
        (true, false) => Flavour::Murano,
        (false, false) => Flavour::spelled(&text),
    };
    Ok((Given { name, text, flavour }, files))
}

fn text_of(path: &Path) -> Result<String, CommandError> {
    let text = if path == Path::new(STDIN) {
        io::read_to_string(io::stdin()).map_err(|error| input::unreadable("<stdin>", &error))?
    } else {
        read_text(path).map_err(|found| CommandError::from_diagnostic(*found))?
    };
    // The line break at the end of a file is not part of an expression.
    Ok(text.trim_end().to_owned())
}

/// The data to evaluate for: the files; without any standard input, unless the expression does not use it or a person would have to
/// type it. `None` is null.
fn inputs(files: Vec<PathBuf>, expression: &Expression) -> Vec<Option<PathBuf>> {
    if !files.is_empty() {
        return files.into_iter().map(Some).collect();
    }
    let piped = expression.reads_data() && !io::stdin().is_terminal();
    vec![piped.then(|| PathBuf::from(STDIN))]
}

/// Evaluates an expression for the data of one file, and writes the result.
fn evaluate(
    evaluator: &Evaluator,
    expression: &Expression,
    input: Option<&Path>,
    args: &EvalArgs,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let session = evaluator.session();
    let data = match input {
        Some(path) => {
            // A lazy sequence can be read only once, so JSON lines are streamed only to an
            // expression that reads `$` once.
            let once = expression.reads_data_once();
            let data_use = if once { ReadCount::Once } else { ReadCount::Repeated };
            input::read(session, path, data_use, terminal)?
        }
        None => Value::Null,
    };
    let vars: Vec<Value> = args.vars.iter().map(|(_, text)| Value::str(text)).collect();
    // The result stays lazy until `output_format::write`, which writes the items as they come;
    // its errors are therefore those of the evaluation too.
    let value = evaluator.evaluate_lazily(expression, data, &vars);
    let coloured = terminal.results == Style::Coloured;
    let shown = value.and_then(|value| {
        session.in_task(|vm| output_format::write(vm, &args.output, coloured, &value))
    });
    shown.map_err(|fault| {
        let diagnostic: Diagnostic = session.explain(&fault);
        let exit = Exit::of_error(diagnostic.code);
        terminal.report(&diagnostic, session.sources());
        CommandError::reported(exit)
    })
}
