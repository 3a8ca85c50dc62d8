//! Streams from a real engine: logs and events.

use std::collections::HashMap;

use bollard::container::LogOutput;
use bollard::models::EventMessage;
use bollard::query_parameters::{EventsOptionsBuilder, LogsOptionsBuilder};
use futures_util::stream::TryStreamExt;

use super::{Docker, containers, failure, inspect};
use crate::engine::{
    ContainerEvent, EngineError, EngineErrorKind, EventAction, HealthState, LabelFilter, LogChunk,
    LogQuery, LogSource, Replies,
};

/// Reads a container's logs.
pub(super) async fn logs(
    engine: &Docker,
    name: &str,
    query: LogQuery,
) -> Result<Replies<LogChunk>, EngineError> {
    // A missing container must fail this reply, not the stream.
    inspect::inspect(engine, name).await?;
    let tail = query.tail.map_or_else(|| "all".to_owned(), |lines| lines.to_string());
    let options = LogsOptionsBuilder::default()
        .stdout(true)
        .stderr(true)
        .follow(query.follow)
        .since(query.since.and_then(|since| i32::try_from(since).ok()).unwrap_or(0))
        .timestamps(query.timestamps)
        .tail(&tail)
        .build();
    let replies = engine.client.logs(name, Some(options));
    let convert = if query.timestamps { timed_chunk } else { chunk };
    let chunks = replies.map_ok(convert).map_err(failure::request_failed);
    let limit = (!query.follow).then_some(engine.deadlines.question);
    Ok(engine.unless_silent(limit, "reading logs", chunks))
}

/// Subscribes to events from now on, by the engine's own clock.
pub(super) async fn events(
    engine: &Docker,
    labels: &LabelFilter,
) -> Result<Replies<ContainerEvent>, EngineError> {
    let since = engine_time(engine).await?;
    let options = EventsOptionsBuilder::default().since(&since).filters(&event_filters(labels));
    let replies = engine.client.events(Some(options.build()));
    let events = replies.map_ok(event).map_err(failure::request_failed);
    Ok(engine.unless_silent(None, "waiting for events", events))
}

/// Converts a chunk of output.
pub(super) fn chunk(output: LogOutput) -> LogChunk {
    let source = match output {
        LogOutput::StdErr { .. } => LogSource::Stderr,
        LogOutput::StdOut { .. } | LogOutput::StdIn { .. } | LogOutput::Console { .. } => {
            LogSource::Stdout
        }
    };
    LogChunk { source, time: None, bytes: output.into_bytes().to_vec() }
}

/// Converts a chunk of output that begins with its time and a space.
fn timed_chunk(output: LogOutput) -> LogChunk {
    let mut chunk = chunk(output);
    let end = chunk.bytes.iter().position(|byte| *byte == b' ');
    let time = end.and_then(|end| std::str::from_utf8(&chunk.bytes[..end]).ok()?.parse().ok());
    if let (Some(end), Some(_)) = (end, time) {
        chunk.bytes.drain(..=end);
        chunk.time = time;
    }
    chunk
}

/// The engine's time in seconds: its clock may differ from ours.
async fn engine_time(engine: &Docker) -> Result<String, EngineError> {
    let info = engine.ask("asking for its time", engine.client.info()).await?;
    let time = info.system_time.unwrap_or_default();
    let unreadable = |_| {
        let message = format!("the engine returned a malformed time: `{time}`");
        EngineError::new(EngineErrorKind::Other, message)
    };
    let now: jiff::Timestamp = time.parse().map_err(unreadable)?;
    Ok(format!("{}.{:09}", now.as_second(), now.subsec_nanosecond()))
}

fn event_filters(labels: &LabelFilter) -> HashMap<&'static str, Vec<String>> {
    // Health checks would otherwise report each of their commands.
    const ACTIONS: [&str; 7] =
        ["create", "start", "die", "oom", "rename", "destroy", "health_status"];
    let mut filters = containers::label_filters(labels);
    filters.insert("type", vec!["container".to_owned()]);
    filters.insert("event", ACTIONS.map(str::to_owned).to_vec());
    filters
}

fn event(message: EventMessage) -> ContainerEvent {
    let actor = message.actor.unwrap_or_default();
    let attributes = actor.attributes.unwrap_or_default();
    let code = attributes.get("exitCode").and_then(|code| code.parse().ok());
    ContainerEvent {
        id: actor.id.unwrap_or_default(),
        name: attributes.get("name").cloned().unwrap_or_default(),
        action: action(message.action.as_deref().unwrap_or_default(), code),
    }
}

fn action(words: &str, code: Option<i64>) -> EventAction {
    match words {
        "create" => EventAction::Created,
        "start" => EventAction::Started,
        "die" => EventAction::Died(code),
        "rename" => EventAction::Renamed,
        "destroy" => EventAction::Removed,
        "health_status: healthy" => EventAction::Health(HealthState::Healthy),
        "health_status: unhealthy" => EventAction::Health(HealthState::Unhealthy),
        other => EventAction::Other(other.to_owned()),
    }
}
