//! `murano logs`: what an application wrote, each stream where it belongs.

use std::io::Write as _;

use futures_util::StreamExt as _;

use crate::engine::{Engine, EngineError, LogQuery, LogSource};

use super::Ending;
use super::arguments::LogsArgs;
use super::deployed::{container, wait};
use super::exit::Exit;
use super::failure;
use super::terminal::{Terminal, answer_bytes};

/// Shows a log.
pub(super) fn run(args: &LogsArgs, terminal: &Terminal) -> Ending {
    let (row, engine) = container(&args.container, terminal)?;
    let query = LogQuery { tail: args.tail, follow: args.follow };
    let copied = wait(copy(&*engine, &row.container, query))?;
    copied.map_err(|error| failure::engine(&row.engine, "reading the log", error))?;
    Ok(Exit::Done)
}

async fn copy(engine: &dyn Engine, name: &str, query: LogQuery) -> Result<(), EngineError> {
    let mut chunks = engine.logs(name, query).await?;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        match chunk.source {
            LogSource::Stdout => answer_bytes(&chunk.bytes),
            // Nobody may be reading.
            LogSource::Stderr => drop(std::io::stderr().lock().write_all(&chunk.bytes)),
        }
    }
    Ok(())
}
