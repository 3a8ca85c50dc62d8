//! `murano ps`: lists the deployed containers with their states.

use crate::deploy::ContainerRow;
use crate::engine::{ContainerState, HealthState};

use super::command_error::CommandResult;
use super::containers::{ListArgs, list};
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::table::table;
use super::terminal::{Terminal, print_json, print_result};

/// Lists containers.
pub(super) fn run(args: &ListArgs, terminal: &Terminal) -> CommandResult {
    let rows = list(args.environment(terminal)?.as_deref(), &args.engine, terminal)?.rows;
    match args.format {
        OutputFormat::Json => print_json(&rows),
        OutputFormat::Table if rows.is_empty() => terminal.note("nothing is deployed"),
        OutputFormat::Table => {
            let header = ["ENVIRONMENT", "APPLICATION", "HOST", "STATE", "IMAGE", "CONTAINER"];
            print_result(&table(header, &rows.iter().map(line).collect::<Vec<_>>()));
        }
    }
    Ok(Exit::Done)
}

fn line(row: &ContainerRow) -> [String; 6] {
    [
        row.environment.clone(),
        row.application.clone(),
        row.host.clone(),
        state(row),
        row.image.clone(),
        row.container.clone(),
    ]
}

fn state(row: &ContainerRow) -> String {
    let word = row.state.name();
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
