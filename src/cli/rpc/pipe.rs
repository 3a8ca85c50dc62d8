//! Standard input and output: lines in, read ahead by a thread; lines out, each flushed.

use std::io::{self, BufRead as _};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use serde_json::{Value as Json, json};

use super::message::{self, Incoming};
use super::refusal::Refusal;

/// Both directions.
pub(super) struct Pipe {
    incoming: Receiver<Incoming>,
}

impl Pipe {
    /// Starts to read.
    pub(super) fn open() -> Self {
        let (send, incoming) = mpsc::channel();
        // Without a thread nothing is read: the input has ended.
        let _ = thread::Builder::new().name("input".into()).spawn(move || listen(&send));
        Self { incoming }
    }

    /// The next message; `None` at the end of the input.
    pub(super) fn next(&self) -> Option<Incoming> {
        self.incoming.recv().ok()
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: &Json, outcome: Result<Json, Refusal>) {
        let message = match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(refusal) => json!({ "jsonrpc": "2.0", "id": id, "error": refusal.to_json() }),
        };
        write(&message);
    }
}

/// Writes a message. A client that went away has seen enough.
fn write(message: &Json) {
    super::super::terminal::answer(&format!("{message}\n"));
}

fn listen(send: &Sender<Incoming>) {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if send.send(message::read(&line)).is_err() {
            return;
        }
    }
}
