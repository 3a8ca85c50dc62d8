//! Ctrl-C: the first asks the program to end at the next place where nothing is half done, the second ends it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;
use super::terminal::complain;

/// From now on an interrupt sets the flag, and a second one ends the process.
pub(super) fn obey(flag: &Arc<AtomicBool>) {
    let flag = flag.clone();
    let asked = AtomicBool::new(false);
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted.code().into());
        }
        flag.store(true, Ordering::Relaxed);
        complain("interrupted: coming to a good end; once more to end at once\n");
    };
    // Only a second handler in one process could be refused; then the first one stays.
    let _ = ctrlc::set_handler(handler);
}
