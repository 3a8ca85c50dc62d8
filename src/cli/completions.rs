//! `murano completions`: what shells complete.

use clap::{Args, CommandFactory};

use super::{Cli, Exit};

/// What `completions` takes.
#[derive(Args)]
#[command(after_help = "Examples:\n  murano completions bash > /etc/bash_completion.d/murano")]
pub(super) struct Arguments {
    /// The shell.
    shell: clap_complete::Shell,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "murano", &mut script);
    let mut out = std::io::stdout().lock();
    // A closed pipe is nobody's mistake.
    let _ = std::io::Write::write_all(&mut out, &script);
    Exit::Done
}
