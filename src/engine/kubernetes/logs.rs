//! The logs of pods.

use futures_util::AsyncBufReadExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::jiff::Timestamp;
use kube::Api;
use kube::api::LogParams;

use crate::engine::{EngineError, EngineErrorKind, LogChunk, LogQuery, LogSource, Replies};

use super::{Kubernetes, failure, members, objects};

/// How many last lines a report quotes at most.
const QUOTED_LINES: i64 = 20;

/// Reads the logs of a member, of all its pods in one stream.
pub(super) async fn logs(
    cluster: &Kubernetes,
    name: &str,
    query: LogQuery,
) -> Result<Replies<LogChunk>, EngineError> {
    let found = members::find(cluster, name).await?;
    let mut streams: Vec<BoxStream<'static, Result<LogChunk, EngineError>>> = Vec::new();
    for pod in &found.observed.pods {
        match of_pod(cluster, objects::name_of(pod), &found.container, query).await {
            Ok(stream) => streams.push(stream),
            // A container that was never started has no log.
            Err(error) if error.kind == EngineErrorKind::BadRequest => {}
            Err(error) => return Err(error),
        }
    }
    Ok(stream::select_all(streams).boxed())
}

async fn of_pod(
    cluster: &Kubernetes,
    pod: &str,
    container: &str,
    query: LogQuery,
) -> Result<Replies<LogChunk>, EngineError> {
    let client = cluster.client().await?.clone();
    let api: Api<Pod> = Api::namespaced(client, &cluster.config.namespace);
    let since = query.since.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let params = LogParams {
        container: Some(container.to_owned()),
        follow: query.follow,
        tail_lines: query.tail.and_then(|lines| i64::try_from(lines).ok()),
        since_time: since,
        timestamps: query.timestamps,
        ..LogParams::default()
    };
    let reader = cluster.ask("reading logs", api.log_stream(pod, &params)).await?;
    let timed = query.timestamps;
    let lines = stream::unfold(Some(Box::pin(reader)), move |reader| async move {
        let mut reader = reader?;
        let mut line = Vec::new();
        match reader.read_until(b'\n', &mut line).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(chunk(line, timed)), Some(reader))),
            Err(error) => {
                let message = format!("the log ended: {error}");
                let error = EngineError::new(EngineErrorKind::ConnectionLost, message);
                Some((Err(error), None))
            }
        }
    });
    Ok(lines.boxed())
}

/// A line of a log; clusters do not tell which of the two streams it was written to.
fn chunk(mut line: Vec<u8>, timed: bool) -> LogChunk {
    let mut time = None;
    if timed
        && let Some(end) = line.iter().position(|byte| *byte == b' ')
        && let Some(found) = std::str::from_utf8(&line[..end]).ok().and_then(|t| t.parse().ok())
    {
        line.drain(..=end);
        time = Some(found);
    }
    LogChunk { source: LogSource::Stdout, time, bytes: line }
}

/// The last lines of one container of a pod; none if it was never started.
pub(super) async fn last_lines(
    cluster: &Kubernetes,
    pod: &str,
    container: &str,
    previous: bool,
) -> Result<Vec<String>, EngineError> {
    let client = cluster.client().await?.clone();
    let api: Api<Pod> = Api::namespaced(client, &cluster.config.namespace);
    let params = LogParams {
        container: Some(container.to_owned()),
        previous,
        tail_lines: Some(QUOTED_LINES),
        ..LogParams::default()
    };
    let limit = super::REQUEST_LIMIT;
    let text = match tokio::time::timeout(limit, api.logs(pod, &params)).await {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            let error = failure::request_failed(error);
            let never_started = matches!(
                error.kind,
                EngineErrorKind::BadRequest | EngineErrorKind::NoSuchContainer
            );
            return if never_started { Ok(Vec::new()) } else { Err(error) };
        }
        Err(_) => return Err(failure::too_late(limit, "reading logs")),
    };
    Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_before_a_line_is_read() {
        let timed = chunk(b"2026-01-02T03:04:05.678901234Z hello world\n".to_vec(), true);
        assert_eq!(timed.bytes, b"hello world\n");
        assert!(timed.time.is_some());
        let plain = chunk(b"hello world\n".to_vec(), true);
        assert_eq!((plain.time, &*plain.bytes), (None, &b"hello world\n"[..]));
    }
}
