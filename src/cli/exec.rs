//! `murano exec`: a command in an application's container, to its end; its exit code is ours.

use std::io::Write as _;

use crate::engine::ExecSpec;

use super::Ending;
use super::arguments::ExecArgs;
use super::deployed::{container, wait};
use super::exit::Exit;
use super::failure;
use super::terminal::{Terminal, answer_bytes};

/// Runs a command.
pub(super) fn run(args: &ExecArgs, terminal: &Terminal) -> Ending {
    let (row, engine) = container(&args.container, terminal)?;
    let spec = ExecSpec { argv: args.command.clone(), ..ExecSpec::default() };
    let output = wait(engine.exec(&row.container, &spec))?;
    let output =
        output.map_err(|error| failure::engine(&row.engine, "running the command", error))?;
    answer_bytes(&output.stdout);
    // Nobody may be reading.
    let _ = std::io::stderr().lock().write_all(&output.stderr);
    Ok(Exit::Of(u8::try_from(output.exit_code).unwrap_or(u8::MAX)))
}
