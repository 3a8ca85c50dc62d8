//! `--watch`: notices that a program, or a file beside it, was changed, and wakes the line editor.

#![expect(clippy::disallowed_methods, reason = "files and their times are looked at")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use rustix::process::{Signal, getpid, kill_process};

/// How often the files are looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// Watches a program. Clones share what it noticed.
#[derive(Debug, Clone, Default)]
pub(super) struct FileWatch {
    /// Whether anything is watched.
    pub is_on: bool,
    has_changed: Arc<AtomicBool>,
    is_at_prompt: Arc<AtomicBool>,
}

impl FileWatch {
    /// Begins to watch a program, and the other programs in its directory, which it may import.
    pub(super) fn start(file: &Path) -> std::io::Result<Self> {
        let watch = Self { is_on: true, ..Self::default() };
        let noticed = watch.clone();
        let directory = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut known = states(&directory);
        thread::Builder::new().name("watch".into()).spawn(move || {
            loop {
                thread::sleep(PAUSE);
                let current = states(&directory);
                if current != known {
                    known = current;
                    noticed.has_changed.store(true, Ordering::SeqCst);
                }
                noticed.wake_editor();
            }
        })?;
        Ok(watch)
    }

    /// Interrupts the line editor, which handles the signal itself, until the change is taken.
    fn wake_editor(&self) {
        if self.has_changed.load(Ordering::SeqCst) && self.is_at_prompt.load(Ordering::SeqCst) {
            // The process exists: it is this one.
            let _sent = kill_process(getpid(), Signal::INT);
        }
    }

    /// Calls a function that waits for input, which a change interrupts.
    pub(super) fn while_waiting<T>(&self, read: impl FnOnce() -> T) -> T {
        self.is_at_prompt.store(true, Ordering::SeqCst);
        let read = read();
        self.is_at_prompt.store(false, Ordering::SeqCst);
        read
    }

    /// Whether a signal comes from here.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::SeqCst)
    }

    /// Takes the change, if there was one.
    pub(super) fn take_change(&self) -> bool {
        self.has_changed.swap(false, Ordering::SeqCst)
    }
}

/// The times and sizes of the programs in a directory.
fn states(directory: &Path) -> BTreeMap<PathBuf, (Option<SystemTime>, u64)> {
    let Ok(entries) = std::fs::read_dir(directory) else { return BTreeMap::new() };
    let programs = entries.flatten().map(|entry| entry.path());
    let programs = programs.filter(|path| path.extension().is_some_and(|e| e == "murano"));
    let state = |path: PathBuf| {
        let found = std::fs::metadata(&path).ok()?;
        Some((path, (found.modified().ok(), found.len())))
    };
    programs.filter_map(state).collect()
}
