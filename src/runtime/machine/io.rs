//! Calls that take time: a task that waits for a future lets the other branches of the program
//! run.
//!
//! With the feature `docker` an asynchronous runtime drives the futures. Without it there is none: futures are polled by
//! the task that waits for them.

#[cfg_attr(feature = "docker", path = "io/threaded.rs")]
#[cfg_attr(not(feature = "docker"), path = "io/inline.rs")]
mod driver;

use std::time::Duration;

pub(crate) use self::driver::Io;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::fault::Outcome;

/// The longest wait between two checks for an interruption of the run.
const INTERRUPT_CHECK: Duration = Duration::from_millis(50);

impl Vm<'_> {
    /// Sleeps; with a time of zero the other branches run first.
    pub fn sleep(&mut self, time: Duration) -> Outcome<()> {
        if time.is_zero() {
            self.runtime().limits.check()?;
            self.runtime().io.yielded.set(true);
            self.waiter().suspend();
            return Ok(());
        }
        if self.runtime().clock.advance(time) {
            return self.runtime().limits.check();
        }
        self.wait_until_over(time)
    }
}
