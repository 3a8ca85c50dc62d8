#![expect(clippy::disallowed_methods, reason = "source loading reads files")]
//! The files of a package in a directory, and what directories and zip files have in common. Nothing outside of a package is read.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::compile::package::Contents;

/// The file that makes a directory a package.
pub(super) const MANIFEST: &str = "manifest.yaml";

/// Most bytes of a file, unpacked: protects against zip bombs.
const LARGEST: u64 = 64 << 20;

/// Levels of directories that are searched for packages: ends loops of symbolic links.
const DEEPEST: usize = 32;

/// Finds the packages below a directory, in order of their names. A directory with a manifest is a package and is not searched
/// further.
pub(super) fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    find_within(folder, DEEPEST, found);
}

fn find_within(folder: &Path, levels: usize, found: &mut Vec<PathBuf>) {
    if folder.join(MANIFEST).is_file() {
        return found.push(folder.to_owned());
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let zip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
        if path.is_dir() && levels > 0 {
            find_within(&path, levels - 1, found);
        } else if zip && path.is_file() {
            found.push(path);
        }
    }
}

/// A package in a directory.
pub(super) struct Folder {
    shown: PathBuf,
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let root = std::fs::canonicalize(path).map_err(|error| error.to_string())?;
        Ok(Self { shown: path.to_owned(), root })
    }
}

impl Contents for Folder {
    fn title(&self, path: &str) -> String {
        self.shown.join(path).display().to_string()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let whole = std::fs::canonicalize(self.root.join(path)).map_err(|e| reason(&e))?;
        // A symbolic link may lead out of the package.
        if !whole.starts_with(&self.root) {
            return Err("it is outside the package".into());
        }
        let file = File::open(whole).map_err(|e| reason(&e))?;
        limited(file)
    }
}

pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".into(),
        _ => error.to_string(),
    }
}

/// Reads up to [`LARGEST`] bytes.
pub(super) fn limited(from: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if read as u64 > LARGEST {
        return Err(format!("it has more than {} MB", LARGEST >> 20));
    }
    Ok(bytes)
}
