//! The connection to the client: lines of standard input, read ahead by a thread, and of standard output, each flushed.
//!
//! The thread delivers replies to our own requests to the branch of the program that waits for them, while other branches run.
//! Only JSON crosses threads.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead as _};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value as Json, json};
use tokio::sync::oneshot;

use super::error::RpcError;
use super::message::{self, Incoming};
use crate::cli::terminal::write_stdout;
use crate::{Level, Record};

/// A reply of the client: `result` or `error`.
type ClientReply = Result<Json, Json>;

/// Both directions of the connection.
pub(super) struct Pipe {
    incoming: Receiver<Incoming>,
    pending: Arc<Mutex<PendingRequests>>,
    /// The number of requests of our own so far.
    requests: Cell<u64>,
    /// The least level of log records that the client receives; `None`: it receives none.
    level: Cell<Option<Level>>,
}

/// Requests of ours that the client has not replied to, by id.
#[derive(Default)]
struct PendingRequests {
    replies: HashMap<String, oneshot::Sender<ClientReply>>,
    /// The input has ended: no reply will come.
    ended: bool,
}

impl Pipe {
    /// Opens the connection and starts the reading thread.
    pub(super) fn open() -> Self {
        let (send, incoming) = mpsc::channel();
        let pending = Arc::<Mutex<PendingRequests>>::default();
        let reader = pending.clone();
        let read = move || read_messages(&send, &reader);
        // If the thread cannot start, its sender is dropped, as at the end of the input.
        let _ = thread::Builder::new().name("input".into()).spawn(read);
        Self { incoming, pending, requests: Cell::new(0), level: Cell::new(Some(Level::Warning)) }
    }

    /// The next message; `None` at the end of the input.
    pub(super) fn next(&self) -> Option<Incoming> {
        self.incoming.recv().ok()
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: &Json, outcome: Result<Json, RpcError>) {
        self.write(&match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(error) => json!({ "jsonrpc": "2.0", "id": id, "error": error.to_json() }),
        });
    }

    /// Sends a notification.
    pub(super) fn notify(&self, method: &str, params: &Json) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sets the least level of log records that the client receives; `None` for none.
    pub(super) fn set_level(&self, level: Option<Level>) {
        self.level.set(level);
    }

    /// Sends a log message, if its level is high enough.
    pub(super) fn log(&self, level: Level, logger: &str, message: &str) {
        let (logger, message) = (logger.to_owned(), message.to_owned());
        self.record(&Record { level, logger, message, category: None });
    }

    /// Sends a log record, if its level is high enough.
    pub(super) fn record(&self, record: &Record) {
        if self.level.get().is_none_or(|least| record.level < least) {
            return;
        }
        let level = record.level.name();
        let mut params =
            json!({ "level": level, "logger": record.logger, "message": record.message });
        if let Some(category) = record.category {
            params["category"] = json!(category.name());
        }
        self.notify("log", &params);
    }

    /// Sends a request; returns the channel of its reply.
    pub(super) fn request(&self, method: &str, params: &Json) -> oneshot::Receiver<ClientReply> {
        self.requests.set(self.requests.get() + 1);
        let id = format!("host-{}", self.requests.get());
        let (send, reply) = oneshot::channel();
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        // After the end of the input the sender is dropped here, and the wait ends at once.
        if !pending.ended {
            pending.replies.insert(id.clone(), send);
        }
        drop(pending);
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        reply
    }

    /// Writes a message. If the client has closed the pipe, the process ends.
    #[expect(clippy::unused_self, reason = "only the owner of the connection writes to it")]
    fn write(&self, message: &Json) {
        write_stdout(format!("{message}\n").as_bytes());
    }
}

fn read_messages(send: &Sender<Incoming>, pending: &Mutex<PendingRequests>) {
    // Replies go straight to the branch that waits for them, not through the channel: the
    // session's thread, which reads the channel, may be the one that waits.
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if !matches!(input.read_until(b'\n', &mut line), Ok(1..)) {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let delivered = match message::parse(&line) {
            Incoming::Reply(id, reply) => {
                deliver(pending, &id, reply);
                true
            }
            other => send.send(other).is_ok(),
        };
        if !delivered {
            break;
        }
    }
    // No reply comes any more: dropping the senders wakes every branch that waits.
    let mut pending = pending.lock().unwrap_or_else(PoisonError::into_inner);
    pending.ended = true;
    pending.replies.clear();
}

/// Delivers a reply to the branch that waits for it. A reply with an unknown id is dropped.
fn deliver(pending: &Mutex<PendingRequests>, id: &str, reply: ClientReply) {
    let mut pending = pending.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(send) = pending.replies.remove(id) {
        let _ = send.send(reply);
    }
}
