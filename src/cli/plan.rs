//! `murano plan`: what `run` would change. The script runs against an engine in memory that holds what is deployed.

use clap::Args;

use super::run::{self, Output};
use super::screen::Screen;
use super::surroundings::report;
use super::{Exit, data};
use crate::deploy::{Kind, Mode, Plan, PlannedChange};

/// What `plan` takes.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano plan examples/guestbook.murano\n  murano plan app.murano --exit-code && echo nothing to do"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    run: run::Arguments,
    /// Exit with 10 when there are changes.
    #[arg(long)]
    exit_code: bool,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t = super::ps::Format::Table)]
    format: super::ps::Format,
}

pub(super) fn run(arguments: Arguments, screen: &Screen) -> Exit {
    show(&arguments.run, arguments.exit_code, arguments.format, screen)
}

/// `run --plan`.
pub(super) fn of_run(arguments: &run::Arguments, screen: &Screen) -> Exit {
    show(arguments, false, super::ps::Format::Table, screen)
}

fn show(
    arguments: &run::Arguments,
    exit_code: bool,
    format: super::ps::Format,
    screen: &Screen,
) -> Exit {
    let (session, program) = match run::prepare(arguments, screen, Output::Notes) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    // Nothing is done, so there is no progress to show.
    let silent = Screen::new(super::ColourChoice::Never, true, false);
    let deployment = run::connect(&session, arguments, Mode::Plan, &silent);
    let outcome = session.run(&program);
    deployment.settle();
    if let Err(fault) = outcome {
        if let Some(error) = deployment.refusal() {
            return report(error, screen);
        }
        screen.report(&[session.explain(&fault)], session.sources());
        return if fault.code.0.starts_with("E05") { Exit::Engine } else { Exit::Failed };
    }
    let plan = deployment.run().map(|run| run.environment().plan()).unwrap_or_default();
    match format {
        super::ps::Format::Json => screen.result(&data::pretty(&plan)),
        super::ps::Format::Table => screen.result(&listed(&plan)),
    };
    if exit_code && plan.has_changes(arguments.prune()) { Exit::Changes } else { Exit::Done }
}

fn listed(plan: &Plan) -> String {
    let lines: String = plan.changes.iter().map(line).collect();
    let count = |of: fn(&Kind) -> bool| plan.count(of);
    let summary = format!(
        "{} to create, {} to replace, {} to start, {} kept, {} no longer wanted\n",
        count(|k| matches!(k, Kind::Create)),
        count(|k| matches!(k, Kind::Replace { .. })),
        count(|k| matches!(k, Kind::Start)),
        count(|k| matches!(k, Kind::Keep)),
        count(|k| matches!(k, Kind::Remove)),
    );
    lines + &summary
}

fn line(change: &PlannedChange) -> String {
    let what = format!("{} ({} on {})", change.application, change.image, change.host);
    match &change.kind {
        Kind::Create => format!("+ {what}\n"),
        Kind::Start => format!("> {what}\n"),
        Kind::Keep => format!("  {what}\n"),
        Kind::Remove => format!("- {what}\n"),
        Kind::Replace { differences } => {
            let fields: String = differences.iter().map(|d| format!("    {d}\n")).collect();
            format!("~ {what}\n{fields}")
        }
    }
}
