//! Inputs from a pipe: no prompts, results on standard output, errors on standard error.

use std::io::BufRead as _;

use super::commands::dispatch_input;
use super::shell::{Next, Shell};
use crate::syntax::tokens::tokens;

/// Runs all inputs; returns the exit code, 1 if any failed or the program did not load.
pub(super) fn run(shell: &mut Shell, loaded: bool) -> u8 {
    let mut failed = !loaded;
    let mut text = String::new();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else {
            shell.error("the input is not UTF-8");
            return 1;
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
            Next::Quit => return u8::from(failed),
            Next::Failed => failed = true,
            Next::Ready => {}
        }
        text.clear();
    }
    if !text.trim().is_empty() {
        failed |= shell.last_input(&text) != Next::Ready;
    }
    u8::from(failed)
}

/// Whether a bracket or comment is open: then the input need not be parsed to know that it is incomplete.
fn is_open(text: &str) -> bool {
    let tokens = tokens(text);
    !tokens.open.is_empty() || tokens.in_comment
}
