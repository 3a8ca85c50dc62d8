//! The simulated engines of a user, which commands share: each is a file of the state directory.
//!
//! An exclusive lock of the operating system is held on a second file during each request. Files are replaced atomically, but
//! not synchronized to the disk: nothing runs on such an engine that a power failure could destroy.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use jiff::Timestamp;

use crate::engine::simulated::{RecordKeeper, RecordWork, Simulated, SimulatedFault};
use crate::engine::{Engine, EngineError, EngineErrorKind};

use super::files::{self, Durability};
use super::identity::derived_name;

/// The name of the engine of hosts that name none.
const DEFAULT: &str = "local";
/// What the address of a simulated engine begins with.
const SCHEME: &str = "simulated://";
/// The largest record that is read, in bytes.
const MAX_RECORD: u64 = 256 << 20;

/// The simulated engines in one directory.
#[derive(Clone, Debug)]
pub(crate) struct SimulatedEngines {
    directory: PathBuf,
    faults: Vec<SimulatedFault>,
}

impl SimulatedEngines {
    /// The engines in `directory`, which need not exist yet. They have `faults` while this process uses them.
    #[must_use]
    pub(crate) fn new(directory: PathBuf, faults: Vec<SimulatedFault>) -> Self {
        Self { directory, faults }
    }

    /// The engine that stands for the one at an address; `None`: for the default one. Every address has an engine of its own:
    /// whether two hosts share an engine decides which endpoints reach from one to the other.
    #[must_use]
    pub(super) fn at(&self, address: Option<&str>) -> Arc<dyn Engine> {
        let name = name_of(address);
        let file = derived_name(OsStr::new(name));
        let path = self.directory.join(format!("{file}.json"));
        let keeper = EngineFile { path, name: file, is_cleared: Once::new() };
        Arc::new(Simulated::kept(name, Box::new(keeper), &self.faults))
    }

    /// The address of that engine.
    #[must_use]
    pub(super) fn address(address: Option<&str>) -> String {
        format!("{SCHEME}{}", name_of(address))
    }
}

fn name_of(address: Option<&str>) -> &str {
    address.map_or(DEFAULT, |address| address.strip_prefix(SCHEME).unwrap_or(address))
}

/// The file of one engine.
struct EngineFile {
    path: PathBuf,
    name: String,
    /// Whether the temporary files of killed processes were removed.
    is_cleared: Once,
}

impl RecordKeeper for EngineFile {
    fn exchange(&self, work: &mut RecordWork<'_>) -> Result<(), EngineError> {
        self.exchange_bytes(work).map_err(|error| {
            let message = format!("the simulated engine's file `{}`: {error}", self.location());
            EngineError::new(EngineErrorKind::Other, message)
        })
    }

    fn location(&self) -> String {
        self.path.display().to_string()
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl EngineFile {
    fn exchange_bytes(&self, work: &mut RecordWork<'_>) -> io::Result<()> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        files::create_private_directory(directory)?;
        let lock = files::open_or_create(&self.path.with_extension("lock"))?;
        // Held for one request only, so waiting is short. Closing the file releases it.
        lock.lock()?;
        self.is_cleared.call_once(|| files::remove_temporary(directory, &self.name));
        let stored = files::read(&self.path, MAX_RECORD)?;
        match work(stored.as_deref()) {
            Some(changed) => files::replace(&self.path, &self.name, &changed, Durability::Process),
            None => Ok(()),
        }
    }
}
