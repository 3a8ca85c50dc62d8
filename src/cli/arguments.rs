//! The command line: commands, their arguments, their help.

mod deployed;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use self::deployed::{ContainerArgs, DownArgs, ExecArgs, ListArgs, LogsArgs};
use super::deployment::EngineChoice;
use super::terminal::Colour;

/// Compose applications, deploy them to Docker, look after them.
#[derive(Debug, Parser)]
#[command(name = "murano", version, max_term_width = 100)]
#[command(after_help = "\
Examples:
  murano run app.murano              deploy what a program composes
  murano plan app.murano             see first what would change
  murano eval '$.items.name' --data order.json
  murano                             start a conversation (on a terminal)

Exit codes: 0 done, 1 the program failed, 2 usage, 3 the source is wrong, 4 the engine cannot be
reached or refused, 5 partly deployed, 70 a mistake in murano itself, 130 interrupted.")]
pub(super) struct Cli {
    /// What to do; none, on a terminal: `repl`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What all commands share.
    #[command(flatten)]
    pub common: Common,
}

/// What all commands share.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// Colour the output.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Colour,
    /// Say nothing but errors on standard error.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on standard error.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a program: its statements, and what it deploys.
    Run(RunArgs),
    /// Show what `run` would change, and change nothing.
    Plan(PlanArgs),
    /// Look for mistakes without running anything.
    Check(CheckArgs),
    /// Write programs in their canonical form.
    Fmt(FmtArgs),
    /// Translate a MuranoPL class in YAML to `.murano`, or back.
    Convert(ConvertArgs),
    /// Run unit tests.
    Test(TestArgs),
    /// Evaluate one expression over JSON or YAML.
    Eval(EvalArgs),
    /// Draw what a program composes.
    Graph(GraphArgs),
    /// List what is deployed.
    Ps(ListArgs),
    /// List where deployed applications answer.
    Endpoints(ListArgs),
    /// Show what an application wrote.
    Logs(LogsArgs),
    /// Run a command in an application's container.
    Exec(ExecArgs),
    /// Remove everything an environment has.
    Down(DownArgs),
    /// Converse with the interpreter.
    Repl(ReplArgs),
    /// Deploy an object model, as MuranoPL has it.
    Deploy(DeployArgs),
    /// Call a method of an object that was deployed so.
    Call(CallArgs),
    /// Let another program drive the interpreter, by JSON-RPC over standard input and output.
    Rpc(RpcArgs),
    /// Explain an error code.
    Explain(ExplainArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

/// What `--trace` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Topic {
    /// What contracts make of values.
    Conversions,
    /// Calls of methods, and what they give.
    Calls,
    /// Requests to the container engine, and what comes of them.
    Engine,
}

/// Which engine is meant.
#[derive(Debug, Clone, Args)]
pub(super) struct EngineArgs {
    /// The engine of hosts that name none: `docker` (as the docker command finds it), `simulated`, or an address.
    #[arg(long, value_name = "ENGINE", default_value = "docker", value_parser = EngineChoice::parse)]
    pub engine: EngineChoice,
}

/// Where packages are.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PackageArgs {
    /// A MuranoPL package (a folder or a zip file), or a folder of packages; `MURANO_PATH` names more.
    #[arg(long = "packages", value_name = "PATH")]
    pub packages: Vec<PathBuf>,
}

/// What a program is started with.
#[derive(Debug, Clone, Args)]
pub(super) struct ProgramArgs {
    /// The program.
    pub file: PathBuf,
    /// Packages it uses.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// The environment it deploys into; without it, the name of the file.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// A named text, which the program finds in `$vars`: `--var tag=1.2` is `$vars.tag`.
    #[arg(long = "var", value_name = "NAME=TEXT", value_parser = variable)]
    pub vars: Vec<(String, String)>,
    /// Words for the program, which finds them in `$args`.
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<String>,
    /// Most calls inside calls.
    #[arg(long, value_name = "N")]
    pub max_depth: Option<usize>,
    /// Most steps of the whole run.
    #[arg(long, value_name = "N")]
    pub max_steps: Option<u64>,
}

/// `run`.
#[derive(Debug, Args)]
#[command(after_help = "\
A program finds the words after `--` in `$args` (a list) and `--var` in `$vars` (a dictionary of texts).

Examples:
  murano run app.murano
  murano run app.murano --env staging --var tag=1.2
  murano run app.murano --engine simulated -- one two
  murano run app.murano --trace calls,engine
  murano run app.murano --prune      also remove what the program no longer deploys")]
