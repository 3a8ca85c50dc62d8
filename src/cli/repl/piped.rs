//! Inputs from a pipe: no prompts, results on standard output, errors on standard error.

use std::io::BufRead as _;

use super::shell::{Next, Shell};
use super::tokens::tokens;

/// Runs everything there is; 1 if anything failed.
pub(super) fn converse(shell: &mut Shell, loaded: bool) -> u8 {
    let mut failed = !loaded;
    let mut text = String::new();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else {
            shell.complain("the input is not UTF-8");
            return 1;
        };
        text.push_str(&line);
        text.push('\n');
        if is_open(&text) {
            continue;
        }
        match shell.input(&text) {
            Next::More => {
                // It comes again, with more.
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

/// A bracket or comment is open: no need to ask the reader.
fn is_open(text: &str) -> bool {
    let tokens = tokens(text);
    !tokens.open.is_empty() || tokens.in_comment
}
