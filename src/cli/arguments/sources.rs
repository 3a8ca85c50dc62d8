//! Arguments of the commands that read programs, packages and data and deploy nothing: `check`, `fmt`, `convert`, `test`, `eval`,
//! `graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Format, PackageArgs, ProgramArgs};

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano check app.murano lib/*.murano
  murano check com.example.App/      a package: its manifest and all its classes
  murano check --format json app.murano")]
pub(in crate::cli) struct CheckArgs {
    /// Programs, and packages (folders or zip files).
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Packages they use.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// How findings are written; as JSON they go to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
Comments and literals stay as they are. Nothing is written unless something changes.

Examples:
  murano fmt app.murano lib/*.murano
  murano fmt --check app.murano      exit with 1 if it is not formatted, and change nothing")]
pub(in crate::cli) struct FmtArgs {
    /// The programs.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Change nothing; exit with 1 if something would change.
    #[arg(long)]
    pub check: bool,
}

/// `convert`.
#[derive(Debug, Args)]
#[command(after_help = "\
The result goes to standard output. Comments stay before what they stood before.

Examples:
  murano convert Classes/App.yaml > App.murano
  murano convert App.murano > Classes/App.yaml
  murano convert Classes/App.yaml --name com.example.App    of a class without a `Name`")]
pub(in crate::cli) struct ConvertArgs {
    /// The class file: YAML becomes `.murano`, and `.murano` becomes YAML.
    pub file: PathBuf,
    /// The name of a class that has none in its file.
    #[arg(long, value_name = "CLASS")]
    pub name: Option<String>,
    /// Packages whose classes it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
}

/// How `test` writes what became of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum TestFormat {
    /// Lines for people.
    #[default]
    Text,
    /// JSON.
    Json,
    /// XML as JUnit writes it, which services that build programs understand.
    Junit,
}

/// `test`.
#[derive(Debug, Args)]
#[command(after_help = "\
Tests are methods whose names begin with `test`, of classes that extend `io.murano.test.TestFixture`, in files named
`*_test.murano` and in MuranoPL packages (folders with a `manifest.yaml`, zip files). Each has a session of its own, on the simulated engine.

Examples:
  murano test
  murano test lib/ports_test.murano
  murano test com.example.Shop/ --packages apps/
  murano test --filter PortsTest.testFirst
  murano test --format junit > results.xml")]
pub(in crate::cli) struct TestArgs {
    /// Files, packages, and folders of them.
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Packages they use; those beside a package are found.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// Only tests with this text in `class.method`.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// How the results are written; all but text goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: TestFormat,
}

/// How `eval` writes its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum DataFormat {
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

/// `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Data is JSON, JSON lines or YAML, by the ending of its file or by its looks; `$` is the data, null without `--data`.
JSON lines are read as they are needed, and results written as they come: `where`, `select`, `first`, `sum`, `any` and
their like need no memory for them. These keep what they read: `orderBy`, `groupBy`, `reverse`, `toList`, `memorize`,
`distinct`, `join` (its second side), `[…]`, tables and YAML; and `$` itself, if it stands in an expression twice.
Where plain JSON cannot say a value, it is an object with one key: `$set`, `$datetime`, `$timespan`, `$dict`, `$float`.

Examples:
  murano eval '1 + 2'
  murano eval '$.items.where($.price > 10).name' --data order.json
  cat log.jsonl | murano eval '$.groupBy($.level, $, [$[0], len($[1])])' --data -
  murano eval --format lines '$.where($.level = error)' --data log.jsonl
  murano eval --raw '$.name' --data package.yaml")]
pub(in crate::cli) struct EvalArgs {
    /// The expression: YAQL. It may begin with `-`, as in `-$.a`.
    #[arg(allow_hyphen_values = true)]
    pub expression: String,
    /// The data: a file, or `-` for standard input.
    #[arg(long, short, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Write a text as it is, without quotes.
    #[arg(long, short)]
    pub raw: bool,
    /// Write JSON on one line.
    #[arg(long, short)]
    pub compact: bool,
    /// Read the expression as `.murano` files have it.
    #[arg(long)]
    pub murano: bool,
    /// Packages whose classes it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: DataFormat,
}

/// How `graph` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum Drawing {
    /// Lines for people.
    #[default]
    Text,
    /// A Mermaid flow chart.
    Mermaid,
    /// A Graphviz graph.
    Dot,
}

/// `graph`.
#[derive(Debug, Args)]
#[command(after_help = "\
The program runs on the simulated engine; nothing is deployed.

Examples:
  murano graph app.murano
  murano graph app.murano --format mermaid
  murano graph app.murano --format dot | dot -Tsvg > app.svg")]
pub(in crate::cli) struct GraphArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// How it is drawn.
    #[arg(long, value_enum, default_value_t)]
    pub format: Drawing,
}
