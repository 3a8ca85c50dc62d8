//! `murano rpc`: another program drives the interpreter. Every test starts the real binary and speaks its protocol.

mod outcomes;
mod protocol;
mod sessions;
mod values;
mod vectors;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value as Json, json};

/// A client: a program that drives the interpreter.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: u64,
    /// What arrived before the last answer: log messages and calls of host functions.
    pub(crate) before: Vec<Json>,
}

impl Client {
    /// Starts the interpreter and sends nothing yet.
    pub(crate) fn silent() -> Self {
        Self::started(&[])
    }

    /// The same, with arguments.
    pub(crate) fn started(args: &[&str]) -> Self {
        Self::of(Command::new(env!("CARGO_BIN_EXE_murano")), args)
    }

    /// The same, with a directory for the records of environments.
    pub(crate) fn recording(args: &[&str], folder: &std::path::Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command.env("XDG_STATE_HOME", folder);
        Self::of(command, args)
    }

    fn of(mut command: Command, args: &[&str]) -> Self {
        command
            .arg("rpc")
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, input, output, next: 1, before: Vec::new() }
    }

    /// Starts the interpreter and calls `initialize`.
    pub(crate) fn new() -> Self {
        let mut client = Self::silent();
        client.ask("initialize", json!({ "protocol": 1 })).expect("it speaks protocol 1");
        client
    }

    /// Sends a line unchanged.
    pub(crate) fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(line.as_bytes()).expect("it reads");
        input.write_all(b"\n").expect("it reads");
    }

    /// The next message.
    pub(crate) fn receive(&mut self) -> Json {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it writes UTF-8");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e} in {line:?}"))
    }

    /// Sends a request; returns its id.
    pub(crate) fn request(&mut self, method: &str, params: Json) -> u64 {
        let id = self.next;
        self.next += 1;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&request.to_string());
        id
    }

    /// The answer to a request, `result` or `error`; host functions return null.
    pub(crate) fn ask(&mut self, method: &str, params: Json) -> Result<Json, Json> {
        self.ask_serving(method, params, |_| Ok(Json::Null))
    }

    /// The answer to a request; `serve` returns the result of each host function, or an error.
    pub(crate) fn ask_serving(
        &mut self,
        method: &str,
        params: Json,
        mut serve: impl FnMut(&Json) -> Result<Json, Json>,
    ) -> Result<Json, Json> {
        let id = self.request(method, params);
        self.before.clear();
        loop {
            let message = self.receive();
            assert_eq!(message["jsonrpc"], "2.0", "{message}");
            if message["method"] == "hostCall" {
                let reply = match serve(&message["params"]) {
                    Ok(value) => {
                        json!({ "jsonrpc": "2.0", "id": message["id"], "result": { "value": value } })
                    }
                    Err(error) => json!({ "jsonrpc": "2.0", "id": message["id"], "error": error }),
                };
                self.send(&reply.to_string());
            }
            if message.get("method").is_some() {
                self.before.push(message);
                continue;
            }
            assert_eq!(message["id"], id, "{message}");
            return match message.get("error") {
                Some(error) => Err(error.clone()),
                None => Ok(message["result"].clone()),
            };
        }
    }

    /// The value of an expression.
    pub(crate) fn evaluate(&mut self, expression: &str, more: Json) -> Result<Json, Json> {
        let mut params = more;
        params["expression"] = json!(expression);
        self.ask("evaluate", params).map(|result| result["value"].clone())
    }

    #[expect(clippy::disallowed_methods, reason = "the system tells of a process in a file")]
    /// Kibibytes that the interpreter holds in memory.
    pub(crate) fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Requires the end of the output; returns the exit code.
    pub(crate) fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
