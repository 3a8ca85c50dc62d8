//! Files of the state directory. Only regular files are opened: a link leads elsewhere, and a pipe or a device may never
//! answer.

#![expect(clippy::disallowed_methods, reason = "records are files")]

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;
use std::time::Duration;

/// How often a file is tried that others remove and create meanwhile.
const MOST_TRIES: usize = 8;
/// The age at which a temporary file of an older version belongs to no run any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);
/// Begins the name of every temporary file.
const TEMPORARY: &str = ".murano-";
/// Ends the environment's name in that of a temporary file; no environment has it in its name.
const END_OF_ENVIRONMENT: char = '~';
/// How many random characters end the name of a temporary file.
const RANDOM_CHARACTERS: usize = 6;

/// Reads a file of at most `limit` bytes; `None`: there is none.
///
/// # Errors
/// When it is not a regular file, is too large, or cannot be read.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(path, File::options().read(true))? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "too large to be a record"));
    }
    Ok(Some(bytes))
}

/// Opens a file for reading and writing, without changing it, and creates it if there is none. A file that has another
/// name elsewhere is refused: whoever writes to it would change that one.
///
/// # Errors
/// When it is not a regular file of one name, or cannot be opened or created.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true);
    for _ in 0..MOST_TRIES {
        if let Some(file) = open(path, &options)? {
            return only_name(file);
        }
        // `create_new` follows no link.
        match options.clone().create_new(true).open(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            opened => return opened,
        }
    }
    Err(io::Error::other("other processes create and remove it all the time"))
}

/// Creates a directory that this user alone can read, and its parents.
///
/// # Errors
/// When it cannot be created.
pub(super) fn create_private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// What a replaced file survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// The end of this process.
    Process,
    /// A power failure too: it is on disk before the call returns.
    Synchronized,
}

/// Replaces a file atomically. `owner` is the environment or the engine whose file it is: see [`remove_temporary`].
///
/// # Errors
/// When it cannot be written; the old file is then intact.
#[cfg(not(target_family = "wasm"))]
pub(super) fn replace(
    path: &Path,
    owner: &str,
    bytes: &[u8],
    durability: Durability,
) -> io::Result<()> {
    use std::io::Write as _;

    let directory = path.parent().unwrap_or(Path::new("."));
    let prefix = temporary_prefix(owner);
    let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(directory)?;
    file.write_all(bytes)?;
    if durability == Durability::Synchronized {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    match durability {
        Durability::Process => Ok(()),
        // The rename is on disk only when the directory is.
        Durability::Synchronized => File::open(directory)?.sync_all(),
    }
}

/// There are no files to replace.
#[cfg(target_family = "wasm")]
pub(super) fn replace(_: &Path, _: &str, _: &[u8], _: Durability) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Opens a regular file; `None`: there is none.
fn open(path: &Path, options: &OpenOptions) -> io::Result<Option<File>> {
    let expected = match std::fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !expected.is_file() {
        return Err(invalid_kind(&expected));
    }
    match options.open(path) {
        // What was checked must be what was opened.
        Ok(file) if is_same(&expected, &file.metadata()?) => Ok(Some(file)),
        Ok(_) => Err(io::Error::other("it was replaced while it was opened")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn invalid_kind(found: &Metadata) -> io::Error {
    let kind = match found {
        found if found.is_symlink() => "a symbolic link",
        found if found.is_dir() => "a directory",
        _ => "a pipe, a socket or a device",
    };
    io::Error::new(ErrorKind::InvalidInput, format!("{kind}, not a regular file"))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn only_name(file: File) -> io::Result<File> {
    use std::os::unix::fs::MetadataExt as _;
    if file.metadata()?.nlink() > 1 {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "a hard link, another name of the same file exists",
        ));
    }
    Ok(file)
}

#[cfg(not(unix))]
fn only_name(file: File) -> io::Result<File> {
    Ok(file)
}

/// How the temporary files of an environment's record begin.
#[must_use]
pub(super) fn temporary_prefix(environment: &str) -> String {
    format!("{TEMPORARY}{environment}{END_OF_ENVIRONMENT}")
}

/// Removes the temporary files that killed runs of an environment left behind, and old ones of older versions, whose names
/// do not say the environment. The caller holds the environment's lock, so no run writes one now.
pub(super) fn remove_temporary(directory: &Path, environment: &str) {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_own = name.strip_prefix(&temporary_prefix(environment)).is_some_and(is_random);
        let is_older = || name.strip_prefix(TEMPORARY).is_some_and(is_random);
        let is_file = |found: &Metadata| found.is_file();
        let removable = match entry.metadata() {
            Ok(found) if is_own => is_file(&found),
            Ok(found) if is_older() => is_file(&found) && is_abandoned(&found),
            _ => false,
        };
        if removable {
            // One that cannot be removed does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_random(text: &str) -> bool {
    text.len() == RANDOM_CHARACTERS && text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_abandoned(found: &Metadata) -> bool {
    let age = found.modified().ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > ABANDONED)
}
