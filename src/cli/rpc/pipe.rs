//! Standard input and output: lines in, read ahead by a thread; lines out, each flushed.
//!
//! The thread hands answers to our own requests to whoever waits for them, so that a branch of the program can wait while
//! others go on. Only JSON crosses threads.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead as _};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value as Json, json};
use tokio::sync::oneshot;

use super::message::{self, Incoming};
use super::refusal::Refusal;
use crate::cli::terminal;
use crate::runtime::machine::log::{Level, Record};

/// What the client answered: `result` or `error`.
type Reply = Result<Json, Json>;

/// Both directions.
pub(super) struct Pipe {
    incoming: Receiver<Incoming>,
    waiting: Arc<Mutex<Waiting>>,
    /// Requests of our own so far.
    asked: Cell<u64>,
    /// What the client wants to know of the log, from this level on; `None`: nothing.
    level: Cell<Option<Level>>,
}

/// Who waits for answers of the client, by the id of the request.
#[derive(Default)]
struct Waiting {
    replies: HashMap<String, oneshot::Sender<Reply>>,
    /// The input has ended: nothing will be answered.
    ended: bool,
}

impl Pipe {
    /// Starts to read.
    pub(super) fn open() -> Self {
        let (send, incoming) = mpsc::channel();
        let waiting = Arc::<Mutex<Waiting>>::default();
        let listener = waiting.clone();
        let listen = move || listen(&send, &listener);
        // Without a thread nothing is read: the input has ended.
        let _ = thread::Builder::new().name("input".into()).spawn(listen);
        Self { incoming, waiting, asked: Cell::new(0), level: Cell::new(Some(Level::Warning)) }
    }

    /// The next message; `None` at the end of the input.
    pub(super) fn next(&self) -> Option<Incoming> {
        self.incoming.recv().ok()
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: &Json, outcome: Result<Json, Refusal>) {
        self.write(&match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(refusal) => json!({ "jsonrpc": "2.0", "id": id, "error": refusal.to_json() }),
        });
    }

    /// Tells the client something.
    pub(super) fn notify(&self, method: &str, params: &Json) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// From which level on the client is told of the log.
    pub(super) fn set_level(&self, level: Option<Level>) {
        self.level.set(level);
    }

    /// Tells the client something of the log, if it wants to know.
    pub(super) fn log(&self, level: Level, logger: &str, message: &str) {
        let (logger, message) = (logger.to_owned(), message.to_owned());
        self.record(&Record { level, logger, message, category: None });
    }

    /// The same of a record.
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

    /// Asks the client something; where its answer will come.
    pub(super) fn request(&self, method: &str, params: &Json) -> oneshot::Receiver<Reply> {
        self.asked.set(self.asked.get() + 1);
        let id = format!("host-{}", self.asked.get());
        let (send, reply) = oneshot::channel();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // With the input at its end the sender is dropped here, and so the wait ends at once.
        if !waiting.ended {
            waiting.replies.insert(id.clone(), send);
        }
        drop(waiting);
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        reply
    }

    /// Writes a message. A client that went away has seen enough.
    #[expect(clippy::unused_self, reason = "who writes has the pipe")]
    fn write(&self, message: &Json) {
        terminal::answer(&format!("{message}\n"));
    }
}

fn listen(send: &Sender<Incoming>, waiting: &Mutex<Waiting>) {
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
        let delivered = match message::read(&line) {
            Incoming::Reply(id, reply) => {
                deliver(waiting, &id, reply);
                true
            }
            other => send.send(other).is_ok(),
        };
        if !delivered {
            break;
        }
    }
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.ended = true;
    waiting.replies.clear();
}

/// Hands an answer to whoever waits for it; nobody may.
fn deliver(waiting: &Mutex<Waiting>, id: &str, reply: Reply) {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(send) = waiting.replies.remove(id) {
        let _ = send.send(reply);
    }
}
