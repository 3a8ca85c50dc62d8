//! Ctrl-C: the first asks the program to end at its next safe point, the second ends the process at once.
//!
//! A run that reaches no safe point soon is ended too, unless engine requests are in flight: everything before them is
//! recorded, so that nothing is lost.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use crate::deploy::Engines;

use super::exit::Exit;
use super::terminal::print_error;

/// How long an interrupted run may take to reach a safe point while nothing happens at an engine.
const SAFE_POINT_LIMIT: Duration = Duration::from_millis(1500);
/// How often an interrupted run is polled.
const PAUSE: Duration = Duration::from_millis(100);
/// How long an engine may take to answer an interrupted run before the run ends without it.
const ANSWER_LIMIT: Duration = Duration::from_millis(1000);

/// Installs a signal handler that sets the flag on the first interrupt and ends the process on the second. After the first,
/// the process is ended as soon as it takes too long and is not busy: `is_busy` says whether engine requests are in flight.
pub(super) fn install_handler(
    flag: &Arc<AtomicBool>,
    is_busy: impl Fn() -> bool + Clone + Send + 'static,
) {
    let flag = flag.clone();
    let interrupted = AtomicBool::new(false);
    let handler = move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            end();
        }
        flag.store(true, Ordering::Relaxed);
        print_error("interrupted: finishing up; press Ctrl-C again to quit now\n");
        let is_busy = is_busy.clone();
        let watch = thread::Builder::new().name("interrupted".into());
        // Without the thread the second Ctrl-C still ends the process.
        let _ = watch.spawn(move || end_when_idle(is_busy));
    };
    // A second handler in one process is refused; then the first one stays.
    let _ = on_signal(handler);
}

fn end_when_idle(is_busy: impl Fn() -> bool) {
    thread::sleep(SAFE_POINT_LIMIT);
    while is_busy() {
        thread::sleep(PAUSE);
    }
    end();
}

fn end() -> ! {
    std::process::exit(Exit::Interrupted.code().into());
}

/// Lets Ctrl-C end a process that leaves nothing behind, with a line break after what the terminal shows of it.
pub(super) fn end_on_signal() {
    // Without a handler the system ends the process, only less tidily.
    let _ = on_signal(|| {
        print_error("\n");
        end();
    });
}

/// Whether all engines answer an interrupted run soon.
pub(super) async fn engines_answer(engines: &Engines) -> bool {
    tokio::time::timeout(ANSWER_LIMIT, engines.ask_all()).await.is_ok()
}

/// Awaits work at engines. When the run is interrupted, only as long as they answer: `None` means that they do not.
pub(super) async fn while_answering<T>(
    flag: &AtomicBool,
    engines: &Engines,
    work: impl Future<Output = T>,
) -> Option<T> {
    let hung = async {
        loop {
            tokio::time::sleep(PAUSE).await;
            if flag.load(Ordering::Relaxed) && !engines_answer(engines).await {
                return;
            }
        }
    };
    tokio::select! {
        done = work => Some(done),
        () = hung => None,
    }
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
    let thread = thread::Builder::new().name("signals".into());
    thread.spawn(move || runtime.block_on(handle_all)).map(drop)
}
