//! Where a paste without brackets ends: a block at its end may be the beginning of a longer statement.
//!
//! `}` ends an `if`, unless `else` begins the next line. A person who types sees the input run, and writes `} else {`; the lines of a
//! paste are on their way already. So such a block waits for the next key, and runs if none comes for a while.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

/// How long no key has to come for a paste to be over.
const PASTE_PAUSE: Duration = Duration::from_millis(120);

/// An input that waits for the end of a paste; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct PasteEnd(Arc<WaitingInput>);

#[derive(Debug, Default)]
struct WaitingInput {
    text: Mutex<Option<String>>,
    /// The number of keys so far.
    keys: AtomicU64,
    has_ended: AtomicBool,
}

impl PasteEnd {
    /// Notes that a key has arrived: the paste goes on.
    pub(super) fn note_key(&self) {
        self.0.keys.fetch_add(1, Ordering::SeqCst);
        self.text().take();
    }

    /// Runs an input, if no key comes for a while.
    pub(super) fn wait_with(&self, text: &str) {
        *self.text() = Some(text.to_owned());
        let (waiting, keys) = (self.clone(), self.0.keys.load(Ordering::SeqCst));
        let wait = move || {
            thread::sleep(PASTE_PAUSE);
            if waiting.0.keys.load(Ordering::SeqCst) == keys && waiting.text().is_some() {
                waiting.0.has_ended.store(true, Ordering::SeqCst);
                // The line editor waits for keys and signals. The process exists: it is this one.
                let _sent = kill_process(getpid(), Signal::INT);
            }
        };
        // Without a thread the input waits for Enter.
        let _ = thread::Builder::new().name("paste".into()).spawn(wait);
    }

    /// Whether a signal that arrives now comes from here.
    pub(super) fn wakes_editor(&self) -> bool {
        self.0.has_ended.load(Ordering::SeqCst)
    }

    /// Takes the input whose paste has ended.
    pub(super) fn take(&self) -> Option<String> {
        let has_ended = self.0.has_ended.swap(false, Ordering::SeqCst);
        self.text().take().filter(|_| has_ended)
    }

    fn text(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.0.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
