//! Starts and stops deployed applications without their program: dependencies start first and stop last.
//!
//! What depends on what is known from the connections that the last run recorded. Nothing else is recorded: the next run finds
//! the states of containers at their engines, and starts what does not run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::TryStreamExt as _;

use crate::engine::{ContainerState, Engine, HealthState, LogQuery};
use crate::hosts::{Clock, HostError};

use super::dependency::Dependency;
use super::error::DeployError;
use super::list::ContainerRow;

/// How long a started container may take until it is healthy, as a run waits by default.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long a container without a health check must run to count as running, as in a run.
const SETTLE_TIME: Duration = Duration::from_millis(200);
/// The pause between two inspections.
const PAUSE: Duration = Duration::from_millis(200);
/// How many of a container's last log lines an error shows.
const LAST_LINES: usize = 10;

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

async fn wait_until_ready(
    engine: &dyn Engine,
    row: &ContainerRow,
    clock: &dyn Clock,
) -> Result<(), DeployError> {
    let begun = clock.now();
    loop {
        let failed =
            |error| DeployError::engine(engine.address(), "inspecting the container", error);
        let found = engine.inspect(&row.container).await.map_err(failed)?;
        let container = row.application.clone();
        let waited = clock.now().saturating_sub(begun);
        match (found.summary.state, found.health.state) {
            (ContainerState::Running, HealthState::Healthy) => return Ok(()),
            // A program that fails at once takes a moment to do so.
            (ContainerState::Running, HealthState::None) if waited >= SETTLE_TIME => return Ok(()),
            (ContainerState::Running, HealthState::Unhealthy) => {
                let (output, log) = (found.health.last_output, last_lines(engine, row).await);
                return Err(HostError::Unhealthy { container, output, log }.into());
            }
            (ContainerState::Running, HealthState::Starting | HealthState::None) => {}
            (state, _) => {
                return Err(HostError::Exited {
                    container,
                    exit_code: found.summary.exit_code,
                    out_of_memory: found.out_of_memory,
                    restarting: state == ContainerState::Restarting,
                    log: last_lines(engine, row).await,
                }
                .into());
            }
        }
        if waited >= START_LIMIT {
            return Err(HostError::TimedOut {
                container,
                doing: "waiting for the health check of".into(),
                limit: START_LIMIT,
                property: "startTimeout",
                log: last_lines(engine, row).await,
            }
            .into());
        }
        clock.sleep(PAUSE).await;
    }
}

/// The container's last log lines; none when they cannot be read.
async fn last_lines(engine: &dyn Engine, row: &ContainerRow) -> Vec<String> {
    let query = LogQuery { tail: Some(LAST_LINES), ..LogQuery::default() };
    let Ok(chunks) = engine.logs(&row.container, query).await else { return Vec::new() };
    let chunks: Vec<_> = chunks.try_collect().await.unwrap_or_default();
    let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.bytes).collect();
    String::from_utf8_lossy(&bytes).lines().map(|line| line.trim_end().to_owned()).collect()
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
