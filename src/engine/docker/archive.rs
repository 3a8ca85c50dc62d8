//! Packs files into the archive that an engine extracts in a container.

use crate::engine::{EngineError, EngineErrorKind, FileContent};

/// Packs all `files` into one archive, to be extracted at `/`. Directories are left out, so that those of the image keep
/// their owners and permissions; the engine creates missing ones.
pub(super) fn pack(files: &[FileContent]) -> Result<Vec<u8>, EngineError> {
    let mut archive = tar::Builder::new(Vec::new());
    for file in files {
        append(&mut archive, file)?;
    }
    archive
        .into_inner()
        .map_err(|error| EngineError::new(EngineErrorKind::Other, error.to_string()))
}

fn append(archive: &mut tar::Builder<Vec<u8>>, file: &FileContent) -> Result<(), EngineError> {
    let refused = |why: &str| {
        let message = format!("cannot place the file `{}`: {why}", file.path);
        EngineError::new(EngineErrorKind::BadRequest, message)
    };
    let relative =
        file.path.strip_prefix('/').ok_or_else(|| refused("the path is not absolute"))?;
    if relative.is_empty() || relative.ends_with('/') {
        return Err(refused("the path names a directory"));
    }
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_mode(file.mode);
    header.set_size(file.content.len() as u64);
    archive
        .append_data(&mut header, relative, file.content.as_slice())
        .map_err(|error| refused(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::pack;
    use crate::engine::FileContent;

    fn file(path: &str) -> FileContent {
        FileContent { path: path.into(), content: b"x".to_vec(), mode: 0o600 }
    }

    #[test]
    fn long_paths_are_kept() {
        let long = format!("/{}deep", "folder/".repeat(60));
        let packed = pack(&[file("/etc/a"), file(&long)]).expect("both paths are absolute");
        let mut archive = tar::Archive::new(packed.as_slice());
        let paths: Vec<String> = archive
            .entries()
            .expect("an archive")
            .map(|entry| entry.expect("an entry").path().expect("a path").display().to_string())
            .collect();
        assert_eq!(paths, ["etc/a", &long[1..]]);
    }

    #[test]
    fn directories_and_relative_paths_are_refused() {
        for path in ["relative", "/", "/folder/", "/a/../../b"] {
            assert!(pack(&[file(path)]).is_err(), "{path}");
        }
    }
}
