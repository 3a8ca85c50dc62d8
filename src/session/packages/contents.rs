#![expect(clippy::disallowed_methods, reason = "source loading reads files")]
//! The files of a package in a directory or zip file. Nothing outside of it is read, and nothing is unpacked to disk.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

#[cfg(not(target_family = "wasm"))]
use zip::ZipArchive;

use crate::compile::package::Contents;

/// The file that makes a directory a package.
pub(super) const MANIFEST: &str = "manifest.yaml";

/// Most bytes of a file, unpacked: protects against zip bombs.
const LARGEST: u64 = 64 << 20;

/// Most files in a zip file.
const MOST: usize = 20_000;

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

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".into(),
        _ => error.to_string(),
    }
}

/// Reads up to [`LARGEST`] bytes.
fn limited(from: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if read as u64 > LARGEST {
        return Err(format!("it has more than {} MB", LARGEST >> 20));
    }
    Ok(bytes)
}

/// A zip file. WebAssembly has no files to open, so it never has one.
#[cfg(target_family = "wasm")]
pub(super) enum Zip {}

#[cfg(target_family = "wasm")]
impl Zip {
    pub(super) fn open(_path: &Path) -> Result<Self, String> {
        Err("this build of muranopl cannot read zip files".into())
    }
}

#[cfg(target_family = "wasm")]
impl Contents for Zip {
    fn title(&self, _path: &str) -> String {
        match *self {}
    }

    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        match *self {}
    }
}

/// A zip file.
#[cfg(not(target_family = "wasm"))]
pub(super) struct Zip {
    shown: PathBuf,
    archive: RefCell<ZipArchive<BufReader<File>>>,
}

#[cfg(not(target_family = "wasm"))]
impl Zip {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|e| reason(&e))?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|_| "it is not a zip file")?;
        if archive.len() > MOST {
            return Err(format!("it holds more than {MOST} files"));
        }
        for name in archive.file_names() {
            let name = name.map_err(|_| "the name of a file in it is not valid text")?;
            let outside = name.starts_with(['/', '\\'])
                || name.split(['/', '\\']).any(|part| part == "..")
                || name.contains(':');
            if outside {
                return Err(format!("its file `{name}` is outside the package"));
            }
        }
        Ok(Self { shown: path.to_owned(), archive: RefCell::new(archive) })
    }
}

#[cfg(not(target_family = "wasm"))]
impl Contents for Zip {
    fn title(&self, path: &str) -> String {
        format!("{}/{path}", self.shown.display())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let mut archive = self.archive.borrow_mut();
        let file = archive.by_name(path).map_err(|error| match error {
            zip::result::ZipError::FileNotFound => format!("it has no file `{path}`"),
            other => other.to_string(),
        })?;
        limited(file)
    }
}
