//! `murano completions`: scripts by which shells complete command lines.

use clap::CommandFactory as _;

use super::Ending;
use super::arguments::{Cli, CompletionsArgs};
use super::exit::Exit;
use super::terminal::answer_bytes;

/// Prints a script.
pub(super) fn run(args: &CompletionsArgs) -> Ending {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "murano", &mut script);
    answer_bytes(&script);
    Ok(Exit::Done)
}
