//! `murano graph`: draws the applications of a program, their hosts and their connections.

mod boxes;
mod draw;
mod layout;
mod svg;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::draw::Graph;
use super::command_error::CommandResult;
use super::engine_choice::{EngineArgs, EngineChoice};
use super::exit::Exit;
use super::program::ProgramArgs;
use super::rehearsal::{Rehearsal, rehearse};
use super::terminal::{Terminal, print_document, print_json, print_result};

/// The format of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum GraphFormat {
    /// A box for each host.
    #[default]
    Text,
    /// A Mermaid flow chart.
    Mermaid,
    /// A Graphviz graph.
    Dot,
    /// A picture.
    Svg,
    /// Data.
    Json,
}

/// `graph`.
#[derive(Debug, Args)]
#[command(after_help = "\
The program runs on the simulated engine; nothing is deployed.

Examples:
  murano graph app.murano
  murano graph app.murano --format mermaid
  murano graph app.murano --format svg > app.svg
  murano graph app.murano --format dot | dot -Tpng > app.png
  murano graph shop.json --classes shop.murano    the applications of an object model")]
pub(super) struct GraphArgs {
    /// The program, or the object model.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// A program that declares classes of an object model.
    #[arg(long, value_name = "FILE")]
    pub classes: Vec<PathBuf>,
    /// The format of the drawing.
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
}

/// Draws a program.
pub(super) fn run(args: GraphArgs, terminal: &Terminal) -> CommandResult {
    let engine = EngineArgs::from(EngineChoice::InMemory);
    let Rehearsal { deployment, .. } = rehearse(args.program, args.classes, &engine, terminal)?;
    let mut applications =
        deployment.opened().map(|run| run.environment().deployed()).unwrap_or_default();
    applications.sort_by(|a, b| (&a.host, &a.application).cmp(&(&b.host, &b.application)));
    if applications.is_empty() {
        terminal.note("the program deploys nothing");
    }
    let graph = Graph { applications, links: deployment.links() };
    match args.format {
        GraphFormat::Text => print_result(&boxes::text(&graph)),
        GraphFormat::Mermaid => print_document(&draw::mermaid(&graph)),
        GraphFormat::Dot => print_document(&draw::dot(&graph)),
        GraphFormat::Svg => print_document(&svg::svg(&graph)),
        GraphFormat::Json => print_json(&draw::json(&graph)),
    }
    Ok(Exit::Done)
}
