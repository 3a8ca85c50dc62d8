//! The folder of all records: where it is, how one file is read and replaced.
//!
//! One file an environment. It is replaced in one step and is on disk before [`Store::save`] returns,
//! so that a killed process or a machine without power leaves the old record or the new one, never half of one.

#![expect(clippy::disallowed_methods, reason = "records are files")]

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::DeployError;
use super::state::{State, VERSION};

/// Where records are kept when nobody says: `MURANO_STATE`, else `XDG_STATE_HOME/murano`, else
/// `~/.local/state/murano`. Names of containers are the user's, not one project's: so is the folder.
#[must_use]
pub fn default_folder(lookup: impl Fn(&str) -> Option<String>) -> PathBuf {
    let set = |name: &str| lookup(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("MURANO_STATE") {
        return folder;
    }
    if let Some(folder) = set("XDG_STATE_HOME").filter(|folder| folder.is_absolute()) {
        return folder.join("murano");
    }
    match set("HOME") {
        Some(home) => home.join(".local/state/murano"),
        None => PathBuf::from(".murano"),
    }
}

/// The records of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The records in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of an environment.
    #[must_use]
    pub fn path(&self, environment: &str) -> PathBuf {
        self.folder.join(format!("{environment}.json"))
    }

    /// The file whose lock stands for an environment.
    #[must_use]
    pub fn lock_path(&self, environment: &str) -> PathBuf {
        self.folder.join(format!("{environment}.lock"))
    }

    /// The record of an environment, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or was written by a later version.
    pub fn load(&self, environment: &str) -> Result<Option<State>, DeployError> {
        let path = self.path(environment);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&path, &error.to_string())),
        };
        let found: State = serde_json::from_str(&text).map_err(|error| damaged(&path, &error))?;
        if found.version > VERSION {
            let reason = format!("written by a later version of murano (format {})", found.version);
            return Err(DeployError::StateFile {
                path,
                reason,
                hint: "use that version, or a later one".into(),
            });
        }
        Ok(Some(State { version: VERSION, ..found }))
    }

    /// Replaces the record of an environment.
    ///
    /// # Errors
    /// When it cannot be written; the old one is then still there.
    pub fn save(&self, state: &State) -> Result<(), DeployError> {
        let path = self.path(&state.environment);
        self.replace(&path, state).map_err(|error| unusable(&path, &error.to_string()))
    }

    /// Removes the record of an environment.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn delete(&self, environment: &str) -> Result<(), DeployError> {
        let path = self.path(environment);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(unusable(&path, &error.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// The environments that have a record, sorted.
    #[must_use]
    pub fn environments(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let name = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".json").map(str::to_owned)
        };
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        names
    }

    /// Makes the folder, for this user alone.
    pub(super) fn make_folder(&self) -> std::io::Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)
    }

    #[cfg(target_family = "wasm")]
    fn replace(&self, _path: &Path, _state: &State) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    #[cfg(not(target_family = "wasm"))]
    fn replace(&self, path: &Path, state: &State) -> std::io::Result<()> {
        use std::io::Write as _;

        self.make_folder()?;
        let mut file = tempfile::Builder::new().prefix(".murano-").tempfile_in(&self.folder)?;
        let text = serde_json::to_vec_pretty(state)?;
        file.write_all(&text)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        // The new name itself is on disk only when the folder is.
        File::open(&self.folder)?.sync_all()
    }
}

fn unusable(path: &Path, reason: &str) -> DeployError {
    DeployError::StateFile {
        path: path.to_owned(),
        reason: reason.to_owned(),
        hint: "check that the folder may be written to and has space; `MURANO_STATE` names another"
            .into(),
    }
}

fn damaged(path: &Path, error: &serde_json::Error) -> DeployError {
    DeployError::StateFile {
        path: path.to_owned(),
        reason: format!("not a record of an environment: {error}"),
        hint: "move the file away: the next run finds what is deployed by its labels".into(),
    }
}
