//! `murano logs`: copies the logs of containers to standard output and standard error: of one application as it is, of several with
//! a name before each line, in the order in which they were written.

mod merge;
mod since;

use std::sync::Arc;

use clap::Args;
use futures_util::StreamExt as _;

use crate::deploy::{ContainerRow, Engine, EngineError, LogQuery, LogSource};

use self::merge::{LineStyle, LogReader};
use super::command_error::{CommandError, CommandResult, engine_error};
use super::containers::{Listing, SelectArgs};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::terminal::{Terminal, write_stderr, write_stdout};

/// `logs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano logs web
  murano logs                        all applications, in the order in which they wrote
  murano logs web redis --since 10m --timestamps
  murano logs web --env shop --tail 20 -f")]
pub(super) struct LogsArgs {
    /// The applications.
    #[command(flatten)]
    pub select: SelectArgs,
    /// Follow the logs: print what is written from now on.
    #[arg(long, short)]
    pub follow: bool,
    /// Print only the last N lines of each application.
    #[arg(long, value_name = "N")]
    pub tail: Option<usize>,
    /// Print only what was written since then: an age such as `90s`, `10m` or `2h`, or a time such as `2026-01-31T12:00:00Z`.
    #[arg(long, value_name = "TIME", value_parser = since::parse)]
    pub since: Option<i64>,
    /// Print the time before each line.
    #[arg(long, short)]
    pub timestamps: bool,
    /// The format of the logs: as they are, or a JSON object for each line.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Prints logs.
pub(super) fn run(args: &LogsArgs, terminal: &Terminal) -> CommandResult {
    let (listing, rows) = args.select.find(terminal)?;
    let several = rows.len() > 1;
    let query = LogQuery {
        tail: args.tail,
        follow: args.follow,
        since: args.since,
        // Lines of several containers are ordered by their times.
        timestamps: args.timestamps || several || args.format == OutputFormat::Json,
    };
    if !several && !args.timestamps && args.format == OutputFormat::Table {
        let Some((row, engine)) = with_engines(&listing, &rows)?.pop() else {
            return Ok(Exit::Done);
        };
        let copied = wait(copy(&*engine, &row.container, query))?;
        copied.map_err(|error| engine_error(&row.engine, "reading the log", error))?;
        return Ok(Exit::Done);
    }
    let (timestamps, format) = (args.timestamps, args.format);
    let style = LineStyle { names: several, timestamps, colour: terminal.results, format };
    let found = with_engines(&listing, &rows)?;
    wait(async {
        let mut sources = Vec::new();
        for (row, engine) in &found {
            let chunks = engine.logs(&row.container, query).await;
            let failed = |error| engine_error(&row.engine, "reading the log", error);
            sources.push(LogReader::new(label(row, &rows), chunks.map_err(failed)?));
        }
        let copied = merge::copy(sources, style, args.follow).await;
        copied.map_err(|error| engine_error(&rows[0].engine, "reading the log", error))
    })??;
    Ok(Exit::Done)
}

/// A container, and the engine that lists it.
type RowWithEngine<'a> = (&'a ContainerRow, Arc<dyn Engine>);

/// The rows with their engines.
fn with_engines<'a>(
    listing: &Listing,
    rows: &'a [ContainerRow],
) -> Result<Vec<RowWithEngine<'a>>, CommandError> {
    rows.iter().map(|row| Ok((row, listing.engine_of(row)?))).collect()
}

/// The name before a line: that of the application, with its environment if there are several.
fn label(row: &ContainerRow, all: &[ContainerRow]) -> String {
    if all.iter().all(|other| other.environment == row.environment) {
        row.application.clone()
    } else {
        format!("{}/{}", row.environment, row.application)
    }
}

async fn copy(engine: &dyn Engine, name: &str, query: LogQuery) -> Result<(), EngineError> {
    let mut chunks = engine.logs(name, query).await?;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        match chunk.source {
            LogSource::Stdout => write_stdout(&chunk.bytes),
            LogSource::Stderr => write_stderr(&chunk.bytes),
        }
    }
    Ok(())
}
