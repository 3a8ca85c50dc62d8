//! `murano ps`: lists the deployed containers with their states.

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::deploy::{ContainerRow, ContainerState, HealthState, PublishedPort};

use super::command_error::CommandResult;
use super::containers::{ListArgs, list};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::{Tone, age};
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_json, print_styled};

/// `ps`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano ps
  murano ps app.murano --sort restarts
  murano ps --env shop --format json")]
pub(super) struct PsArgs {
    /// What is listed.
    #[command(flatten)]
    pub list: ListArgs,
    /// The column to sort by.
    #[arg(long, value_enum, default_value_t, value_name = "COLUMN")]
    pub sort: SortKey,
    /// List containers that do not run, too: they always are. `docker ps` has that option.
    #[arg(long, short, hide = true)]
    pub all: bool,
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum SortKey {
    /// Environment, then application.
    #[default]
    Name,
    /// State: what does not run comes first.
    State,
    /// The time of the last start, the latest first.
    Started,
    /// The number of restarts, the highest first.
    Restarts,
}

/// Lists containers.
pub(super) fn run(args: &PsArgs, terminal: &Terminal) -> CommandResult {
    let PsArgs { list: args, sort, .. } = args;
    let listing = list(args.environment(terminal)?.as_deref(), &args.engine, terminal)?;
    let mut rows = wait(listing.inspected())?;
    sort_rows(&mut rows, *sort);
    match args.format {
        OutputFormat::Json => print_json(&rows),
        OutputFormat::Table if rows.is_empty() => terminal.note("nothing is deployed"),
        OutputFormat::Table => {
            let header = [
                "ENVIRONMENT",
                "APPLICATION",
                "HOST",
                "STATE",
                "UP",
                "RESTARTS",
                "PORTS",
                "IMAGE",
                "CONTAINER",
            ];
            let now = Timestamp::now();
            let rows: Vec<_> = rows.iter().map(|row| line(row, now)).collect();
            print_styled(&table(header, &rows, terminal.results));
        }
    }
    Ok(Exit::Done)
}

/// Sorts rows, which are in the order of their names; equal ones stay in it.
fn sort_rows(rows: &mut [ContainerRow], key: SortKey) {
    match key {
        SortKey::Name => {}
        SortKey::State => rows.sort_by_key(|row| {
            let is_well = row.health != HealthState::Unhealthy;
            (row.state == ContainerState::Running, is_well)
        }),
        SortKey::Started => rows.sort_by_key(|row| std::cmp::Reverse(row.started_at.clone())),
        SortKey::Restarts => rows.sort_by_key(|row| std::cmp::Reverse(row.restarts)),
    }
}

fn line(row: &ContainerRow, now: Timestamp) -> [TableCell; 9] {
    let restarts = row.restarts.map_or_else(|| "-".to_owned(), |count| count.to_string());
    let restarted = if row.restarts > Some(0) { Tone::Caution } else { Tone::Plain };
    [
        row.environment.clone().into(),
        TableCell::toned(Tone::Strong, &*row.application),
        row.host.clone().into(),
        TableCell::toned(Tone::of_state(row.state, row.health), state(row)),
        uptime(row, now).into(),
        TableCell::toned(restarted, restarts),
        ports(&row.ports).into(),
        row.image.clone().into(),
        TableCell::toned(Tone::Faint, &*row.container),
    ]
}

/// How long a running container has been up, in its two largest units: `3d 4h`.
fn uptime(row: &ContainerRow, now: Timestamp) -> String {
    let started = row.started_at.as_deref().and_then(|time| time.parse::<Timestamp>().ok());
    match started.filter(|_| row.state == ContainerState::Running) {
        Some(started) => age(now.as_second().saturating_sub(started.as_second())),
        None => "-".to_owned(),
    }
}

/// The published ports: `8080->80/tcp`, each once, whatever the number of addresses.
fn ports(ports: &[PublishedPort]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for port in ports {
        let inside = format!("{}/{}", port.container_port, port.protocol.name());
        let Some(number) = port.host_port else { continue };
        let text = match port.host_address {
            Some(address) if !address.is_unspecified() => format!("{address}:{number}->{inside}"),
            _ => format!("{number}->{inside}"),
        };
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    if shown.is_empty() { "-".to_owned() } else { shown.join(", ") }
}

fn state(row: &ContainerRow) -> String {
    let word = row.state.name();
    // Engines keep the health that a container had before it ended.
    let has_ended = matches!(row.state, ContainerState::Exited | ContainerState::Dead);
    match (row.health, row.exit_code) {
        (_, Some(code)) if has_ended => format!("{word} ({code})"),
        (_, None) if has_ended => word.to_owned(),
        (HealthState::Healthy, _) => format!("{word} (healthy)"),
        (HealthState::Unhealthy, _) => format!("{word} (unhealthy)"),
        (HealthState::Starting, _) => format!("{word} (starting)"),
        (HealthState::None, Some(code)) if row.state != ContainerState::Running => {
            format!("{word} ({code})")
        }
        (HealthState::None, _) => word.to_owned(),
    }
}
