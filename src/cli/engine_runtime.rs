//! The async runtime that commands wait on for container engines: one a process.
//!
//! Connections belong to the runtime they were opened on (a tunnel through `ssh` is a task of it), so a second one would lose them.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, EnterGuard, Runtime};
use tokio::sync::Notify;

use crate::diag::codes;

use super::command_error::CommandError;
use super::exit::Exit;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// Wakes what waits when it is interrupted.
static INTERRUPTED: Notify = Notify::const_new();

/// Waits for engine requests, or until [`interrupt`] is called.
pub(super) fn wait<T>(requests: impl Future<Output = T>) -> Result<T, CommandError> {
    runtime()?.block_on(async {
        tokio::select! {
            biased;
            done = requests => Ok(done),
            () = INTERRUPTED.notified() => Err(CommandError::reported(Exit::Interrupted)),
        }
    })
}

/// Ends the wait of a command that is running, where one process runs several: in the REPL.
pub(super) fn interrupt() {
    INTERRUPTED.notify_waiters();
}

/// Makes the runtime current until the guard is dropped: for code that opens connections without waiting.
pub(super) fn enter() -> Result<EnterGuard<'static>, CommandError> {
    Ok(runtime()?.enter())
}

fn runtime() -> Result<&'static Runtime, CommandError> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        CommandError::new(codes::INTERNAL, format!("no event loop for the engine: {error}"))
    })?;
    Ok(RUNTIME.get_or_init(|| runtime))
}
