//! `murano graph`: draws the applications of a program, their hosts and their connections.

mod draw;

use clap::{Args, ValueEnum};

use self::draw::Graph;
use super::command_error::CommandResult;
use super::deployment::Purpose;
use super::engine_choice::EngineChoice;
use super::exit::Exit;
use super::program::{self, ProgramArgs};
use super::program_output::ControlCharacters;
use super::terminal::{Terminal, print_document, print_result};

/// The format of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum GraphFormat {
    /// Indented text.
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
    /// The format of the drawing.
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
}

/// Draws a program.
pub(super) fn run(args: GraphArgs, terminal: &Terminal) -> CommandResult {
    let file = args.program.file.clone();
    let (engine, controls) = (EngineChoice::Simulated, ControlCharacters::EscapedOnTerminal);
    let session = program::open(args.program, &engine, Purpose::Plan, controls, terminal);
    let program = session.compile(&file, terminal)?;
    if let Err(fault) = session.run(&program) {
        return Err(session.failed(&fault, terminal));
    }
    let mut applications =
        session.deployment.opened().map(|run| run.environment().deployed()).unwrap_or_default();
    applications.sort_by(|a, b| (&a.host, &a.application).cmp(&(&b.host, &b.application)));
    if applications.is_empty() {
        terminal.note("the program deploys nothing");
    }
    let graph = Graph { applications, links: session.deployment.links() };
    match args.format {
        GraphFormat::Text => print_result(&draw::text(&graph)),
        GraphFormat::Mermaid => print_document(&draw::mermaid(&graph)),
        GraphFormat::Dot => print_document(&draw::dot(&graph)),
    }
    Ok(Exit::Done)
}
