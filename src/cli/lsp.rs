//! `murano lsp`: the language server, for editors, over standard input and output.
//!
//! It translates: requests to questions of [`crate::ide`], answers to the types of the protocol. Messages are handled one at a time,
//! in their order. A thread reads ahead, so that a request that was cancelled while it waited is not answered, and diagnostics are
//! computed when no further change waits.

mod assists;
mod capabilities;
mod code_completion;
mod convert;
mod document;
mod documents;
mod formatting;
mod navigate;
mod open_kind;
mod positions;
mod problems;
mod router;
mod structure;
mod workspace;

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use clap::Args;
use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};

use self::router::Router;
use self::workspace::Workspace;
use super::command_error::CommandResult;
use super::exit::Exit;

/// `lsp`.
#[derive(Debug, Args)]
#[command(after_help = "\
Editors start it; docs/guide/editors.md says how each is set up. It reads and writes the Language Server Protocol.

Example:
  murano lsp")]
pub(super) struct LspArgs {
    /// Accepted for editors that ask for it; standard input and output are always used.
    #[arg(long)]
    pub stdio: bool,
}

/// Serves until `exit` or the end of the input.
pub(super) fn run(_: &LspArgs) -> CommandResult {
    let (connection, threads) = Connection::stdio();
    let started = connection.initialize_start().and_then(|(id, params)| {
        connection.initialize_finish(id, capabilities::initialize_result())?;
        Ok(Workspace::of_options(&params))
    });
    // A client that leaves before the handshake is over has asked for nothing.
    match started {
        Ok(workspace) => serve(connection, workspace),
        Err(_) => drop(connection),
    }
    // The reader may still wait for input that never comes: the process ends with us.
    drop(threads);
    Ok(Exit::Done)
}

/// Handles messages until the client leaves.
fn serve(connection: Connection, workspace: Workspace) {
    let Connection { sender, receiver } = connection;
    let incoming = read_ahead(receiver);
    let mut router = Router::new(workspace, move |message| sender.send(message).is_ok());
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match next(&incoming, &mut router) {
                Some(message) => waiting.push_back(message),
                None => return,
            }
        }
        waiting.extend(incoming.try_iter());
        for answer in without_cancelled(&mut waiting) {
            router.send(answer.into());
        }
        let Some(message) = waiting.pop_front() else { continue };
        if router.handle(message).is_break() {
            return;
        }
    }
}

/// The next message; before waiting for it, problems of what has changed are published.
fn next(incoming: &Receiver<Message>, router: &mut Router) -> Option<Message> {
    if let Ok(message) = incoming.try_recv() {
        return Some(message);
    }
    router.publish_problems();
    incoming.recv().ok()
}

/// Moves messages to a queue without a limit: the connection's holds one.
fn read_ahead(receiver: impl IntoIterator<Item = Message> + Send + 'static) -> Receiver<Message> {
    let (send, incoming) = mpsc::channel();
    let forward = move || {
        for message in receiver {
            if send.send(message).is_err() {
                return;
            }
        }
    };
    // If the thread cannot start, its sender is dropped, as at the end of the input.
    let _ = thread::Builder::new().name("input".into()).spawn(forward);
    incoming
}

/// Removes the waiting requests that the client has cancelled; returns the answers to them.
fn without_cancelled(waiting: &mut VecDeque<Message>) -> Vec<Response> {
    let cancelled: Vec<RequestId> = waiting.iter().filter_map(cancelled_id).collect();
    let mut answers = Vec::new();
    waiting.retain(|message| match message {
        Message::Request(request) if cancelled.contains(&request.id) => {
            let (code, text) = (ErrorCode::RequestCanceled as i32, "the request was cancelled");
            answers.push(Response::new_err(request.id.clone(), code, text.to_owned()));
            false
        }
        _ => true,
    });
    answers
}

/// The request that a message cancels.
fn cancelled_id(message: &Message) -> Option<RequestId> {
    let Message::Notification(Notification { method, params }) = message else { return None };
    if method != "$/cancelRequest" {
        return None;
    }
    let id = params.get("id")?;
    let number = id.as_i64().and_then(|id| i32::try_from(id).ok()).map(RequestId::from);
    number.or_else(|| id.as_str().map(|id| RequestId::from(id.to_owned())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cancelled_request_is_answered_and_not_handled() {
        let request = |id: i32| {
            let (id, params) = (RequestId::from(id), json!({}));
            Message::Request(lsp_server::Request {
                id,
                method: "textDocument/hover".into(),
                params,
            })
        };
        let cancel = Notification::new("$/cancelRequest".into(), json!({ "id": 2 }));
        let mut waiting = VecDeque::from([request(1), request(2), cancel.into(), request(3)]);
        let answers = without_cancelled(&mut waiting);
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].id, RequestId::from(2));
        assert_eq!(waiting.len(), 3);
    }
}
