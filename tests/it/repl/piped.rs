//! Inputs from a pipe.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::terminal::state;
use crate::cli::feed;

/// A reader such as `head` closes the pipe after the first lines.
#[test]
fn a_closed_output_ends_the_repl_quietly() {
    let state = state();
    let mut child = begin_piped(state.path());
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    // The reader may close it before everything is written.
    let _ = stdin.write_all(b"1 + 1\nprint('more')\n:help\n");
    drop(stdin);
    let did = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&did.stderr), "");
    assert_eq!(did.status.code(), Some(0));
}

/// A REPL through pipes.
fn begin_piped(state: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_murano"))
        .arg("repl")
        .env("MURANO_STATE", state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// Standard output, standard error and the exit code of inputs from a pipe.
fn piped(text: &str) -> (String, String, Option<i32>) {
    let state = state();
    let output = feed(begin_piped(state.path()), text.as_bytes());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn a_pipe_is_read_to_its_end() {
    let (out, errors, code) =
        piped("$x = [\n 1,\n 2 ]\n$x.len() + 40\nclass A {\n  n: int!\n}\nnew A { n: 1 }");
    assert_eq!((out.as_str(), errors.as_str(), code), ("42\nA { n: 1 }\n", "", Some(0)));
    let (out, errors, code) = piped("1 / 0\n'still here'\n(1 +");
    assert_eq!((out.as_str(), code), ("'still here'\n", Some(1)));
    assert!(errors.contains("E0002"), "{errors}");
}

/// What a person types has the same results when it is piped.
#[test]
fn a_pipe_has_the_results_of_typed_lines() {
    // The class is the first input.
    let text = "class Web {\n    port: int! = 80\n    url() {\n        return 'x'\n    }\n}\nnew Web { port: '8080' }\n_.port + 1\n?while\n:type _2\n\
                _3 + 1\n";
    let (out, errors, code) = piped(text);
    assert_eq!((errors.as_str(), code), ("", Some(0)));
    assert!(
        out.starts_with("Web { port: 8080 }\n8081\nwhile condition { … }   keyword\n"),
        "{out}"
    );
    let (out, errors, code) = piped("$a = 1\n$b = 1 / 0\n$a\nexit\n$never\n");
    assert_eq!((out.as_str(), code), ("1\n", Some(1)));
    assert!(errors.contains("E0306") && !errors.contains("never"), "{errors}");
}
