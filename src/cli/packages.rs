//! Packages of a session: those of `--packages` and `MURANO_PATH`, and the directory `packages` beside a program.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::diag::has_errors;
use crate::session::Session;
use crate::session::packages::split_paths;

use super::command_error::CommandError;
use super::exit::Exit;
use super::terminal::Terminal;

/// `--packages`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PackageArgs {
    /// A MuranoPL package (a directory or a zip file), or a directory of packages; `MURANO_PATH` names more.
    #[arg(long = "packages", value_name = "PATH")]
    pub packages: Vec<PathBuf>,
}

/// Adds packages to a session and prints what is wrong with them. Only an error in a package of `--packages` fails the command.
pub(super) fn add_to(
    session: &Session,
    args: &PackageArgs,
    program: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let mut failed = false;
    for path in &args.packages {
        let added = session.packages().add(path);
        terminal.report_all(&added.problems, session.sources());
        failed |= has_errors(&added.problems);
    }
    if failed {
        return Err(CommandError::reported(Exit::Source));
    }
    for path in implicit(program) {
        // A package of `--packages` shadows one of the same name here: warnings about that help nobody.
        let added = session.packages().add(&path);
        let errors = added.problems.iter().filter(|found| found.is_error());
        errors.for_each(|found| terminal.report(found, session.sources()));
    }
    Ok(())
}

/// The directories of `MURANO_PATH`.
pub(super) fn search_path() -> Vec<PathBuf> {
    std::env::var_os("MURANO_PATH").map(|list| split_paths(&list)).unwrap_or_default()
}

/// Existing directories of packages that the command line does not name.
fn implicit(program: Option<&Path>) -> Vec<PathBuf> {
    let beside = program.and_then(Path::parent).map(|directory| directory.join("packages"));
    search_path().into_iter().chain(beside).filter(|path| path.exists()).collect()
}
