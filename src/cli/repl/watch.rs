//! `--watch`: notices that the loaded program, or a file that it imported, was changed, and wakes the line editor.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::process::{Signal, getpid, kill_process};

use crate::cli::watch::{INTERVAL, Watch};

/// Watches a program. Clones share what it noticed.
#[derive(Debug, Clone, Default)]
pub(super) struct FileWatch {
    /// The files that are watched; `None`: nothing is.
    files: Option<Arc<Mutex<Watch>>>,
    /// The files that changed since the last change was taken.
    changed: Arc<Mutex<Vec<PathBuf>>>,
    has_changed: Arc<AtomicBool>,
    is_at_prompt: Arc<AtomicBool>,
}

impl FileWatch {
    /// Begins to watch a program.
    pub(super) fn start(file: &Path) -> std::io::Result<Self> {
        let files = Arc::new(Mutex::new(Watch::new([file.to_owned()])));
        let watch = Self { files: Some(files.clone()), ..Self::default() };
        let noticed = watch.clone();
        thread::Builder::new().name("watch".into()).spawn(move || {
            loop {
                thread::sleep(INTERVAL);
                let changed = lock(&files).changed();
                if !changed.is_empty() {
                    lock(&noticed.changed).extend(changed);
                    noticed.has_changed.store(true, Ordering::SeqCst);
                }
                noticed.wake_editor();
            }
        })?;
        Ok(watch)
    }

    /// Watches more files, such as those that the program imported.
    pub(super) fn follow(&self, files: impl IntoIterator<Item = PathBuf>) {
        if let Some(watched) = &self.files {
            lock(watched).follow(files);
        }
    }

    /// Interrupts the line editor, which handles the signal itself, until the change is taken.
    fn wake_editor(&self) {
        if self.wakes_editor() {
            // The process exists: it is this one.
            let _sent = kill_process(getpid(), Signal::INT);
        }
    }

    /// Whether a signal that arrives now may come from here. While a program runs it comes from the user.
    pub(super) fn wakes_editor(&self) -> bool {
        self.has_changed() && self.is_at_prompt.load(Ordering::SeqCst)
    }

    /// Calls a function that waits for input, which a change interrupts.
    pub(super) fn while_waiting<T>(&self, read: impl FnOnce() -> T) -> T {
        self.is_at_prompt.store(true, Ordering::SeqCst);
        let read = read();
        self.is_at_prompt.store(false, Ordering::SeqCst);
        read
    }

    /// Whether there was a change that nobody has taken.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::SeqCst)
    }

    /// Takes the files that were changed.
    pub(super) fn take_changed(&self) -> Vec<PathBuf> {
        self.has_changed.store(false, Ordering::SeqCst);
        std::mem::take(&mut lock(&self.changed))
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
