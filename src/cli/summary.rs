//! What a run prints at its end: what it changed, what is left, the endpoints, warnings.

use std::time::Duration;

use serde_json::json;

use crate::deploy::{Orphan, Run};
use crate::diag::Diagnostic;
use crate::hosts::{Action, PortScope};
use crate::session::Session;
use crate::source::{Sources, Span};

use super::style::{StyledText, Tone, counted, duration};
use super::table::TableCell;
use super::terminal::Terminal;
use super::wording::ContainerChange;

/// Prints the counts of created, replaced, started and unchanged containers, how long the run took, and the endpoints.
pub(super) fn print_summary(run: &Run, taken: Option<Duration>, terminal: &Terminal) {
    let actions = run.environment().actions();
    let count =
        |change| actions.values().filter(|action| ContainerChange::from(*action) == change).count();
    let counts = ContainerChange::OF_RUNS.map(|change| (count(change), change.done(), change));
    let unchanged = count(ContainerChange::Keep);
    let time = taken.map_or_else(String::new, |taken| format!(" in {}", duration(taken)));
    if unchanged < actions.len() {
        terminal.say(&put_counts(terminal.text(), &counts).put(Tone::Faint, &time));
    } else if unchanged > 0 {
        let text = format!("nothing to do: {} unchanged", counted(unchanged, "container"));
        terminal.say(&terminal.text().plain(&text).put(Tone::Faint, &time));
    }
    let rows = endpoint_rows(run);
    if !rows.is_empty() {
        let header = ["APPLICATION", "HOST", "PORT", "SCOPE", "ADDRESS"];
        terminal.say_table(header, &rows);
    }
}

/// Adds "2 created, 1 unchanged": the counts that are not zero.
pub(super) fn put_counts(
    mut text: StyledText,
    counts: &[(usize, &str, ContainerChange)],
) -> StyledText {
    let counts = counts.iter().filter(|(number, _, _)| *number > 0);
    for (index, (number, word, change)) in counts.enumerate() {
        text.push(Tone::Plain, if index > 0 { ", " } else { "" });
        text.push(change.tone(), &format!("{number} {word}"));
    }
    text
}

/// The endpoints that are reachable from beyond the container network of a host.
fn endpoint_rows(run: &Run) -> Vec<[TableCell; 5]> {
    let actions = run.environment().actions();
    let deployed = run.environment().deployed().into_iter();
    let mut rows = Vec::new();
    for deployed in deployed.filter(|d| actions.contains_key(&d.application)) {
        for endpoint in deployed.endpoints.iter().filter(|e| e.scope > PortScope::Host) {
            rows.push([
                TableCell::toned(Tone::Strong, &*deployed.application),
                deployed.host.clone().into(),
                format!("{}/{}", endpoint.container_port, endpoint.protocol.name()).into(),
                endpoint.scope.name().to_owned().into(),
                endpoint.location().into(),
            ]);
        }
    }
    rows
}

/// The summary as JSON.
pub(super) fn summary_json(run: &Run, orphans: &[Orphan]) -> serde_json::Value {
    let actions = run.environment().actions();
    let deployed = run.environment().deployed().into_iter();
    let applications = deployed.filter_map(|d| {
        let action = ContainerChange::from(actions.get(&d.application)?).done();
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

/// Prints the warnings of the hosts that are not allowed; returns whether any of them is denied.
pub(super) fn print_warnings(run: &Run, session: &Session, terminal: &Terminal) -> bool {
    let mut denied = false;
    for warning in run.warnings() {
        let found = Diagnostic::warning(warning.code, Span::NONE, warning.message);
        if let Some(found) = session.at_level(found.hint(warning.hint)) {
            denied |= found.is_error();
            terminal.report(&found, &Sources::new());
        }
    }
    denied
}

/// What deployed an environment before, and what removes what it no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DeployedBy {
    /// `murano run`.
    Program,
    /// `murano deploy`.
    Model,
}

/// Prints the applications that are still deployed although the program or model no longer has them.
pub(super) fn print_orphans(orphans: &[Orphan], origin: DeployedBy, terminal: &Terminal) {
    if orphans.is_empty() {
        return;
    }
    let names: Vec<String> = orphans.iter().map(|o| o.application.clone()).collect();
    let (origin, remedy) = match origin {
        DeployedBy::Program => ("program", "`--prune` removes them"),
        DeployedBy::Model => ("model", "`murano down` removes everything"),
    };
    terminal
        .note(&format!("no longer in this {origin}, still deployed: {} ({remedy})", list(&names)));
}

/// Prints which applications a failed run leaves changed, those that do not run apart, and how to go on.
pub(super) fn print_left_running(run: &Run, changed: &[String], terminal: &Terminal) {
    let environment = run.environment().name();
    print_left(run, changed, terminal);
    if run.environment().state().is_some() {
        terminal.note(&format!(
            "run it again to continue; `murano down --env {environment}` removes everything"
        ));
    }
}

/// Prints which of these applications run, and in which state the others are.
pub(super) fn print_left(run: &Run, names: &[String], terminal: &Terminal) {
    let deployed = run.environment().deployed().into_iter();
    let (running, stopped): (Vec<_>, Vec<_>) = deployed
        .filter(|deployed| names.contains(&deployed.application))
        .partition(|deployed| deployed.is_running());
    let running: Vec<String> = running.into_iter().map(|deployed| deployed.application).collect();
    let stopped: Vec<String> = stopped
        .into_iter()
        .map(|deployed| format!("{} ({})", deployed.application, deployed.state.name()))
        .collect();
    if !running.is_empty() {
        terminal.note(&format!("left running: {}", list(&running)));
    }
    if !stopped.is_empty() {
        terminal.note(&format!("left, not running: {}", list(&stopped)));
    }
}

/// The applications that this run changed or began to change, failed ones included: their containers exist.
pub(super) fn changed_applications(run: &Run) -> Vec<String> {
    let environment = run.environment();
    let (actions, orphans) = (environment.actions(), environment.orphans());
    let is_orphan = |name: &String| orphans.iter().any(|o| o.application == *name);
    let is_unchanged = |name: &String| actions.get(name) == Some(&Action::Unchanged);
    let mut names: Vec<String> =
        environment.deployed().into_iter().map(|d| d.application).collect();
    names.retain(|name| !is_orphan(name) && !is_unchanged(name));
    names.dedup();
    names
}

/// "a, b", or "nothing".
pub(super) fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
