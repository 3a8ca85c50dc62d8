//! `murano stats`: the processor time, memory and traffic of running applications.

use clap::Args;
use futures_util::future::join_all;
use serde::Serialize;

use crate::deploy::{ContainerRow, ContainerState, ContainerStats};

use super::command_error::{CommandError, CommandResult, engine_error};
use super::containers::{Listing, SelectArgs};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::Tone;
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_json, print_styled};

/// `stats`.
#[derive(Debug, Args)]
#[command(after_help = "\
Processor time is in percent of one processor, over one second.

Examples:
  murano stats
  murano stats web --format json")]
pub(super) struct StatsArgs {
    /// The applications.
    #[command(flatten)]
    pub select: SelectArgs,
    /// The format of the table.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// One line of the table.
#[derive(Debug, Serialize)]
struct Measured {
    environment: String,
    application: String,
    #[serde(flatten)]
    stats: ContainerStats,
}

/// Measures applications.
pub(super) fn run(args: &StatsArgs, terminal: &Terminal) -> CommandResult {
    let (listing, mut rows) = args.select.find(terminal)?;
    if args.select.applications.is_empty() {
        rows.retain(|row| row.state == ContainerState::Running);
    }
    let measured = wait(join_all(rows.iter().map(|row| measure(&listing, row))))?;
    let measured = measured.into_iter().collect::<Result<Vec<_>, _>>()?;
    match args.format {
        OutputFormat::Json => print_json(&measured),
        OutputFormat::Table => {
            let header = [
                "ENVIRONMENT",
                "APPLICATION",
                "CPU",
                "MEMORY",
                "LIMIT",
                "RECEIVED",
                "SENT",
                "PROCESSES",
            ];
            let rows: Vec<_> = measured.iter().map(line).collect();
            print_styled(&table(header, &rows, terminal.results));
        }
    }
    Ok(Exit::Done)
}

async fn measure(listing: &Listing, row: &ContainerRow) -> Result<Measured, CommandError> {
    let engine = listing.engine_of(row)?;
    let stats = engine.stats(&row.container).await;
    let stats =
        stats.map_err(|error| engine_error(&row.engine, "measuring the container", error))?;
    let (environment, application) = (row.environment.clone(), row.application.clone());
    Ok(Measured { environment, application, stats })
}

fn line(measured: &Measured) -> [TableCell; 8] {
    let stats = &measured.stats;
    let limit = if stats.memory_limit == 0 { "-".to_owned() } else { size(stats.memory_limit) };
    [
        measured.environment.clone().into(),
        TableCell::toned(Tone::Strong, &*measured.application),
        format!("{:.1} %", stats.cpu_percent).into(),
        size(stats.memory).into(),
        limit.into(),
        size(stats.received).into(),
        size(stats.sent).into(),
        stats.processes.to_string().into(),
    ]
}

/// A number of bytes in the largest binary unit that leaves at least 1, as the docker command shows memory.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut divisor: u64 = 1;
    while unit + 1 < UNITS.len() && bytes / divisor >= 1024 {
        divisor *= 1024;
        unit += 1;
    }
    // Tenths by integer arithmetic, rounded down: no number of bytes is shown as more than it is.
    let tenths = (u128::from(bytes) * 10) / u128::from(divisor);
    match unit {
        0 => format!("{bytes} B"),
        _ => format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_binary_units() {
        let cases = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1536, "1.5 KiB"),
            (6 << 20, "6.0 MiB"),
            (u64::MAX, "16777215.9 TiB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }
}
