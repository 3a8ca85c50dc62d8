//! Starts and stops deployed applications without their program: dependencies start first and stop last.
//!
//! What depends on what is known from the connections that the last run recorded. Nothing else is recorded: the next run finds
//! the states of containers at their engines, and starts what does not run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::engine::{ContainerDetail, ContainerState, Engine};
use crate::hosts::readiness::{Readiness, is_restarted, last_lines, last_output};
use crate::hosts::{Clock, HostError, HostSettings};

use super::dependency::Dependency;
use super::error::DeployError;
use super::list::ContainerRow;

/// The pause between two inspections.
const PAUSE: Duration = Duration::from_millis(200);

/// The rows in the order in which they start: an application after those that it connects to, else as given. In a circle the
/// order is as given.
#[must_use]
pub(crate) fn start_order(
    rows: &[ContainerRow],
    connections: &BTreeMap<String, Vec<Dependency>>,
) -> Vec<ContainerRow> {
    // Depth first: each row after its dependencies. The set of visited rows also ends circles.
    let mut ordered = Vec::new();
    let mut visited = BTreeSet::new();
    for row in 0..rows.len() {
        visit(row, rows, connections, &mut visited, &mut ordered);
    }
    ordered.into_iter().map(|index| rows[index].clone()).collect()
}

/// Appends a row after what it depends on, with a stack of our own: chains may be long.
fn visit(
    first: usize,
    rows: &[ContainerRow],
    connections: &BTreeMap<String, Vec<Dependency>>,
    visited: &mut BTreeSet<usize>,
    ordered: &mut Vec<usize>,
) {
    let mut stack = vec![(first, false)];
    while let Some((index, dependencies_are_done)) = stack.pop() {
        if dependencies_are_done {
            ordered.push(index);
            continue;
        }
        if !visited.insert(index) {
            continue;
        }
        stack.push((index, true));
        let row = &rows[index];
        let of_environment = connections.get(&row.environment).into_iter().flatten();
        let needed = of_environment.filter(|connection| connection.from == row.application);
        let needed: BTreeSet<&str> = needed.map(|connection| &*connection.to).collect();
        let is_needed = |other: &ContainerRow| {
            other.environment == row.environment && needed.contains(&*other.application)
        };
        let dependencies = (0..rows.len()).rev().filter(|other| is_needed(&rows[*other]));
        stack.extend(dependencies.map(|other| (other, false)));
    }
}

/// Stops a container within its own grace period. Returns whether it ran.
///
/// # Errors
/// When the engine refuses or does not answer.
pub(crate) async fn stop(engine: &dyn Engine, row: &ContainerRow) -> Result<bool, DeployError> {
    let was_up = row.state.has_processes() || row.state == ContainerState::Restarting;
    let stopped = engine.stop(&row.container, None).await;
    stopped
        .map_err(|error| DeployError::engine(engine.address(), "stopping the container", error))?;
    Ok(was_up)
}

/// Starts a container and waits until it runs and is healthy. Returns whether it did not run before.
///
/// # Errors
/// When the engine refuses or does not answer, or the container exits, is unhealthy or takes too long.
pub(crate) async fn start(
    engine: &dyn Engine,
    row: &ContainerRow,
    clock: &dyn Clock,
) -> Result<bool, DeployError> {
    let failed = |error| DeployError::engine(engine.address(), "starting the container", error);
    let found = engine.inspect(&row.container).await.map_err(failed)?.summary.state;
    match found {
        ContainerState::Running => {}
        ContainerState::Paused => engine.unpause(&row.container).await.map_err(failed)?,
        _ => engine.start(&row.container).await.map_err(failed)?,
    }
    wait_until_ready(engine, row, clock).await?;
    Ok(found != ContainerState::Running)
}

/// Waits as a run does, with the limits of a host that sets none: those of the program's hosts are not recorded.
async fn wait_until_ready(
    engine: &dyn Engine,
    row: &ContainerRow,
    clock: &dyn Clock,
) -> Result<(), DeployError> {
    let limits = HostSettings::default();
    let begun = clock.now();
    let mut restarts = None;
    loop {
        let failed =
            |error| DeployError::engine(engine.address(), "inspecting the container", error);
        let found = engine.inspect(&row.container).await.map_err(failed)?;
        let waited = clock.now().saturating_sub(begun);
        let restarted = is_restarted(&found, *restarts.get_or_insert(found.restarts));
        match Readiness::of(&found, restarted, waited >= limits.settle_time) {
            Readiness::Ready => return Ok(()),
            Readiness::Exited => return Err(exited(engine, row, &found, restarted).await.into()),
            Readiness::Unhealthy => {
                let (container, log) = (row.application.clone(), log(engine, row).await);
                let output = found.health.last_output;
                let check = None;
                return Err(HostError::Unhealthy { container, check, output, log }.into());
            }
            Readiness::Starting | Readiness::Fresh => {}
        }
        if waited >= limits.start_limit {
            return Err(too_slow(engine, row, limits.start_limit).await.into());
        }
        clock.sleep(PAUSE).await;
    }
}

async fn exited(
    engine: &dyn Engine,
    row: &ContainerRow,
    found: &ContainerDetail,
    restarting: bool,
) -> HostError {
    HostError::Exited {
        container: row.application.clone(),
        exit_code: found.summary.exit_code,
        out_of_memory: found.out_of_memory,
        restarting,
        log: log(engine, row).await,
    }
}

async fn too_slow(engine: &dyn Engine, row: &ContainerRow, limit: Duration) -> HostError {
    HostError::TimedOut {
        container: row.application.clone(),
        doing: "waiting for the health check of".into(),
        limit,
        property: "startTimeout",
        log: log(engine, row).await,
    }
}

async fn log(engine: &dyn Engine, row: &ContainerRow) -> Vec<String> {
    last_lines(&String::from_utf8_lossy(&last_output(engine, &row.container).await))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(names: &[&str], connections: &[(&str, &str)]) -> Vec<String> {
        let row = |name: &&str| ContainerRow {
            environment: "shop".into(),
            application: (*name).into(),
            ..ContainerRow::default()
        };
        let rows: Vec<ContainerRow> = names.iter().map(row).collect();
        let connection =
            |(from, to): &(&str, &str)| Dependency { from: (*from).into(), to: (*to).into() };
        let all = connections.iter().map(connection).collect();
        let ordered = start_order(&rows, &BTreeMap::from([("shop".to_owned(), all)]));
        ordered.into_iter().map(|row| row.application).collect()
    }

    #[test]
    fn dependencies_start_first() {
        assert_eq!(order(&["a", "b", "c"], &[("a", "b"), ("b", "c")]), ["c", "b", "a"]);
        assert_eq!(order(&["a", "b", "c"], &[("b", "c")]), ["a", "c", "b"]);
        assert_eq!(order(&["a", "b"], &[]), ["a", "b"]);
    }

    #[test]
    fn circles_end() {
        assert_eq!(order(&["a", "b"], &[("a", "b"), ("b", "a")]).len(), 2);
        assert_eq!(order(&["a"], &[("a", "a"), ("a", "gone")]), ["a"]);
    }
}
