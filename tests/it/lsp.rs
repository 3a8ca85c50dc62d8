//! `murano lsp`: an editor and the server. Every test starts the real binary and speaks its protocol.

mod answers;
mod endurance;
mod problems;
mod session;
mod yaml;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value as Json, json};

/// An editor.
pub(crate) struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i32,
    /// Notifications that arrived before the last answer.
    pub(crate) before: Vec<Json>,
}

/// The address of the document that most tests edit.
pub(crate) const URI: &str = "file:///nowhere/app.murano";

impl Editor {
    /// Starts the server and sends nothing yet.
    pub(crate) fn silent() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_murano"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, input, output, next: 1, before: Vec::new() }
    }

    /// Starts the server and shakes hands.
    pub(crate) fn new() -> Self {
        let mut editor = Self::silent();
        editor.ask("initialize", json!({ "capabilities": {} })).expect("it initializes");
        editor.tell("initialized", json!({}));
        editor
    }

    /// The same with an open document.
    pub(crate) fn with(text: &str) -> Self {
        let mut editor = Self::new();
        editor.open(URI, text);
        editor
    }

    /// Sends bytes unchanged.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).expect("it reads");
        input.flush().expect("it reads");
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Json) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a notification.
    pub(crate) fn tell(&mut self, method: &str, params: Json) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request; returns its id.
    pub(crate) fn request(&mut self, method: &str, params: Json) -> i32 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The next message.
    pub(crate) fn receive(&mut self) -> Json {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("headers are text") > 0, "it ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the whole message");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The answer to a request: its result, or its error.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Json, Json> {
        loop {
            let message = self.receive();
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.before.push(message);
        }
    }

    /// Sends a request and waits for its answer.
    pub(crate) fn ask(&mut self, method: &str, params: Json) -> Result<Json, Json> {
        let id = self.request(method, params);
        self.answer(id)
    }

    /// Opens a document.
    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "murano", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text of the document.
    pub(crate) fn replace(&mut self, version: i32, text: &str) {
        self.change(version, json!([{ "text": text }]));
    }

    /// Changes the document.
    pub(crate) fn change(&mut self, version: i32, changes: Json) {
        self.change_of(URI, version, changes);
    }

    /// Changes a document.
    pub(crate) fn change_of(&mut self, uri: &str, version: i32, changes: Json) {
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
    }

    /// Asks about a position of the document.
    pub(crate) fn at(&mut self, method: &str, position: Json) -> Result<Json, Json> {
        let document = json!({ "uri": URI });
        self.ask(method, json!({ "textDocument": document, "position": position }))
    }

    /// Asks about the document as a whole.
    pub(crate) fn whole(&mut self, method: &str) -> Result<Json, Json> {
        let range = json!({ "start": position(0, 0), "end": position(9999, 0) });
        let options = json!({ "tabSize": 4, "insertSpaces": true });
        let params = json!({ "textDocument": { "uri": URI }, "range": range, "options": options });
        self.ask(method, params)
    }

    /// The problems of a version of the document, as published.
    pub(crate) fn problems(&mut self, version: i32) -> Vec<Json> {
        loop {
            let message = self.receive();
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics"
                && params["version"] == version
            {
                return params["diagnostics"].as_array().expect("a list").clone();
            }
            self.before.push(message);
        }
    }

    /// The problems of a version of any document, as published. What was published before of other documents counts, too.
    pub(crate) fn problems_of(&mut self, uri: &str, version: i32) -> Vec<Json> {
        let is_wanted = |message: &Json| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        };
        let known = self.before.iter().position(is_wanted).map(|at| self.before.remove(at));
        let mut message = known.unwrap_or(Json::Null);
        while !is_wanted(&message) {
            self.before.extend((!message.is_null()).then_some(message));
            message = self.receive();
        }
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Closes the input and waits for the end.
    pub(crate) fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // A test that failed leaves no process behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A position of the protocol.
pub(crate) fn position(line: u32, character: u32) -> Json {
    json!({ "line": line, "character": character })
}

/// The position of the mark `|` in a text, and the text without it.
pub(crate) fn marked(text: &str) -> (String, Json) {
    let at = text.find('|').expect("a mark");
    let before = &text[..at];
    let line = before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or("").encode_utf16().count() as u32;
    (text.replacen('|', "", 1), position(line, column))
}
