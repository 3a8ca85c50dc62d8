//! `murano completions`: prints a script with which a shell completes command lines; and the hidden command that these scripts call.
//!
//! The scripts of bash, zsh and fish ask `murano __complete` at each completion, so that they know what is deployed. Those of other
//! shells are generated once, and know commands and options only.

mod candidate;
mod candidates;
mod deployed;
mod paths;
mod scripts;

use clap::{Args, Command};
use clap_complete::Shell;

use super::command_error::CommandResult;
use super::exit::Exit;
use super::terminal::write_stdout;

/// `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
In bash, zsh and fish, applications, environments, codes, lessons and files are completed, too.

Examples:
  murano completions bash > ~/.local/share/bash-completion/completions/murano
  murano completions zsh > \"${fpath[1]}/_murano\"
  murano completions fish > ~/.config/fish/completions/murano.fish")]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `__complete`: what may stand at the end of a command line.
#[derive(Debug, Args)]
pub(super) struct CompleteArgs {
    /// The words after the name of the program, up to the one at the cursor, which may be empty.
    #[arg(last = true)]
    pub words: Vec<String>,
}

/// Prints the script for `command`, the whole command line of murano.
pub(super) fn run(args: &CompletionsArgs, mut command: Command) -> CommandResult {
    match args.shell {
        Shell::Bash => write_stdout(scripts::BASH.as_bytes()),
        Shell::Zsh => write_stdout(scripts::ZSH.as_bytes()),
        Shell::Fish => write_stdout(scripts::FISH.as_bytes()),
        shell => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "murano", &mut script);
            write_stdout(&script);
        }
    }
    Ok(Exit::Done)
}

/// Prints the kind of the candidates, `values` or `files`, then a candidate on each line, with a tab before its description.
pub(super) fn complete(args: &CompleteArgs, mut command: Command) -> CommandResult {
    command.build();
    let found = candidates::complete(&args.words, &command);
    let mut text = format!("{}\n", if found.are_files { "files" } else { "values" });
    for candidate in found.all {
        let is_one_line = !candidate.value.contains(char::is_control);
        if is_one_line && candidate.description.is_empty() {
            text += &format!("{}\n", candidate.value);
        } else if is_one_line {
            text += &format!("{}\t{}\n", candidate.value, candidate.description);
        }
    }
    write_stdout(text.as_bytes());
    Ok(Exit::Done)
}
