//! Files and directories as candidates.

use std::path::Path;

use super::candidate::ShellCandidate;

/// The paths that begin like `prefix`: directories, with a slash at the end, and files that are wanted.
pub(super) fn paths(prefix: &str, is_wanted: impl Fn(&Path) -> bool) -> Vec<ShellCandidate> {
    let (directory, begun) = prefix
        .rsplit_once('/')
        .map_or(("", prefix), |(directory, begun)| (&prefix[..=directory.len()], begun));
    let searched = if directory.is_empty() { "." } else { directory };
    let Ok(entries) = std::fs::read_dir(searched) else { return Vec::new() };
    let mut found: Vec<ShellCandidate> = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Hidden files are offered to those who begin with the dot.
        if !name.starts_with(begun) || (name.starts_with('.') && !begun.starts_with('.')) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            found.push(ShellCandidate::of(format!("{directory}{name}/")));
        } else if is_wanted(&path) {
            found.push(ShellCandidate::of(format!("{directory}{name}")));
        }
    }
    found.sort_by(|a, b| a.value.cmp(&b.value));
    found
}

/// Whether a path has one of these extensions.
pub(super) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}
