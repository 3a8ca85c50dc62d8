#![expect(clippy::disallowed_methods, reason = "tests read the sources")]
//! The files of this repository, for the tests that read them.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a directory: path from the root, text; sorted.
pub(crate) fn rust(folder: &str) -> Vec<(String, String)> {
    below(folder, "rs")
}

/// The files below a directory with an extension: path from the root, text; sorted.
pub(crate) fn below(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
            let name = path.strip_prefix(root()).expect("it lies below the root");
            found.push((name.display().to_string(), text));
        }
    }
}
