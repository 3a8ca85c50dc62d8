//! The refusal of files that are no programs, by the commands that run programs.

use std::path::Path;

use crate::diag::{Diagnostic, codes};
use crate::session::source_kind::SourceKind;
use crate::source::Span;

use super::command_error::CommandError;
use super::exit::Exit;

/// Refuses a file that is not a program, and says which command takes it. What cannot be read, a directory for example, is left to
/// the reader of programs.
pub(super) fn require_program(kind: SourceKind, path: &Path) -> Result<(), CommandError> {
    let shown = path.display();
    let (what, hint) = match kind {
        SourceKind::Program | SourceKind::Directory => return Ok(()),
        SourceKind::Model => (
            "is an object model, not a program",
            format!(
                "`murano deploy {shown}` deploys it; `murano plan {shown}` shows what would change"
            ),
        ),
        SourceKind::ClassFile => (
            "is a MuranoPL class file, which deploys nothing by itself",
            format!(
                "`murano check {shown}` checks it; `murano deploy MODEL` deploys objects of its classes"
            ),
        ),
        SourceKind::Package | SourceKind::Manifest => (
            "is a package, which deploys nothing by itself",
            format!(
                "`murano check {shown}` checks it; programs and models use it with `--packages`"
            ),
        ),
        SourceKind::OtherData => (
            "is neither a program, a class file nor an object model",
            "a class has `Name`, `Properties` or `Methods`; a model has `Objects`".to_owned(),
        ),
    };
    let found = Diagnostic::error(codes::BAD_COMMAND_LINE, Span::NONE, format!("`{shown}` {what}"));
    Err(CommandError::from_diagnostic(found.hint(hint)).with_exit(Exit::Source))
}
