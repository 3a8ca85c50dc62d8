//! Futures without an asynchronous runtime: the task that waits for one polls it on the interpreter's own thread.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::runtime::machine::vm::Vm;
use crate::runtime::value::fault::Outcome;

/// Pending calls. Each future belongs to the task that waits for it, so none is stored here.
#[derive(Default)]
pub(crate) struct Io {
    /// A task has yielded without waiting for anything, so the next wait returns at once.
    pub(super) yielded: Cell<bool>,
}

impl Io {
    /// Waits until a future may have become ready, or until it is time to check for an interruption.
    pub(crate) fn wait(&self) {
        if !self.yielded.take() {
            pause(super::INTERRUPT_CHECK);
        }
    }
}

/// Wakes the interpreter's thread when a future can make progress.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Vm<'_> {
    /// Waits for a future while other branches of the program run.
    pub fn wait_for<T: Send + 'static>(
        &mut self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        let runtime = self.runtime().clone();
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Ok(value);
            }
            runtime.limits.check()?;
            self.waiter().wait(&runtime);
        }
    }

    /// Waits for work on a host. Without an asynchronous runtime, an interruption drops the work where it is.
    pub(crate) fn wait_for_detached<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        self.wait_for(work)
    }

    /// Waits for some time, in steps short enough to notice an interruption.
    #[cfg(not(target_family = "wasm"))]
    #[expect(clippy::disallowed_methods, reason = "`sleep` measures real time")]
    pub(super) fn wait_until_over(&mut self, time: Duration) -> Outcome<()> {
        let runtime = self.runtime().clone();
        let began = std::time::Instant::now();
        while let Some(left) = time.checked_sub(began.elapsed()) {
            runtime.limits.check()?;
            if self.waiter().is_concurrent() {
                self.waiter().suspend();
            } else {
                pause(left.min(super::INTERRUPT_CHECK));
            }
        }
        Ok(())
    }

    /// Never called: the clock of a WebAssembly module is always a virtual one.
    #[cfg(target_family = "wasm")]
    pub(super) fn wait_until_over(&mut self, _time: Duration) -> Outcome<()> {
        self.runtime().limits.check()
    }
}

fn pause(time: Duration) {
    // A WebAssembly module has one thread and cannot block it.
    if !cfg!(target_family = "wasm") {
        thread::park_timeout(time);
    }
}
