//! Where packages come from: `--packages`, `MURANO_PATH`, and the folder `packages` beside a program.

use std::path::{Path, PathBuf};

use crate::diag::has_errors;
use crate::session::Session;
use crate::session::packages::split_paths;

use super::arguments::PackageArgs;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Gives a session its packages. What is wrong with one is shown; only one that was asked for stops the command.
pub(super) fn give(
    session: &Session,
    args: &PackageArgs,
    program: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let mut wrong = false;
    for path in &args.packages {
        let added = session.packages().add(path);
        added.problems.iter().for_each(|found| terminal.report(found, session.sources()));
        wrong |= has_errors(&added.problems);
    }
    if wrong {
        return Err(Failure::said(Exit::Source));
    }
    for path in found(program) {
        let added = session.packages().add(&path);
        // One that was asked for by name counts before one that happens to be there.
        let problems = added.problems.iter().filter(|found| found.is_error());
        problems.for_each(|found| terminal.report(found, session.sources()));
    }
    Ok(())
}

/// Folders nobody named on the command line.
fn found(program: Option<&Path>) -> Vec<PathBuf> {
    let listed = std::env::var_os("MURANO_PATH").map(|list| split_paths(&list));
    let beside = program.and_then(Path::parent).map(|folder| folder.join("packages"));
    let all = listed.unwrap_or_default().into_iter().chain(beside);
    all.filter(|path| path.exists()).collect()
}
