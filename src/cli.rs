//! The command line: one short file a command, a thin face over [`crate::session`] and [`crate::deploy`].
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done; 1 the program failed; 2 usage; 3 the
//! source does not parse, compile or check; 4 the engine cannot be reached or refused; 5 partly deployed; 130 interrupted.

mod check;
mod completions;
mod data;
mod deployment;
mod down;
mod endpoints;
mod eval;
mod exec;
mod explain;
mod graph;
mod interrupt;
mod logs;
mod plan;
mod progress;
mod ps;
mod repl;
mod run;
mod screen;
mod surroundings;
mod table;

use clap::{Args, Parser, Subcommand};

use self::screen::{ColourChoice, Screen};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// The program failed.
    Failed,
    /// The source does not parse, compile or check.
    Mistakes,
    /// The engine cannot be reached, or refused.
    Engine,
    /// Partly deployed.
    Partly,
    /// `plan --exit-code`: there are changes.
    Changes,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Mistakes => 3,
            Exit::Engine => 4,
            Exit::Partly => 5,
            Exit::Changes => 10,
            Exit::Interrupted => 130,
        }
    }
}

/// Describe applications as classes, compose them, deploy them to Docker.
#[derive(Parser)]
#[command(name = "murano", version, about, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  murano run examples/guestbook.murano     deploy, and show where it answers
  murano plan examples/guestbook.murano    what that would change
  murano down examples/guestbook.murano    remove exactly that
  murano repl                              explore";

/// Options of every command.
#[derive(Args)]
struct Global {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColourChoice::Auto)]
    color: ColourChoice,
    /// Say less.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Run a script: classes, statements, deployments.
    Run(run::Arguments),
    /// Find what is wrong, without running.
    Check(check::Arguments),
    /// Show what `run` would change.
    Plan(plan::Arguments),
    /// List what is deployed.
    Ps(ps::Arguments),
    /// List where it answers.
    Endpoints(endpoints::Arguments),
    /// Show what an application writes.
    Logs(logs::Arguments),
    /// Run a command in an application's container.
    Exec(exec::Arguments),
    /// Remove what is deployed.
    Down(down::Arguments),
    /// Evaluate one expression over data.
    Eval(eval::Arguments),
    /// Draw the composition: applications, hosts, connections.
    Graph(graph::Arguments),
    /// Explore interactively.
    Repl(ReplArguments),
    /// Teach an error.
    Explain(explain::Arguments),
    /// Print the completions of a shell.
    Completions(completions::Arguments),
}

/// What `repl` takes.
#[derive(Args)]
#[command(after_help = "Examples:\n  murano repl\n  murano repl examples/hello.murano")]
struct ReplArguments {
    /// A file to begin with.
    file: Option<std::path::PathBuf>,
}

/// Runs the command line; the exit code.
#[must_use]
pub fn main() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // A closed pipe after `--help` is nobody's mistake.
            let _ = error.print();
            return code;
        }
    };
    let screen = Screen::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    dispatch(cli.command, &screen)
}

fn dispatch(command: Option<Command>, screen: &Screen) -> u8 {
    let exit = match command {
        Some(Command::Run(arguments)) => run::run(arguments, screen),
        Some(Command::Check(arguments)) => check::run(&arguments, screen),
        Some(Command::Plan(arguments)) => plan::run(arguments, screen),
        Some(Command::Ps(arguments)) => ps::run(&arguments, screen),
        Some(Command::Endpoints(arguments)) => endpoints::run(&arguments, screen),
        Some(Command::Logs(arguments)) => logs::run(&arguments, screen),
        Some(Command::Exec(arguments)) => return exec::run(&arguments, screen),
        Some(Command::Down(arguments)) => down::run(&arguments, screen),
        Some(Command::Eval(arguments)) => eval::run(&arguments, screen),
        Some(Command::Graph(arguments)) => graph::run(arguments, screen),
        Some(Command::Explain(arguments)) => explain::run(&arguments, screen),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Repl(arguments)) => return repl_with(arguments.file, screen),
        None if screen.is_interactive() => return repl_with(None, screen),
        None => return usage(screen),
    };
    exit.code()
}

fn usage(screen: &Screen) -> u8 {
    use clap::CommandFactory;
    screen.note(&Cli::command().render_help().to_string());
    2
}

fn repl_with(file: Option<std::path::PathBuf>, screen: &Screen) -> u8 {
    let shown = screen.clone();
    // The session is made on the thread that runs it; what hosts deploy belongs to the environment `repl`.
    let session = move || {
        let session = crate::session::Session::new();
        let choices = deployment::Choices {
            environment: "repl".into(),
            mode: crate::deploy::Mode::Deploy,
            engine: None,
            script: None,
        };
        deployment::Deployment::connect(&session, choices, &shown);
        session
    };
    repl::run(repl::ReplOptions {
        file,
        quiet: screen.is_quiet(),
        session: Box::new(session),
        ..Default::default()
    })
}
