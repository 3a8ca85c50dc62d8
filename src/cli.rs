//! The commands of `murano`: one short file a command.
//!
//! A command reads its arguments, asks the layers below and shows what they answer: results on standard output, everything
//! else on standard error. No command decides anything about programs or containers.

mod arguments;
mod call;
mod check;
mod completions;
mod converse;
mod convert;
mod deploy;
mod deployed;
mod deployment;
mod down;
mod endpoints;
mod eval;
mod exec;
mod exit;
mod explain;
mod failure;
mod fmt;
mod graph;
mod interpreter;
mod interrupt;
mod logs;
mod model;
mod output;
mod packages;
mod plan;
mod progress;
mod ps;
pub mod repl;
mod rpc;
mod run;
mod session;
mod table;
mod terminal;
mod test;
mod trace;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use self::arguments::{Cli, Command};
pub use self::exit::Exit;
use self::failure::Failure;
use self::terminal::Terminal;

/// What a command ends with.
type Ending = Result<Exit, Failure>;

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    interpreter::explain_panics();
    let matches = match Cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    match Cli::from_arg_matches(&matches) {
        Ok(cli) => obey(cli).into(),
        Err(error) => usage(&error),
    }
}

/// Help and version are answers; everything else is a mistake.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader that went away needs no message.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}

fn obey(cli: Cli) -> Exit {
    let terminal = Terminal::new(&cli.common);
    let Some(command) = cli.command else {
        if std::io::stdin().is_terminal() {
            return converse::bare(terminal);
        }
        let _ = Cli::command().print_help();
        return Exit::Usage;
    };
    match command {
        // It has a thread of its own.
        Command::Repl(args) => converse::run(args, terminal),
        command => interpreter::on_large_stack(terminal, |terminal| dispatch(command, terminal)),
    }
}

fn dispatch(command: Command, terminal: &Terminal) -> Ending {
    match command {
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
        Command::Exec(args) => exec::run(&args, terminal),
        Command::Down(args) => down::run(&args, terminal),
        Command::Repl(args) => Ok(converse::run(args, *terminal)),
        Command::Rpc(args) => rpc::run(args),
        Command::Deploy(args) => deploy::run(&args, terminal),
        Command::Call(args) => call::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Completions(args) => completions::run(&args),
    }
}
