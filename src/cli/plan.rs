//! `murano plan`: what a run would change. The program runs against an engine in memory that holds what is deployed.

use crate::deploy::{Kind, Plan, PlannedChange};

use super::Ending;
use super::arguments::{Format, PlanArgs};
use super::exit::Exit;
use super::session::{Purpose, prepare};
use super::terminal::{Terminal, answer, answer_json};

/// Shows a plan.
pub(super) fn run(args: PlanArgs, terminal: &Terminal) -> Ending {
    let file = args.program.file.clone();
    let prepared = prepare(args.program, &args.engine.engine, Purpose::Plan, terminal);
    let program = prepared.read(&file, terminal)?;
    if let Err(fault) = prepared.run(&program) {
        return Err(prepared.explain(&fault, terminal));
    }
    let run = prepared.deployment.open()?;
    let mut plan = run.environment().plan();
    add_orphans(&mut plan, run.environment().orphans());
    match args.format {
        Format::Table => answer(&text(&plan)),
        Format::Json => answer_json(&plan),
    }
    let changes = args.exit_code && plan.has_changes(args.prune);
    Ok(if changes { Exit::Changes } else { Exit::Done })
}

/// What is recorded on engines that the program did not use at all.
fn add_orphans(plan: &mut Plan, orphans: Vec<crate::deploy::Orphan>) {
    for orphan in orphans {
        if plan.changes.iter().any(|change| change.application == orphan.application) {
            continue;
        }
        plan.changes.push(PlannedChange {
            application: orphan.application,
            host: String::new(),
            image: String::new(),
            kind: Kind::Remove,
        });
    }
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for change in &plan.changes {
        text += &line(change);
    }
    let counts = [
        (plan.count(|k| *k == Kind::Create), "to create"),
        (plan.count(|k| matches!(k, Kind::Replace { .. })), "to replace"),
        (plan.count(|k| *k == Kind::Start), "to start"),
        (plan.count(|k| *k == Kind::Keep), "to keep"),
        (plan.count(|k| *k == Kind::Remove), "no longer wanted"),
    ];
    let told = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let told: Vec<String> = told.collect();
    let summary = if told.is_empty() { "nothing to do".to_owned() } else { told.join(", ") };
    text + &format!("environment {}: {summary}\n", plan.environment)
}

fn line(change: &PlannedChange) -> String {
    let PlannedChange { application, host, image, kind } = change;
    let place = if host.is_empty() { String::new() } else { format!(" on {host} ({image})") };
    match kind {
        Kind::Create => format!("+ {application}{place}\n"),
        Kind::Start => format!("> {application}{place}: stopped, would be started\n"),
        Kind::Keep => format!("= {application}{place}\n"),
        Kind::Remove => {
            format!("- {application}{place}: no longer wanted, removed only with --prune\n")
        }
        Kind::Replace { differences } => {
            let fields = differences.iter().map(|difference| format!("    {difference}\n"));
            format!("~ {application}{place}\n{}", fields.collect::<String>())
        }
    }
}
