//! The files of a documentation: written at once, nothing else in the directory is touched.

#![expect(clippy::disallowed_methods, reason = "documentation is written to files")]

use std::path::Path;

use crate::cli::command_error::CommandError;
use crate::diag::codes;

/// Writes files, given by name and text, into a directory, which is created if it is not there.
pub(super) fn write(directory: &Path, files: &[(String, String)]) -> Result<(), CommandError> {
    let failed = |path: &Path, error: &std::io::Error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        CommandError::new(codes::UNREADABLE, message)
    };
    std::fs::create_dir_all(directory).map_err(|error| failed(directory, &error))?;
    for (name, text) in files {
        let path = directory.join(name);
        std::fs::write(&path, text).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
