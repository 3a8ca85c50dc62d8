#![expect(clippy::disallowed_methods, reason = "source loading reads files")]
//! The files of a package in a directory, and what directories and zip files have in common. Nothing outside of a package is read.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::compile::package::Contents;

/// The file that makes a directory a package.
pub(super) const MANIFEST: &str = "manifest.yaml";

/// Most bytes of a file, unpacked: protects against zip bombs.
const LARGEST: u64 = 64 << 20;

/// Most directories that are searched for packages: a whole file system is named by mistake.
const MOST_SEARCHED: usize = 10_000;

/// A search for packages below a directory.
#[derive(Default)]
pub(super) struct Search {
    /// The packages found, in order of their names.
    pub found: Vec<PathBuf>,
    /// The search was given up: there are too many directories.
    pub given_up: bool,
    /// Directories searched so far. Links may lead to a directory twice, or in a circle.
    seen: HashSet<PathBuf>,
}

impl Search {
    /// Searches a directory. One with a manifest is a package and is not searched further.
    pub(super) fn of(folder: &Path) -> Self {
        let mut search = Self::default();
        search.directory(folder);
        search
    }

    /// Depth first, with a list instead of recursion: directories may be nested deeply.
    fn directory(&mut self, folder: &Path) {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            if folder.join(MANIFEST).is_file() {
                self.found.push(folder);
                continue;
            }
            let Ok(location) = std::fs::canonicalize(&folder) else { continue };
            if !self.seen.insert(location) {
                continue;
            }
            if self.seen.len() > MOST_SEARCHED {
                self.given_up = true;
                return;
            }
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
                let zip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
                if path.is_dir() {
                    waiting.push(path);
                } else if zip && path.is_file() {
                    self.found.push(path);
                }
            }
        }
        self.found.sort();
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
        let named = self.root.join(path);
        let whole = std::fs::canonicalize(&named).map_err(|e| reason(&e))?;
        // A link may lead out of the package, also to a file of the same package under another name.
        if whole != named {
            return Err("it is, or lies behind, a symbolic link: packages have plain files".into());
        }
        open_regular(&whole).and_then(limited)
    }

    fn files(&self) -> Vec<String> {
        let (mut files, mut waiting) = (Vec::new(), vec![self.root.clone()]);
        while let Some(folder) = waiting.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries.filter_map(Result::ok) {
                // Links and special files are no files of a package.
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                    Ok(kind) if kind.is_file() => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        files.sort();
        let inside = |path: &PathBuf| {
            let parts = path.strip_prefix(&self.root).ok()?.iter();
            Some(parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
        };
        files.iter().filter_map(inside).collect()
    }

    fn location(&self) -> Option<PathBuf> {
        Some(self.root.clone())
    }
}

/// Opens a regular file. Reading a named pipe or a device would wait, or never end.
pub(super) fn open_regular(path: &Path) -> Result<File, String> {
    let kind = std::fs::metadata(path).map_err(|e| reason(&e))?.file_type();
    if kind.is_dir() {
        return Err("it is a directory".into());
    }
    if !kind.is_file() {
        return Err("it is not a regular file".into());
    }
    File::open(path).map_err(|e| reason(&e))
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
