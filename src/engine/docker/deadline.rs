//! Timeouts of requests to a real engine, and the recognition of one that has stopped answering.
//!
//! The client library's timeout guards only the headers of a reply. So every request has a timeout from here, and every
//! stream whose silence means trouble has an idle timeout. Beside each wait the engine is pinged: one that does not answer
//! a ping within half of the deadline hangs. Then everything that waits for it fails, and later requests fail at once, so
//! that a command waits for one deadline, however many requests and branches it has.

use std::future::Future;
use std::time::Duration;

use bollard::errors::Error as ClientError;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::{Docker, failure};
use crate::engine::{EngineError, EngineErrorKind};

/// The timeouts of requests to one engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadlines {
    /// For a request that changes nothing; also how long an engine may be silent to everything before it counts as hung.
    pub question: Duration,
    /// For a request that creates, changes or removes something.
    pub change: Duration,
    /// Idle timeout of a pull.
    pub pull_silence: Duration,
    /// For a command in a container without a timeout of its own.
    pub command: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            question: Duration::from_secs(60),
            change: Duration::from_secs(180),
            pull_silence: Duration::from_secs(180),
            command: Duration::from_secs(600),
        }
    }
}

/// Whether an engine answers, shared by all requests to it.
pub(super) struct Liveness(watch::Sender<LivenessState>);

/// What is known of an engine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LivenessState {
    /// It answers, as far as is known.
    Answering,
    /// It did not answer a request in time.
    Hung,
}

impl Default for Liveness {
    fn default() -> Self {
        Self(watch::Sender::new(LivenessState::Answering))
    }
}

impl Liveness {
    fn give_up(&self) {
        self.0.send_replace(LivenessState::Hung);
    }

    /// Completes when some request found that the engine hangs.
    async fn hung(&self) {
        // The sender lives as long as `self`, so that waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|state| *state == LivenessState::Hung).await;
    }
}

impl Docker {
    /// Awaits a request; `limit` is its timeout, none if only the container decides how long it takes.
    pub(super) async fn within<T>(
        &self,
        limit: Option<Duration>,
        doing: &str,
        request: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, EngineError> {
        tokio::select! {
            biased;
            answer = request => answer.map_err(failure::request_failed),
            silence = self.silence(limit, doing) => Err(silence),
        }
    }

    /// Ends a stream with an error when nothing arrives for `limit`, or when the engine hangs.
    pub(super) fn unless_silent<T: Send + 'static>(
        &self,
        limit: Option<Duration>,
        doing: &'static str,
        replies: impl Stream<Item = Result<T, EngineError>> + Send + 'static,
    ) -> BoxStream<'static, Result<T, EngineError>> {
        let state = Some((self.clone(), replies.boxed()));
        stream::unfold(state, move |state| async move {
            let (engine, mut replies) = state?;
            let next = tokio::select! {
                biased;
                reply = replies.next() => reply.map(Ok),
                silence = engine.silence(limit, doing) => Some(Err(silence)),
            };
            match next? {
                Ok(reply) => Some((reply, Some((engine, replies)))),
                Err(silence) => Some((Err(silence), None)),
            }
        })
        .boxed()
    }

    /// Completes when the wait for a reply has taken `limit`, or the engine hangs. It is pinged every half of a deadline and
    /// has the other half for its answer, so that a hung one is found out within one deadline.
    async fn silence(&self, limit: Option<Duration>, doing: &str) -> EngineError {
        let half = self.deadlines.question / 2;
        let begun = Instant::now();
        let watching = async {
            loop {
                let left = limit.map_or(half, |limit| limit.saturating_sub(begun.elapsed()));
                sleep(left.min(half)).await;
                if let Some(limit) = limit.filter(|limit| begun.elapsed() >= *limit) {
                    // A long change may be slow for its own reasons, such as a registry; a question has none.
                    if limit <= self.deadlines.question {
                        self.liveness.give_up();
                    }
                    return too_late(limit, doing);
                }
                // An error is an answer too: the request itself will report it.
                if timeout(half, self.client.ping()).await.is_err() {
                    self.liveness.give_up();
                    return too_late(self.deadlines.question, doing);
                }
            }
        };
        tokio::select! {
            biased;
            error = watching => error,
            () = self.liveness.hung() => {
                let message = format!("the engine has stopped answering; it was given up while {doing}");
                EngineError::new(EngineErrorKind::Timeout, message)
            }
        }
    }
}

/// The error of an exceeded timeout.
pub(super) fn too_late(limit: Duration, doing: &str) -> EngineError {
    let message = format!("the engine did not answer within {limit:?} while {doing}");
    EngineError::new(EngineErrorKind::Timeout, message)
}
