//! Ctrl-C: the first asks the program to end at its next safe point, the second ends the process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;
use super::terminal::print_error;

/// Installs a signal handler that sets the flag on the first interrupt and ends the process on the second.
pub(super) fn install_handler(flag: &Arc<AtomicBool>) {
    let flag = flag.clone();
    let interrupted = AtomicBool::new(false);
    let handler = move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted.code().into());
        }
        flag.store(true, Ordering::Relaxed);
        print_error("interrupted: finishing up; press Ctrl-C again to quit now\n");
    };
    // Only a second handler in one process could be refused; then the first one stays.
    let _ = ctrlc::set_handler(handler);
}
