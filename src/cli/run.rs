//! `murano run`: a program does what it says; at the end, what became of it.

use serde_json::json;

use crate::deploy::{Orphan, Run};
use crate::diag::{Diagnostic, codes};
use crate::hosts::{Action, Scope};
use crate::runtime::value::fault::Fault;
use crate::source::{Sources, Span};

use super::Ending;
use super::arguments::{Format, PlanArgs, RunArgs};
use super::deployed::wait;
use super::exit::Exit;
use super::failure::Failure;
use super::plan;
use super::session::{Prepared, Purpose, prepare};
use super::table::table;
use super::terminal::{Terminal, answer};
use super::trace;

/// Runs a program.
pub(super) fn run(args: RunArgs, terminal: &Terminal) -> Ending {
    let RunArgs { program, engine, format, .. } = args;
    if args.plan {
        let plan = PlanArgs { program, engine, exit_code: false, prune: false, format };
        return plan::run(plan, terminal);
    }
    let file = program.file.clone();
    let prepared = prepare(program, &engine.engine, Purpose::Deploy, terminal);
    trace::begin(&args.trace, &prepared);
    let program = prepared.read(&file, terminal)?;
    match prepared.run(&program) {
        Ok(_) => succeeded(&prepared, args.prune, format, terminal),
        Err(fault) => failed(&prepared, &fault, args.rollback, terminal),
    }
}

fn succeeded(prepared: &Prepared, prune: bool, format: Format, terminal: &Terminal) -> Ending {
    let deployment = &prepared.deployment;
    if deployment.opened().is_none() && !deployment.is_recorded() {
        return Ok(Exit::Done);
    }
    let run = deployment.open()?;
    warn(run, terminal);
    for found in run.environment().recovered().iter().filter(|found| !found.is_empty()) {
        terminal.detail(&format!("{}: found what the record did not know", found.engine));
    }
    wait(run.environment().sweep())??;
    let orphans = if prune {
        let removed = wait(run.environment().prune(run.engines()))??;
        removed.iter().for_each(|o| terminal.note(&format!("{}: removed", o.application)));
        Vec::new()
    } else {
        run.environment().orphans()
    };
    match format {
        Format::Table => {
            tell_orphans(&orphans, "program", terminal);
            summary(run, terminal);
        }
        Format::Json => answer(&format!("{}\n", as_json(run, &orphans))),
    }
    Ok(Exit::Done)
}

fn failed(prepared: &Prepared, fault: &Fault, rollback: bool, terminal: &Terminal) -> Ending {
    let opened = prepared.deployment.opened();
    if fault.code == codes::INTERRUPTED && prepared.printed.is_closed() && opened.is_none() {
        return Ok(Exit::Done);
    }
    let mut failure = prepared.explain(fault, terminal);
    let Some(run) = opened else { return Err(failure) };
    warn(run, terminal);
    let changed = changed(run);
    if changed.is_empty() {
        return Err(failure);
    }
    if rollback && failure.exit != Exit::Interrupted {
        let removed = wait(run.environment().rollback())??;
        terminal.note(&format!("rolled back; removed: {}", list(&removed)));
        let kept: Vec<String> =
            changed.into_iter().filter(|name| !removed.contains(name)).collect();
        if kept.is_empty() {
            return Err(failure);
        }
        terminal.note(&format!("changed and kept: {}", list(&kept)));
    } else {
        left_behind(run, &changed, terminal);
    }
    if failure.exit != Exit::Interrupted {
        failure.exit = Exit::Partly;
    }
    Err(failure)
}

pub(super) fn left_behind(run: &Run, changed: &[String], terminal: &Terminal) {
    let environment = run.environment().name();
    terminal.note(&format!("there now, and kept: {}", list(changed)));
    if run.environment().state().is_some() {
        terminal.note(&format!(
            "run it again to go on from there; `murano down --env {environment}` removes everything"
        ));
    }
}

