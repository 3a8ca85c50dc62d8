//! `murano plan`: what a run would change. The program runs against a simulated engine that starts with the deployed containers.

use std::path::PathBuf;

use clap::Args;

use crate::deploy::{DeploymentPlan, Orphan, PlannedAction, PlannedChange};
use crate::hosts::{ImageVolume, Repair};

use super::command_error::CommandResult;
use super::engine_choice::EngineArgs;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::program::ProgramArgs;
use super::rehearsal::rehearse;
use super::summary::nonzero_counts;
use super::terminal::{Terminal, print_json, print_result};
use super::wording::ContainerChange;

/// `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano plan app.murano
  murano plan app.murano --exit-code   exit with 10 if anything would change
  murano plan app.murano --format json
  murano plan shop.json --classes shop.murano    what `deploy` of an object model would change")]
pub(super) struct PlanArgs {
    /// The program, or the object model.
    #[command(flatten)]
    pub program: ProgramArgs,
    /// A program that declares classes of an object model.
    #[arg(long, value_name = "FILE")]
    pub classes: Vec<PathBuf>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Exit with 10 if a run would change anything.
    #[arg(long)]
    pub exit_code: bool,
    /// Count applications that are no longer in the program as changes, as `run --prune` would.
    #[arg(long)]
    pub prune: bool,
    /// The format of the plan.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Prints a plan.
pub(super) fn run(args: PlanArgs, terminal: &Terminal) -> CommandResult {
    let (format, exit_code, prune) = (args.format, args.exit_code, args.prune);
    let deployment = rehearse(args.program, args.classes, &args.engine, terminal)?;
    let run = deployment.open()?;
    let mut plan = run.environment().plan();
    add_orphans(&mut plan, run.environment().orphans());
    let default = deployment.default_address();
    plan.engines.retain_mut(|address| is_named(address, &default));
    match format {
        OutputFormat::Table => print_result(&plan_text(&plan)),
        OutputFormat::Json => print_json(&plan),
    }
    let changes = exit_code && plan.has_changes(prune);
    Ok(if changes { Exit::Changes } else { Exit::Done })
}

/// Whether a host names the engine at an address: it is not the `default` one, and none in memory. One that is simulated in
/// place of a named one stands for it.
fn is_named(address: &mut String, default: &str) -> bool {
    if let Some(simulated) = address.strip_prefix("simulated://") {
        *address = simulated.to_owned();
    }
    address.contains("://") && address != default
}

/// Adds the recorded applications of engines that the program does not use any more.
fn add_orphans(plan: &mut DeploymentPlan, orphans: Vec<Orphan>) {
    for orphan in orphans {
        if plan.changes.iter().any(|change| change.application == orphan.application) {
            continue;
        }
        plan.changes.push(PlannedChange {
            application: orphan.application,
            host: String::new(),
            image: String::new(),
            state: None,
            access: Vec::new(),
            kind: PlannedAction::Remove,
        });
    }
}

fn plan_text(plan: &DeploymentPlan) -> String {
    let mut text = String::new();
    for change in &plan.changes {
        text += &line(change);
        change.access.iter().for_each(|access| text += &format!("    {access}\n"));
    }
    plan.engines.iter().for_each(|engine| text += &format!("uses the engine {engine}\n"));
    let kinds = || plan.changes.iter().map(|planned| ContainerChange::from(&planned.kind));
    let count = |change| kinds().filter(|kind| *kind == change).count();
    let mut counts = [
        ContainerChange::Create,
        ContainerChange::Replace,
        ContainerChange::Start,
        ContainerChange::Repair,
        ContainerChange::Keep,
    ]
    .map(|change| (count(change), change.planned()))
    .to_vec();
    // Only `--prune` removes it.
    counts.push((count(ContainerChange::Remove), "no longer in the program"));
    let counts = nonzero_counts(&counts);
    let summary = if counts.is_empty() { "nothing to do" } else { &counts };
    text + &format!("environment {}: {summary}\n", plan.environment)
}

fn line(change: &PlannedChange) -> String {
    // One line for each application, with a sign for its action; replacements have a further
    // line for each difference.
    let PlannedChange { application, host, image, state, kind, .. } = change;
    let location = if host.is_empty() { String::new() } else { format!(" on {host} ({image})") };
    let noted = match state {
        Some(state) => format!("{application}{location}: {state}"),
        None => format!("{application}{location}"),
    };
    match kind {
        PlannedAction::Create => format!("+ {application}{location}\n"),
        PlannedAction::Start => format!("> {noted}; would be started\n"),
        PlannedAction::Repair { repairs } => {
            repair_lines(&format!("{application}{location}"), repairs)
        }
        PlannedAction::Keep => format!("= {noted}\n"),
        PlannedAction::Remove => {
            format!(
                "- {application}{location}: no longer in the program; removed only with --prune\n"
            )
        }
        PlannedAction::Replace { differences, volumes } => {
            let fields = differences.iter().map(|difference| format!("    {difference}\n"));
            let volumes = volumes.iter().map(volume_line);
            format!("~ {noted}\n{}", fields.chain(volumes).collect::<String>())
        }
    }
}

/// "> web on local (redis): paused, not on its network; would be unpaused, connected to its network again".
fn repair_lines(application: &str, repairs: &[Repair]) -> String {
    let found: Vec<String> = repairs.iter().map(ToString::to_string).collect();
    let done: Vec<&str> = repairs.iter().map(Repair::participle).collect();
    let differences = repairs.iter().flat_map(Repair::differences);
    let fields: String = differences.map(|difference| format!("    {difference}\n")).collect();
    format!("> {application}: {}; would be {}\n{fields}", found.join(", "), done.join(", "))
}

fn volume_line(volume: &ImageVolume) -> String {
    let ImageVolume { path, kept } = volume;
    if *kept {
        format!("    keeps the data in {path}, a volume of the image\n")
    } else {
        format!(
            "    removes the data in {path}, a volume of the image: something else is mounted there\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosts::Difference;

    fn change(state: Option<&str>, kind: PlannedAction) -> String {
        line(&PlannedChange {
            application: "web".into(),
            host: "local".into(),
            image: "redis".into(),
            state: state.map(str::to_owned),
            access: Vec::new(),
            kind,
        })
    }

    #[test]
    fn a_line_says_the_state_and_what_would_be_done() {
        let memory =
            Difference { field: "memory".into(), from: Some("2".into()), to: Some("1".into()) };
        let repairs = vec![Repair::Unpause, Repair::Update { differences: vec![memory.clone()] }];
        let volume = |path: &str, kept| ImageVolume { path: path.into(), kept };
        let volumes = vec![volume("/data", true), volume("/log", false)];
        let replaced = PlannedAction::Replace { differences: vec![memory], volumes };
        let cases = [
            (change(None, PlannedAction::Keep), "= web on local (redis)\n"),
            (
                change(Some("running (starting)"), PlannedAction::Keep),
                "= web on local (redis): running (starting)\n",
            ),
            (
                change(Some("exited"), PlannedAction::Start),
                "> web on local (redis): exited; would be started\n",
            ),
            (
                change(Some("paused"), PlannedAction::Repair { repairs }),
                "> web on local (redis): paused, changed by hand; would be unpaused, updated\n    memory: 2 -> 1\n",
            ),
            (
                change(Some("exited"), replaced),
                "~ web on local (redis): exited\n    memory: 2 -> 1\n    keeps the data in /data, a volume of the image\n    \
                 removes the data in /log, a volume of the image: something else is mounted there\n",
            ),
        ];
        for (shown, wanted) in cases {
            assert_eq!(shown, wanted);
        }
    }
}