pub(super) struct RunArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Show what would change instead of changing it.
    #[arg(long, conflicts_with_all = ["prune", "rollback"])]
    pub plan: bool,
    /// Remove what is deployed and no longer wanted.
    #[arg(long)]
    pub prune: bool,
    /// When the program fails, remove what this run created.
    #[arg(long)]
    pub rollback: bool,
    /// Tell on standard error what happens: `conversions` of values, `calls` of methods, requests to the `engine`.
    #[arg(long, value_name = "TOPICS", value_enum, value_delimiter = ',')]
    pub trace: Vec<Topic>,
    /// How the summary at the end is written; as JSON it goes to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Where the classes of a model come from.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct SourceArgs {
    /// The packages.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// A program whose classes the model may name.
    #[arg(long, value_name = "FILE")]
    pub classes: Vec<PathBuf>,
}

/// `deploy`.
#[derive(Debug, Args)]
#[command(after_help = "\
The model has `Objects`: an object and all that belongs to it, each with its class under `?`. What an earlier
deployment of the environment had and this one has not is destroyed, then `deploy` of the object is called.
The model as it is at the end, with output properties and what can be called, goes to standard output, also
when something failed. Objects without an id are known again by where they stand; output that the model leaves
out stays. Host classes are the built-in ones, whatever packages bring along.

Examples:
  murano deploy shop.json --classes shop.murano
  murano deploy shop.yaml --packages apps/ --env staging --output deployed.json
  echo 'Objects: null' | murano deploy - --env staging    destroy everything")]
pub(super) struct DeployArgs {
    /// The model, JSON or YAML; `-`: standard input.
    pub model: PathBuf,
    /// The environment; without it, the name of the file.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The classes.
    #[command(flatten)]
    pub sources: SourceArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Where the model at the end is written instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `rpc`.
#[derive(Debug, Args)]
#[command(after_help = "\
One message a line over standard input and output, until `shutdown` or the end of the input. Objects of host classes
deploy to the engine and the environment given here, when they are first used.

Examples:
  murano rpc
  murano rpc --engine simulated --env trial")]
pub(super) struct RpcArgs {
    /// The environment that host classes deploy into; without it, the name of a model's top object.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine of host classes that name none.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// `call`.
#[derive(Debug, Args)]
#[command(after_help = "\
Only methods that are public can be called: `action` in `.murano`, `Scope: Public` in YAML. Values of arguments are
JSON where they read as such, and texts otherwise. The result goes to standard output as JSON.

Examples:
  murano call front greet whom=Ann --env shop
  murano call db backup target=nightly keep=3 --env shop")]
pub(super) struct CallArgs {
    /// The object: its id, or its name if no other has it.
    pub object: String,
    /// The method.
    pub method: String,
    /// Arguments by name.
    #[arg(value_name = "NAME=VALUE", value_parser = variable)]
    pub arguments: Vec<(String, String)>,
    /// The environment; it may be left out when only one has a model.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The classes; without them, those that the model was deployed with.
    #[command(flatten)]
    pub sources: SourceArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano plan app.murano
  murano plan app.murano --exit-code   exit with 10 if anything would change
  murano plan app.murano --format json")]
pub(super) struct PlanArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Exit with 10 if a run would change anything.
    #[arg(long)]
    pub exit_code: bool,
    /// Count what nobody wants any more as a change, as `run --prune` would.
    #[arg(long)]
    pub prune: bool,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano check app.murano lib/*.murano
  murano check com.example.App/      a package: its manifest and all its classes
  murano check --format json app.murano")]
pub(super) struct CheckArgs {
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
pub(super) struct FmtArgs {
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
pub(super) struct ConvertArgs {
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
pub(super) enum TestFormat {
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
pub(super) struct TestArgs {
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
pub(super) enum DataFormat {
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
pub(super) struct EvalArgs {
    /// The expression: YAQL.
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
pub(super) enum Drawing {
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
pub(super) struct GraphArgs {
    /// The program.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// How it is drawn.
    #[arg(long, value_enum, default_value_t)]
    pub format: Drawing,
}

/// `repl`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano repl
  murano repl app.murano     run a program, then go on from there
  echo '1 + 2' | murano repl")]
pub(super) struct ReplArgs {
    /// A program to run first.
    pub file: Option<PathBuf>,
    /// Packages to use.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// The environment to deploy into; without it, the name of the file, or `repl`.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano explain E0201
  murano explain          list all codes")]
pub(super) struct ExplainArgs {
    /// The code, as `E0201`.
    pub code: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano completions bash > ~/.local/share/bash-completion/completions/murano
  murano completions fish > ~/.config/fish/completions/murano.fish")]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `name=text`.
fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=TEXT".into()),
    }
}
