//! A pager for texts that are longer than the screen: what `PAGER` names, else `less`.

use std::io::{IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

/// The pager where `PAGER` is not set.
const DEFAULT_PAGER: &str = "less";

/// How `less` works where `LESS` does not say it: it shows colours, and ends at once if the text fits.
const LESS_OPTIONS: &str = "FRX";

/// The exit code of a shell for a command that it does not find.
const NOT_FOUND: i32 = 127;

/// Shows a text in the pager, if a person is at the terminal; returns whether it was shown. An empty `PAGER` is none.
#[expect(clippy::disallowed_methods, reason = "environment variables name the pager")]
pub(super) fn page(text: &str) -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return false;
    }
    let mut command = match std::env::var("PAGER") {
        Ok(pager) if pager.trim().is_empty() => return false,
        // The variable is a command line, as other programs take it.
        Ok(pager) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &pager]);
            shell
        }
        Err(_) => Command::new(DEFAULT_PAGER),
    };
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", LESS_OPTIONS);
    }
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // A person may leave the pager before the end of the text.
        let _left = input.write_all(text.as_bytes());
    }
    child.wait().is_ok_and(|status| status.code() != Some(NOT_FOUND))
}
