//! What `docs/guide/repl.md` shows is what happens.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::terminal::{PROMPT, state};
use crate::sources;

/// The sessions of the page, in order: they are one session.
#[test]
fn the_sessions_of_the_guide_are_right() {
    let path = sources::root().join("docs/guide/repl.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let blocks = page.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let sessions: String = blocks.collect();
    let (mut inputs, mut outputs) = (String::new(), String::new());
    for line in sessions.lines() {
        match line.strip_prefix(PROMPT).or(line.strip_prefix(&" ".repeat(PROMPT.len()))) {
            Some(input) => inputs += &format!("{input}\n"),
            None => outputs += &format!("{line}\n"),
        }
    }
    assert!(inputs.lines().count() > 12, "the sessions were found");
    let state = state();
    let mut child = Command::new(env!("CARGO_BIN_EXE_murano"))
        .arg("repl")
        .env("MURANO_STATE", state.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(inputs.as_bytes()).expect("written");
    let did = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&did.stderr), "");
    assert_eq!(String::from_utf8_lossy(&did.stdout), outputs);
}
