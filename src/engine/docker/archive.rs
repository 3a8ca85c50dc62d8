//! Packs files into the archive that an engine extracts in a container.

use std::io::Read as _;
use std::path::Component;

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

/// Unpacks the regular files of an archive; their paths are below `parent`. Names that lead elsewhere are refused: the content
/// of a container is untrusted.
pub(super) fn unpack(packed: &[u8], parent: &str) -> Result<Vec<FileContent>, EngineError> {
    let malformed = |error: std::io::Error| {
        EngineError::new(EngineErrorKind::Other, format!("malformed archive of files: {error}"))
    };
    let mut archive = tar::Archive::new(packed);
    let mut files = Vec::new();
    for entry in archive.entries().map_err(malformed)? {
        let mut entry = entry.map_err(malformed)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().map_err(malformed)?.into_owned();
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_plain {
            let message = format!("the archive has a file outside of it: `{}`", path.display());
            return Err(EngineError::new(EngineErrorKind::Other, message));
        }
        let mode = entry.header().mode().map_err(malformed)?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(malformed)?;
        let path = format!("{parent}/{}", path.to_string_lossy());
        files.push(FileContent { path, content, mode });
    }
    Ok(files)
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
    use super::{pack, unpack};
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
    fn packed_files_are_unpacked() {
        let files = [file("/etc/a"), file("/etc/deep/b")];
        let packed = pack(&files).expect("both paths are absolute");
        assert_eq!(unpack(&packed, "").expect("an archive"), files);
        assert!(unpack(b"not an archive, but longer than nothing", "").is_err());
    }

    #[test]
    fn files_outside_of_an_archive_are_refused() {
        let mut header = tar::Header::new_gnu();
        let name = b"../outside";
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_size(0);
        header.set_cksum();
        let mut archive = tar::Builder::new(Vec::new());
        archive.append(&header, &[][..]).expect("written");
        let packed = archive.into_inner().expect("written");
        assert!(unpack(&packed, "").is_err());
    }

    #[test]
    fn directories_and_relative_paths_are_refused() {
        for path in ["relative", "/", "/folder/", "/a/../../b"] {
            assert!(pack(&[file(path)]).is_err(), "{path}");
        }
    }
}
