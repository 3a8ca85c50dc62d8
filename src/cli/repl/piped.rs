//! Inputs from a pipe or a file: no prompts, results on standard output, errors on standard error.

use std::io::{self, BufRead as _};
use std::path::Path;

use super::command_line::is_command_line;
use super::commands::dispatch_input;
use super::shell::{Next, Shell};
use crate::ide::tokens::tokens;

/// How inputs ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputsEnd {
    /// All of them ran.
    Done {
        /// Whether one failed.
        failed: bool,
    },
    /// `:quit`.
    Quit {
        /// Whether one failed before.
        failed: bool,
    },
}

/// Runs all inputs of standard input; returns the exit code, 1 if any failed or the program did not load.
pub(super) fn run(shell: &mut Shell, loaded: bool) -> u8 {
    let (InputsEnd::Done { failed } | InputsEnd::Quit { failed }) =
        run_lines(shell, io::stdin().lock().lines());
    u8::from(failed || !loaded)
}

/// Runs the file that users keep for the beginning of each session, if there is one.
pub(super) fn run_startup(shell: &mut Shell, file: &Path) -> InputsEnd {
    let Ok(text) = std::fs::read_to_string(file) else { return InputsEnd::Done { failed: false } };
    let end = run_lines(shell, text.lines().map(|line| Ok(line.to_owned())));
    if end == (InputsEnd::Done { failed: true }) {
        shell.error(&format!("in `{}`, which is run when a session starts", file.display()));
    }
    // The session begins after it.
    shell.inputs.clear();
    shell.succeeded.clear();
    end
}

/// Runs inputs, each of which has as many lines as it needs.
fn run_lines(shell: &mut Shell, lines: impl Iterator<Item = io::Result<String>>) -> InputsEnd {
    let mut failed = false;
    let mut text = String::new();
    for line in lines {
        let Ok(line) = line else {
            shell.error("the input is not UTF-8");
            return InputsEnd::Quit { failed: true };
        };
        text.push_str(&line);
        text.push('\n');
        if is_open(&text) {
            continue;
        }
        match dispatch_input(shell, &text) {
            Next::More => {
                // It is dispatched again, with the next line.
                shell.inputs.pop();
                continue;
            }
            Next::Quit => return InputsEnd::Quit { failed },
            Next::Failed => failed = true,
            Next::Ready => {}
        }
        text.clear();
    }
    if !text.trim().is_empty() {
        failed |= shell.last_input(&text) != Next::Ready;
    }
    InputsEnd::Done { failed }
}

/// Whether a bracket or comment is open: then the input need not be parsed to know that it is incomplete.
fn is_open(text: &str) -> bool {
    let tokens = tokens(text);
    !is_command_line(text) && (!tokens.open.is_empty() || tokens.in_comment)
}
