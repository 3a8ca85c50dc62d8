//! The lock of an environment: one run at a time.
//!
//! It is a lock of the operating system on a file that stays, so it is released when its process ends, however that
//! ends. The process id in the file is only for messages.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};

use super::error::DeployError;
use super::files;
use super::store::StateStore;

/// The lock of an environment, released when dropped.
#[derive(Debug)]
pub(crate) struct EnvironmentLock {
    // Closing the file releases the lock.
    _file: File,
}

impl EnvironmentLock {
    /// Takes the lock of an environment without waiting.
    ///
    /// # Errors
    /// When another process, or another run in this one, has it.
    pub(crate) fn take(store: &StateStore, environment: &str) -> Result<Self, DeployError> {
        let path = store.lock_path(environment);
        let unusable = |error: std::io::Error| DeployError::StateFile {
            path: path.clone(),
            reason: error.to_string(),
            hint: match error.kind() {
                ErrorKind::InvalidInput => "remove it: a run creates its lock anew".into(),
                _ => "check that the directory is writable; `MURANO_STATE` selects another".into(),
            },
        };
        store.create_directory().map_err(unusable)?;
        let mut file = files::open_or_create(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let environment = environment.to_owned();
                return Err(DeployError::Locked { environment, pid: read_pid(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        write_pid(&mut file).map_err(unusable)?;
        store.remove_temporary(environment);
        Ok(Self { _file: file })
    }
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}
