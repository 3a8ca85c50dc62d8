//! `murano graph`: the composition as a picture. The script runs on an engine in memory; what it asked of hosts and of
//! other applications is what is drawn.

use clap::Args;

use super::Exit;
use super::run::{self, Output};
use super::screen::Screen;
use super::surroundings::report;
use crate::deploy::Mode;
use crate::ide::graph::{Graph, Recorder};

/// What `graph` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano graph examples/guestbook.murano\n  murano graph examples/guestbook.murano --format mermaid"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    run: run::Arguments,
    /// How it is drawn.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Indented lines.
    Text,
    /// A Mermaid flowchart.
    Mermaid,
    /// Graphviz.
    Dot,
}

pub(super) fn run(arguments: Arguments, screen: &Screen) -> Exit {
    let (session, program) = match run::prepare(&arguments.run, screen, Output::Notes) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let silent = Screen::new(super::ColourChoice::Never, true, false);
    let deployment = run::connect(&session, &arguments.run, Mode::Simulate, &silent);
    let recorder = Recorder::listen(session.world());
    let outcome = session.run(&program);
    deployment.settle();
    if let Err(fault) = outcome {
        if let Some(error) = deployment.refusal() {
            return report(error, screen);
        }
        screen.report(&[session.explain(&fault)], session.sources());
        return Exit::Failed;
    }
    let deployed = deployment.run().map(|run| run.environment().deployed()).unwrap_or_default();
    let graph: Graph = recorder.graph(&deployed);
    screen.result(&match arguments.format {
        Format::Text => graph.text(),
        Format::Mermaid => graph.mermaid(),
        Format::Dot => graph.dot(),
    });
    Exit::Done
}
