//! `murano logs`: copies the log of an application's container, as it is, to standard output and standard error.

use clap::Args;
use futures_util::StreamExt as _;
use serde_json::json;

use crate::engine::{Engine, EngineError, LogQuery, LogSource};

use super::command_error::{CommandResult, engine_error};
use super::containers::{ContainerArgs, find};
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::terminal::{Terminal, print_json_line, write_stderr, write_stdout};

/// `logs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano logs web
  murano logs web --env shop --tail 20 -f")]
pub(super) struct LogsArgs {
    /// The application.
    #[command(flatten)]
    pub container: ContainerArgs,
    /// Follow the log: print what is written from now on.
    #[arg(long, short)]
    pub follow: bool,
    /// Print only the last N lines.
    #[arg(long, value_name = "N")]
    pub tail: Option<usize>,
    /// The format of the log: as it is, or a JSON object for each part of it.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Prints a log.
pub(super) fn run(args: &LogsArgs, terminal: &Terminal) -> CommandResult {
    let (row, engine) = find(&args.container, terminal)?;
    let query = LogQuery { tail: args.tail, follow: args.follow };
    let copied = wait(copy(&*engine, &row.container, query, args.format))?;
    copied.map_err(|error| engine_error(&row.engine, "reading the log", error))?;
    Ok(Exit::Done)
}

async fn copy(
    engine: &dyn Engine,
    name: &str,
    query: LogQuery,
    format: OutputFormat,
) -> Result<(), EngineError> {
    let mut chunks = engine.logs(name, query).await?;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        match (format, chunk.source) {
            (OutputFormat::Json, source) => print_json_line(&json!({
                "stream": if source == LogSource::Stdout { "stdout" } else { "stderr" },
                "text": String::from_utf8_lossy(&chunk.bytes),
            })),
            (OutputFormat::Table, LogSource::Stdout) => write_stdout(&chunk.bytes),
            (OutputFormat::Table, LogSource::Stderr) => write_stderr(&chunk.bytes),
        }
    }
    Ok(())
}