/// The applications that this run changed, or began to change: containers that failed are still there.
pub(super) fn changed(run: &Run) -> Vec<String> {
    let environment = run.environment();
    let (actions, orphans) = (environment.actions(), environment.orphans());
    let unwanted = |name: &String| orphans.iter().any(|o| o.application == *name);
    let unchanged = |name: &String| actions.get(name) == Some(&Action::Unchanged);
    let mut names: Vec<String> =
        environment.deployed().into_iter().map(|d| d.application).collect();
    names.retain(|name| !unwanted(name) && !unchanged(name));
    names.dedup();
    names
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

pub(super) fn warn(run: &Run, terminal: &Terminal) {
    for warning in run.warnings() {
        let diagnostic = Diagnostic::warning(warning.code, Span::NONE, warning.message);
        terminal.report(&diagnostic.hint(warning.hint), &Sources::new());
    }
}

/// Tells what is still there that `origin` no longer deploys.
pub(super) fn tell_orphans(orphans: &[Orphan], origin: &str, terminal: &Terminal) {
    if orphans.is_empty() {
        return;
    }
    let names: Vec<String> = orphans.iter().map(|o| o.application.clone()).collect();
    terminal.note(&format!(
        "still there, and no longer deployed by this {origin}: {} ({})",
        list(&names),
        match origin {
            "program" => "`--prune` removes them",
            _ => "`murano down` removes everything",
        }
    ));
}

pub(super) fn summary(run: &Run, terminal: &Terminal) {
    let actions = run.environment().actions();
    let count = |of: fn(&Action) -> bool| actions.values().filter(|action| of(action)).count();
    let counts = [
        (count(|a| *a == Action::Created), "created"),
        (count(|a| matches!(a, Action::Replaced { .. })), "replaced"),
        (count(|a| *a == Action::Started), "started"),
        (count(|a| *a == Action::Unchanged), "unchanged"),
    ];
    let unchanged = counts[3].0;
    if unchanged == actions.len() {
        if unchanged > 0 {
            let plural = if unchanged == 1 { "container" } else { "containers" };
            terminal.note(&format!("nothing to do: {unchanged} {plural} unchanged"));
        }
    } else {
        let told = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        terminal.note(&told.collect::<Vec<_>>().join(", "));
    }
    let rows = rows(run);
    if !rows.is_empty() {
        let text = table(["APPLICATION", "HOST", "PORT", "SCOPE", "ADDRESS"], &rows);
        terminal.note(text.trim_end());
    }
}

/// The endpoints that people can use: those beyond the host itself.
fn rows(run: &Run) -> Vec<[String; 5]> {
    let actions = run.environment().actions();
    let deployed = run.environment().deployed().into_iter();
    let mut rows = Vec::new();
    for deployed in deployed.filter(|d| actions.contains_key(&d.application)) {
        for endpoint in deployed.endpoints.iter().filter(|e| e.scope > Scope::Host) {
            rows.push([
                deployed.application.clone(),
                deployed.host.clone(),
                format!("{}/{}", endpoint.container_port, endpoint.protocol.name()),
                endpoint.scope.name().to_owned(),
                format!("{}:{}", endpoint.address, endpoint.port),
            ]);
        }
    }
    rows
}

fn as_json(run: &Run, orphans: &[Orphan]) -> serde_json::Value {
    let actions = run.environment().actions();
    let deployed = run.environment().deployed().into_iter();
    let applications = deployed.filter_map(|d| {
        let action = match actions.get(&d.application)? {
            Action::Unchanged => "unchanged",
            Action::Started => "started",
            Action::Created => "created",
            Action::Replaced { .. } => "replaced",
        };
        Some(json!({
            "application": d.application, "host": d.host, "container": d.container,
            "image": d.image, "action": action, "endpoints": d.endpoints,
        }))
    });
    json!({
        "environment": run.environment().name(),
        "applications": applications.collect::<Vec<_>>(),
        "orphans": orphans,
    })
}

impl From<crate::hosts::HostError> for Failure {
    fn from(error: crate::hosts::HostError) -> Self {
        crate::deploy::DeployError::from(error).into()
    }
}
