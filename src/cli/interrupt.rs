//! Ctrl-C: once ends the run cleanly, twice at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::hosts::Interrupt;

/// Lets Ctrl-C, and a request to end, stop a program and the work of its hosts.
pub(crate) fn obey(program: Arc<AtomicBool>, hosts: Interrupt) {
    let second = AtomicBool::new(false);
    let handler = move || {
        if second.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        program.store(true, Ordering::Relaxed);
        hosts.set();
    };
    // Without a handler Ctrl-C ends the process as it always does; records are written before each change.
    let _ = ctrlc::set_handler(handler);
}
