//! `murano repl`: a conversation, with the engines the command line asks for.

use std::path::PathBuf;

use super::arguments::{PackageArgs, ReplArgs};
use super::deployment::EngineChoice;
use super::exit::Exit;
use super::packages;
use super::repl::{self, ReplOptions};
use super::session::for_conversation;
use super::terminal::{Talk, Terminal};

/// The environment of a conversation that neither names one nor begins with a file.
const ENVIRONMENT: &str = "repl";

/// Converses.
pub(super) fn run(args: ReplArgs, terminal: Terminal) -> Exit {
    let ReplArgs { file, packages, env, engine } = args;
    begin(file, packages, env, engine.engine, terminal)
}

/// Converses as `murano` alone does.
pub(super) fn bare(terminal: Terminal) -> Exit {
    begin(None, PackageArgs::default(), None, EngineChoice::Usual, terminal)
}

fn begin(
    file: Option<PathBuf>,
    packages: PackageArgs,
    env: Option<String>,
    engine: EngineChoice,
    terminal: Terminal,
) -> Exit {
    let of_file = || file.as_deref().map(super::deployment::environment_of);
    let name = env.or_else(of_file).unwrap_or_else(|| ENVIRONMENT.to_owned());
    let program = file.clone();
    let session = move || {
        let session = for_conversation(name, &engine, &terminal);
        // What is wrong was shown: the conversation goes on without that package.
        let _shown = packages::give(&session, &packages, program.as_deref(), &terminal);
        session
    };
    let quiet = terminal.talk == Talk::Quiet;
    let options = ReplOptions { file, session: Box::new(session), quiet, ..ReplOptions::default() };
    Exit::Of(repl::run(options))
}
