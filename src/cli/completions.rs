//! `murano completions`: prints a script with which a shell completes command lines.

use clap::{Args, Command};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::terminal::write_stdout;

/// `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano completions bash > ~/.local/share/bash-completion/completions/murano
  murano completions fish > ~/.config/fish/completions/murano.fish")]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Prints the script for `command`, the whole command line of murano.
pub(super) fn run(args: &CompletionsArgs, mut command: Command) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "murano", &mut script);
    write_stdout(&script);
    Ok(Exit::Done)
}
