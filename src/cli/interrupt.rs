//! Ctrl-C: the first asks the program to end at its next safe point, the second ends the process at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{SignalKind, signal};

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
    // A second handler in one process is refused; then the first one stays.
    let _ = on_signal(handler);
}

/// Calls `handler` on a thread of its own whenever the process is asked to end: by Ctrl-C, `kill`, or a closed terminal.
///
/// # Errors
/// When the process has such a handler already, or cannot have one.
pub(super) fn on_signal(handler: impl Fn() + Send + 'static) -> io::Result<()> {
    static INSTALLED: AtomicBool = AtomicBool::new(false);
    if INSTALLED.swap(true, Ordering::Relaxed) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let context = runtime.enter();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    drop(context);
    let handle_all = async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => handler(),
                _ = terminate.recv() => handler(),
                _ = hangup.recv() => handler(),
            }
        }
    };
    let thread = std::thread::Builder::new().name("signals".into());
    thread.spawn(move || runtime.block_on(handle_all)).map(drop)
}
