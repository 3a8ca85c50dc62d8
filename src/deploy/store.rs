//! The directory of recorded states, one file for each environment.
//!
//! A file is replaced atomically and is on disk before [`StateStore::save`] returns, so that a killed process or a power
//! failure leaves the old state or the new one, never half of one.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diag::json_problem::json_problem;

use super::error::DeployError;
use super::files::{self, Durability};
use super::identity::{check_name, is_valid_name};
use super::state::{EnvironmentState, VERSION};

/// The largest record that is read, in bytes: far more than any environment needs.
const MAX_RECORD: u64 = 64 << 20;

/// The directory of everything that is simulated, inside that of the records.
const SIMULATED: &str = "simulated";

/// The default directory: `MURANO_STATE`, else `XDG_STATE_HOME/murano`, else `~/.local/state/murano`. It belongs to the
/// user, not to a project, because container names do too.
#[must_use]
pub(crate) fn default_directory(lookup: impl Fn(&str) -> Option<String>) -> PathBuf {
    let set = |name: &str| lookup(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(directory) = set("MURANO_STATE") {
        return directory;
    }
    if let Some(directory) = set("XDG_STATE_HOME").filter(|directory| directory.is_absolute()) {
        return directory.join("murano");
    }
    match set("HOME") {
        Some(home) => home.join(".local/state/murano"),
        None => PathBuf::from(".murano"),
    }
}

/// The recorded states in one directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StateStore {
    directory: PathBuf,
}

impl StateStore {
    /// The states of the simulated engines' environments: those of real ones are never mixed with them.
    #[must_use]
    pub(crate) fn of_simulated(self) -> Self {
        Self::new(self.directory.join(SIMULATED))
    }

    /// The directory of the simulated engines themselves, for the store of their environments.
    #[must_use]
    pub(crate) fn engines_directory(&self) -> PathBuf {
        self.directory.join("engines")
    }

    /// The states in `directory`, which need not exist yet.
    pub(crate) fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// The file of an environment.
    #[must_use]
    pub(crate) fn path(&self, environment: &str) -> PathBuf {
        self.directory.join(format!("{environment}.json"))
    }

    /// The lock file of an environment.
    #[must_use]
    pub(crate) fn lock_path(&self, environment: &str) -> PathBuf {
        self.directory.join(format!("{environment}.lock"))
    }

    /// Loads the state of an environment, if one is recorded.
    ///
    /// # Errors
    /// When the name is invalid, or the record cannot be read, is damaged, is that of another environment, or was written by
    /// a later version.
    pub(crate) fn load(&self, environment: &str) -> Result<Option<EnvironmentState>, DeployError> {
        check_name(environment)?;
        let path = self.path(environment);
        let bytes = match files::read(&path, MAX_RECORD) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(None),
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let found: EnvironmentState =
            serde_json::from_slice(&bytes).map_err(|error| damaged(&path, &error))?;
        if found.version > VERSION {
            let reason = format!("written by a later version of murano (format {})", found.version);
            return Err(DeployError::StateFile {
                path,
                reason,
                hint: "use that version, or a later one".into(),
            });
        }
        if found.environment != environment {
            return Err(of_another(path, &found.environment, environment));
        }
        Ok(Some(EnvironmentState { version: VERSION, ..found }))
    }

    /// Replaces the recorded state of an environment.
    ///
    /// # Errors
    /// When it cannot be written; the old state is then intact.
    pub(crate) fn save(&self, state: &EnvironmentState) -> Result<(), DeployError> {
        let path = self.path(&state.environment);
        let written = self.create_directory().and_then(|()| {
            let mut text = serde_json::to_vec_pretty(state)?;
            text.push(b'\n');
            files::replace(&path, &state.environment, &text, Durability::Synchronized)
        });
        written.map_err(|error| unusable(&path, &error.to_string()))
    }

    /// Deletes the recorded state of an environment.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn delete(&self, environment: &str) -> Result<(), DeployError> {
        let path = self.path(environment);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(unusable(&path, &error.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// The environments with a recorded state, sorted.
    #[must_use]
    pub(crate) fn environments(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.directory).into_iter().flatten().flatten();
        let name = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".json").filter(|name| is_valid_name(name)).map(str::to_owned)
        };
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        names
    }

    /// Removes the temporary files that killed runs of an environment left behind; the caller holds its lock.
    pub(super) fn remove_temporary(&self, environment: &str) {
        files::remove_temporary(&self.directory, environment);
    }

    /// Creates the directory, readable by this user alone.
    pub(super) fn create_directory(&self) -> std::io::Result<()> {
        files::create_private_directory(&self.directory)
    }
}

fn unusable(path: &Path, reason: &str) -> DeployError {
    DeployError::StateFile {
        path: path.to_owned(),
        reason: reason.to_owned(),
        hint: "check that the directory is writable and has free space; `MURANO_STATE` selects another"
            .into(),
    }
}

/// The error for a file that exists and cannot be read, or is no file.
fn unreadable(path: &Path, error: &std::io::Error) -> DeployError {
    let hint = match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::FileTooLarge => {
            "move it away: the next run finds what is deployed by its labels"
        }
        _ => "check that the file is readable; `MURANO_STATE` selects another directory",
    };
    let reason = error.to_string();
    DeployError::StateFile { path: path.to_owned(), reason, hint: hint.into() }
}

/// The error for a record that names another environment than its file. File systems that do not distinguish upper and
/// lower case have one file for two such environments.
fn of_another(path: PathBuf, found: &str, wanted: &str) -> DeployError {
    let hint = if found.eq_ignore_ascii_case(wanted) {
        "the two names differ only in case, which this file system does not distinguish: choose another environment with `--env`"
    } else {
        "move the file away: the next run finds what is deployed by its labels"
    };
    let reason = format!("the recorded state of environment `{found}`, not of `{wanted}`");
    DeployError::StateFile { path, reason, hint: hint.into() }
}

fn damaged(path: &Path, error: &serde_json::Error) -> DeployError {
    DeployError::StateFile {
        path: path.to_owned(),
        reason: format!("not the recorded state of an environment: {}", json_problem(error)),
        hint: "move the file away: the next run finds what is deployed by its labels".into(),
    }
}
