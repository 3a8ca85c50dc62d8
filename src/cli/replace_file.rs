//! Replacing the text of a file that commands change in place.

use std::io::{self, Write as _};
use std::path::Path;

/// Replaces a file at once: whoever reads it gets the old text or the new one. A link keeps leading to it, and it keeps its
/// permissions.
pub(super) fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    let path = std::fs::canonicalize(path)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".murano-").tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path).map(drop).map_err(|error| error.error)
}
