//! Futures on an asynchronous runtime, which runs in a thread of its own and starts with the first future.
//!
//! The future and its result cross threads; values of programs never do.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::task::AbortHandle;

use crate::diag::{FaultKind, codes};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::fault::{Fault, Outcome};

type BoxedWork = Pin<Box<dyn Future<Output = ()> + Send>>;
type BoxedAnswer = Box<dyn Any + Send>;

/// The pending calls of a session to services that take time, with the answers that arrived.
#[derive(Default)]
pub(crate) struct Io {
    driver: OnceCell<Option<Driver>>,
    next: Cell<u64>,
    answers: RefCell<FxHashMap<u64, BoxedAnswer>>,
    /// A task has yielded without waiting for anything, so the next wait returns at once.
    pub(super) yielded: Cell<bool>,
}

/// The thread that drives futures.
struct Driver {
    work: tokio::sync::mpsc::UnboundedSender<BoxedWork>,
    answered: mpsc::Receiver<(u64, BoxedAnswer)>,
    answer: mpsc::Sender<(u64, BoxedAnswer)>,
    handle: tokio::runtime::Handle,
}

impl Driver {
    fn start() -> Option<Self> {
        let (work, mut queue) = tokio::sync::mpsc::unbounded_channel::<BoxedWork>();
        let (answer, answered) = mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let handle = runtime.handle().clone();
        let drive = move || {
            runtime.block_on(async move {
                while let Some(work) = queue.recv().await {
                    tokio::spawn(work);
                }
            });
        };
        std::thread::Builder::new().name("engine calls".into()).spawn(drive).ok()?;
        Some(Self { work, answered, answer, handle })
    }
}

impl Io {
    fn driver(&self) -> Outcome<&Driver> {
        let driver = self.driver.get_or_init(Driver::start).as_ref();
        driver
            .ok_or_else(|| Fault::new(FaultKind::Os, codes::INTERNAL, "no thread for engine calls"))
    }

    /// Starts a call; returns its number, and a handle to abort it.
    fn submit<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<(u64, AbortHandle)> {
        let driver = self.driver()?;
        let id = self.next.get();
        self.next.set(id + 1);
        let answer = driver.answer.clone();
        let task = driver.handle.spawn(async move {
            let value: BoxedAnswer = Box::new(future.await);
            // The receiver is gone if nobody waits any more.
            let _ = answer.send((id, value));
        });
        // Spawned tasks run only while the driver's loop polls them.
        let _ = driver.work.send(Box::pin(async {}));
        Ok((id, task.abort_handle()))
    }

    fn take(&self, id: u64) -> Option<BoxedAnswer> {
        if let Some(Some(driver)) = self.driver.get() {
            self.answers.borrow_mut().extend(driver.answered.try_iter());
        }
        self.answers.borrow_mut().remove(&id)
    }

    /// Waits until a call is finished, or until it is time to check for an interruption.
    pub(crate) fn wait(&self) {
        let Some(Some(driver)) = self.driver.get().filter(|_| !self.yielded.take()) else { return };
        if let Ok((id, answer)) = driver.answered.recv_timeout(super::INTERRUPT_CHECK) {
            self.answers.borrow_mut().insert(id, answer);
        }
    }
}

impl Vm<'_> {
    /// Waits for a future while other branches of the program run.
    pub fn wait_for<T: Send + 'static>(
        &mut self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        let runtime = self.runtime().clone();
        let (id, abort) = runtime.io.submit(future)?;
        loop {
            if let Some(answer) = runtime.io.take(id) {
                let answer = answer.downcast::<T>();
                return answer.map(|a| *a).map_err(|_| {
                    Fault::new(
                        FaultKind::Os,
                        codes::INTERNAL,
                        "a call returned a value of the wrong type",
                    )
                });
            }
            if let Err(fault) = runtime.limits.check() {
                abort.abort();
                return Err(fault);
            }
            self.waiter().wait(&runtime);
        }
    }

    /// Waits for work that runs to its end even if the program is interrupted meanwhile.
    pub(crate) fn wait_for_detached<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        // Spawned as a task of its own, so that aborting the waiting task does not abort the
        // work.
        self.wait_for(async move { tokio::spawn(work).await })?.map_err(|error| {
            let message = format!("work on a host ended: {error}");
            Fault::new(FaultKind::Runtime, codes::INTERNAL, message)
        })
    }

    /// Waits for some time on the asynchronous runtime's timer.
    pub(super) fn wait_until_over(&mut self, time: Duration) -> Outcome<()> {
        // The timer is made inside the future, so that it registers with the thread that polls it.
        self.wait_for(async move { tokio::time::sleep(time).await })
    }
}
