//! A package's files in a zip file, read in place: nothing is unpacked to disk, and names that lead outside are refused.

use std::cell::RefCell;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::contents::{limited, open_regular};
use crate::compile::package::Contents;

/// Most files in a zip file.
const MOST: usize = 20_000;

/// A package in a zip file.
pub(super) struct Zip {
    shown: PathBuf,
    archive: RefCell<ZipArchive<BufReader<File>>>,
}

impl Zip {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = open_regular(path)?;
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
        if file.is_symlink() || file.is_dir() {
            return Err("it is not a regular file".into());
        }
        limited(file)
    }

    fn files(&self) -> Vec<String> {
        let archive = self.archive.borrow();
        let names = archive.file_names().filter_map(Result::ok);
        names.filter(|name| !name.ends_with('/')).map(|name| name.to_string()).collect()
    }

    fn location(&self) -> Option<PathBuf> {
        std::fs::canonicalize(&self.shown).ok()
    }
}
