//! `murano graph`: applications, their hosts, and who is connected to whom.

mod draw;

use crate::hosts::Deployed;
use crate::hosts::natives::provider::Link;

use super::Ending;
use super::arguments::{Drawing, GraphArgs};
use super::deployment::EngineChoice;
use super::exit::Exit;
use super::session::{Purpose, prepare};
use super::terminal::{Terminal, answer};

/// What a program composes.
struct Graph {
    /// The applications with their hosts and ports, sorted by host, then name.
    applications: Vec<Deployed>,
    /// Who was given a way to whom.
    links: Vec<Link>,
}

/// Draws a program.
pub(super) fn run(args: GraphArgs, terminal: &Terminal) -> Ending {
    let file = args.program.file.clone();
    let prepared = prepare(args.program, &EngineChoice::Simulated, Purpose::Plan, terminal);
    let program = prepared.read(&file, terminal)?;
    if let Err(fault) = prepared.run(&program) {
        return Err(prepared.explain(&fault, terminal));
    }
    let mut applications =
        prepared.deployment.opened().map(|run| run.environment().deployed()).unwrap_or_default();
    applications.sort_by(|a, b| (&a.host, &a.application).cmp(&(&b.host, &b.application)));
    if applications.is_empty() {
        terminal.note("the program deploys nothing");
    }
    let graph = Graph { applications, links: prepared.deployment.links() };
    answer(&match args.format {
        Drawing::Text => draw::text(&graph),
        Drawing::Mermaid => draw::mermaid(&graph),
        Drawing::Dot => draw::dot(&graph),
    });
    Ok(Exit::Done)
}
