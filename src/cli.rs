//! The command line of `murano`: the table of its commands. Each command has a file of its own,
//! with its arguments.
//!
//! A command parses its arguments, calls the layers below and prints the result: results on
//! standard output, everything else on standard error. Commands make no decisions about
//! programs or containers. The files here import each other, but never this root, so that
//! adding a command touches two files: its own, and this table.

mod call;
mod check;
mod command_error;
mod completions;
mod containers;
mod convert;
mod cp;
mod deploy;
mod deployment;
mod diagnostic_json;
mod doc;
mod down;
mod endpoints;
mod engine_choice;
mod engine_runtime;
mod environment;
mod eval;
mod events;
mod exec;
mod exit;
mod explain;
mod fmt;
mod graph;
mod interpreter;
mod interrupt;
mod learn;
mod levels;
mod lifecycle;
mod line_diff;
mod logs;
mod lsp;
mod memory;
mod model;
mod new;
mod output_format;
mod output_writer;
mod packages;
mod plan;
mod program;
mod program_output;
mod progress;
mod ps;
mod rehearsal;
mod repl;
mod replace_file;
mod rpc;
mod run;
mod scale;
mod source_kind;
mod stats;
mod stopwatch;
mod style;
mod summary;
mod table;
mod terminal;
mod test;
mod trace;
mod usage;
mod variables;
mod watch;
mod wording;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use self::command_error::CommandResult;
pub(crate) use self::exit::Exit;
use self::output_format::OutputFormat;
use self::terminal::{OutputArgs, Terminal};

/// Compose applications, deploy them to Docker and manage them.
#[derive(Debug, Parser)]
#[command(name = "murano", version, max_term_width = 100)]
#[command(after_help = "\
Examples:
  murano new shop                    start a project
  murano run app.murano              deploy the applications of a program
  murano plan app.murano             preview what would change
  murano eval '$.items.name' --data order.json
  murano                             start an interactive session (on a terminal)

Exit codes: 0 success, 1 the program failed, 2 usage, 3 the source is invalid, 4 the engine cannot be
reached or refused, 5 partly deployed, 70 internal error in murano, 130 interrupted.")]
struct Cli {
    /// The command to run; without one, on a terminal: `repl`.
    #[command(subcommand)]
    command: Option<Command>,
    /// Options for output, which every command has.
    #[command(flatten)]
    output: OutputArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Make a directory with a small project: a program, its application and tests.
    New(new::NewArgs),
    /// Run a program and deploy its applications.
    Run(run::RunArgs),
    /// Show what `run` would change, without changing anything.
    Plan(plan::PlanArgs),
    /// Check programs for errors without running them.
    Check(check::CheckArgs),
    /// Format programs.
    Fmt(fmt::FmtArgs),
    /// Convert a MuranoPL class in YAML to `.murano`, or back.
    Convert(convert::ConvertArgs),
    /// Run unit tests.
    Test(test::TestArgs),
    /// Evaluate one expression over JSON or YAML.
    Eval(eval::EvalArgs),
    /// Draw the applications of a program and their connections.
    Graph(graph::GraphArgs),
    /// List the deployed containers.
    Ps(ps::PsArgs),
    /// List the endpoints of deployed applications.
    Endpoints(containers::ListArgs),
    /// Show the log of an application's container.
    Logs(logs::LogsArgs),
    /// Start applications that were stopped, dependencies first.
    Start(lifecycle::LifecycleArgs),
    /// Stop applications, those that depend on others first.
    Stop(lifecycle::LifecycleArgs),
    /// Stop applications and start them again.
    Restart(lifecycle::LifecycleArgs),
    /// Change the number of pods of a `KubernetesPod`.
    Scale(scale::ScaleArgs),
    /// Run a command in an application's container.
    Exec(exec::ExecArgs),
    /// Copy files between an application's container and this machine.
    Cp(cp::CpArgs),
    /// Show what running applications use: processor time, memory, traffic.
    Stats(stats::StatsArgs),
    /// Print what happens to containers, as it happens.
    Events(events::EventsArgs),
    /// Remove everything that belongs to an environment.
    Down(down::DownArgs),
    /// Start an interactive session.
    Repl(repl::ReplArgs),
    /// Deploy a MuranoPL object model.
    Deploy(deploy::DeployArgs),
    /// Call a method of an object that `deploy` created.
    Call(call::CallArgs),
    /// Serve the interpreter to another program, by JSON-RPC over standard input and output.
    Rpc(rpc::RpcArgs),
    /// Serve editors: the language server, over standard input and output.
    Lsp(lsp::LspArgs),
    /// Learn the language in thirty lessons.
    Learn(learn::LearnArgs),
    /// Explain an error code.
    Explain(explain::ExplainArgs),
    /// Document classes, from their `///` comments and contracts.
    Doc(doc::DocArgs),
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// List what may stand at the end of a command line, for the completion scripts.
    #[command(name = "__complete", hide = true)]
    Complete(completions::CompleteArgs),
}

