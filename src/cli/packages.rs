//! Packages of a session: those of `--packages` and `MURANO_PATH`, and the directory `packages` beside a program.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::diag::has_errors;
use crate::session::Session;
use crate::session::packages::split_paths;

use super::command_error::CommandError;
use super::exit::Exit;
use super::levels::LevelArgs;
use super::terminal::Terminal;

/// `--packages`, `--allow-import`, `--deny` and `--allow`: where the code that a program uses may come from, and how it is checked.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PackageArgs {
    /// A MuranoPL package (a directory or a zip file), or a directory of packages; `MURANO_PATH` names more.
    #[arg(long = "packages", value_name = "PATH")]
    pub packages: Vec<PathBuf>,
    /// Let programs import files below this directory, beside their own directory and their packages.
    #[arg(long = "allow-import", value_name = "DIR")]
    pub allow_import: Vec<PathBuf>,
    /// The levels of the warnings of this code.
    #[command(flatten)]
    pub levels: LevelArgs,
}

/// Adds the packages that a program may use to a session, and sets the levels of its warnings. What is wrong with one of them matters only to a program that uses it; a
/// path of `--packages` that is not there, or has no packages, fails the command.
pub(super) fn add_to(
    session: &Session,
    args: &PackageArgs,
    program: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    session.set_warning_levels(args.levels.levels()?);
    args.allow_import.iter().for_each(|directory| session.allow_imports(directory));
    let mut failed = false;
    for path in &args.packages {
        let added = session.packages().add_available(path);
        terminal.report_all(&added.problems, session.sources());
        failed |= has_errors(&added.problems);
    }
    if failed {
        return Err(CommandError::reported(Exit::Source));
    }
    for path in implicit(program) {
        session.packages().add_available(&path);
    }
    Ok(())
}

/// The directories of `MURANO_PATH`.
pub(super) fn search_path() -> Vec<PathBuf> {
    std::env::var_os("MURANO_PATH").map(|list| split_paths(&list)).unwrap_or_default()
}

/// Existing directories of packages that the command line does not name.
pub(super) fn implicit(program: Option<&Path>) -> Vec<PathBuf> {
    let beside = program.and_then(Path::parent).map(|directory| directory.join("packages"));
    search_path().into_iter().chain(beside).filter(|path| path.exists()).collect()
}
