//! `murano ps`: the containers that programs deployed.

use crate::deploy::Row;
use crate::engine::{ContainerState, HealthState};

use super::Ending;
use super::arguments::{Format, ListArgs};
use super::deployed::find;
use super::exit::Exit;
use super::table::table;
use super::terminal::{Terminal, answer, answer_json};

/// Lists containers.
pub(super) fn run(args: &ListArgs, terminal: &Terminal) -> Ending {
    let rows = find(args.environment().as_deref(), &args.engine, terminal)?.rows;
    match args.format {
        Format::Json => answer_json(&rows),
        Format::Table if rows.is_empty() => terminal.note("nothing is deployed"),
        Format::Table => {
            let header = ["ENVIRONMENT", "APPLICATION", "HOST", "STATE", "IMAGE", "CONTAINER"];
            answer(&table(header, &rows.iter().map(line).collect::<Vec<_>>()));
        }
    }
    Ok(Exit::Done)
}

fn line(row: &Row) -> [String; 6] {
    [
        row.environment.clone(),
        row.application.clone(),
        row.host.clone(),
        state(row),
        row.image.clone(),
        row.container.clone(),
    ]
}

fn state(row: &Row) -> String {
    let word = match row.state {
        ContainerState::Created => "created",
        ContainerState::Running => "running",
        ContainerState::Paused => "paused",
        ContainerState::Restarting => "restarting",
        ContainerState::Removing => "removing",
        ContainerState::Exited => "exited",
        ContainerState::Dead => "dead",
    };
    match (row.health, row.exit_code) {
        (HealthState::Healthy, _) => format!("{word} (healthy)"),
        (HealthState::Unhealthy, _) => format!("{word} (unhealthy)"),
        (HealthState::Starting, _) => format!("{word} (starting)"),
        (HealthState::None, Some(code)) if row.state != ContainerState::Running => {
            format!("{word} ({code})")
        }
        (HealthState::None, _) => word.to_owned(),
    }
}
