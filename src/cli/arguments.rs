//! The command line: commands, their arguments, their help.

mod deployed;
mod sources;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use self::deployed::{ContainerArgs, DownArgs, ExecArgs, ListArgs, LogsArgs};
pub(super) use self::sources::{
    CheckArgs, ConvertArgs, DataFormat, Drawing, EvalArgs, FmtArgs, GraphArgs, TestArgs, TestFormat,
};
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
