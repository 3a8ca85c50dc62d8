//! Timeouts of requests to a real engine.
//!
//! The client library's timeout guards only the headers of a reply. So every request has a timeout from here, and every
//! stream whose silence means trouble has an idle timeout.

use std::future::Future;
use std::time::Duration;

use bollard::errors::Error as ClientError;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};

use super::failure;
use crate::engine::{EngineError, EngineErrorKind};

/// The timeouts of requests to one engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadlines {
    /// For a request that changes nothing.
    pub question: Duration,
    /// For a request that creates, changes or removes something.
    pub change: Duration,
    /// Idle timeout of a pull.
    pub pull_silence: Duration,
    /// For a command in a container without a timeout of its own.
    pub command: Duration,
    /// For a stop whose grace period only the engine knows.
    pub stop: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            question: Duration::from_secs(60),
            change: Duration::from_secs(180),
            pull_silence: Duration::from_secs(180),
            command: Duration::from_secs(600),
            stop: Duration::from_secs(900),
        }
    }
}

/// Awaits a request with a timeout.
pub(super) async fn within<T>(
    limit: Duration,
    doing: &str,
    request: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, EngineError> {
    match tokio::time::timeout(limit, request).await {
        Ok(answer) => answer.map_err(failure::request_failed),
        Err(_) => Err(too_late(limit, doing)),
    }
}

/// Ends a stream with an error when nothing arrives for `limit`.
pub(super) fn unless_silent<T: Send + 'static>(
    limit: Duration,
    doing: &'static str,
    replies: impl Stream<Item = Result<T, EngineError>> + Send + 'static,
) -> BoxStream<'static, Result<T, EngineError>> {
    let state = Some(replies.boxed());
    stream::unfold(state, move |state| async move {
        let mut replies = state?;
        match tokio::time::timeout(limit, replies.next()).await {
            Ok(reply) => reply.map(|reply| (reply, Some(replies))),
            Err(_) => Some((Err(too_late(limit, doing)), None)),
        }
    })
    .boxed()
}

/// The error of an exceeded timeout.
pub(super) fn too_late(limit: Duration, doing: &str) -> EngineError {
    let message = format!("the engine did not answer within {limit:?} while {doing}");
    EngineError::new(EngineErrorKind::Timeout, message)
}