impl Command {
    /// Whether the command line asks for JSON: its errors are JSON then, too.
    fn wants_json(&self) -> bool {
        let format = match self {
            Self::Run(args) => args.format,
            Self::Plan(args) => args.format,
            Self::Check(args) => args.format,
            Self::Fmt(args) => args.format,
            Self::Ps(args) => args.list.format,
            Self::Endpoints(args) => args.format,
            Self::Start(args) | Self::Stop(args) | Self::Restart(args) => args.format,
            Self::Scale(args) => args.format,
            Self::Stats(args) => args.format,
            Self::Events(args) => args.format,
            Self::Logs(args) => args.format,
            Self::Down(args) => args.format,
            Self::Explain(args) => args.format,
            Self::Learn(args) => args.format,
            Self::Exec(args) => args.format,
            Self::Convert(args) => args.format,
            Self::Test(args) => return args.format == test::TestFormat::Json,
            _ => return false,
        };
        format == OutputFormat::Json
    }
}

/// Runs the command that the command line asks for.
#[must_use]
pub(crate) fn main() -> ExitCode {
    interpreter::install_panic_hook();
    let parsed = Cli::command().try_get_matches();
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => start(cli).into(),
        Err(error) => usage::report(&error, &Cli::command()).into(),
    }
}

fn start(cli: Cli) -> Exit {
    let terminal = Terminal::new(&cli.output);
    let Some(command) = cli.command else {
        if std::io::stdin().is_terminal() {
            return repl::run_without_arguments(terminal);
        }
        // A closed standard output needs no message.
        let _ = Cli::command().print_help();
        return Exit::Usage;
    };
    let terminal = if command.wants_json() { terminal.with_json_messages() } else { terminal };
    match command {
        // The REPL starts an interpreter thread of its own.
        Command::Repl(args) => repl::run(args, terminal),
        command => {
            let exit =
                interpreter::on_large_stack(terminal, |terminal| dispatch(command, terminal));
            terminal.note_explanations();
            exit
        }
    }
}

fn dispatch(command: Command, terminal: &Terminal) -> CommandResult {
    match command {
        Command::New(args) => new::run(&args, terminal),
        Command::Run(args) => run::run(args, terminal),
        Command::Plan(args) => plan::run(args, terminal),
        Command::Check(args) => check::run(&args, terminal),
        Command::Fmt(args) => fmt::run(&args, terminal),
        Command::Convert(args) => convert::run(&args, terminal),
        Command::Test(args) => test::run(&args, terminal),
        Command::Eval(args) => eval::run(&args, terminal),
        Command::Graph(args) => graph::run(args, terminal),
        Command::Ps(args) => ps::run(&args, terminal),
        Command::Endpoints(args) => endpoints::run(&args, terminal),
        Command::Logs(args) => logs::run(&args, terminal),
        Command::Cp(args) => cp::run(&args, terminal),
        Command::Stats(args) => stats::run(&args, terminal),
        Command::Events(args) => events::run(&args, terminal),
        Command::Start(args) => lifecycle::start(&args, terminal),
        Command::Stop(args) => lifecycle::stop(&args, terminal),
        Command::Restart(args) => lifecycle::restart(&args, terminal),
        Command::Scale(args) => scale::run(&args, terminal),
        Command::Exec(args) => exec::run(&args, terminal),
        Command::Down(args) => down::run(&args, terminal),
        Command::Repl(args) => Ok(repl::run(args, *terminal)),
        Command::Rpc(args) => rpc::run(args),
        Command::Deploy(args) => deploy::run(&args, terminal),
        Command::Call(args) => call::run(&args, terminal),
        Command::Lsp(args) => lsp::run(&args),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Learn(args) => learn::run(&args, terminal),
        Command::Doc(args) => doc::run(&args, terminal),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Complete(args) => completions::complete(&args, Cli::command()),
    }
}
