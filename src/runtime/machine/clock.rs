//! The clock that programs read with `now()` and wait on with `sleep`: the system's, or a virtual one.

use std::cell::Cell;
use std::time::Duration;

/// The wall clock of a session.
///
/// It follows the system until [`ProgramClock::set`] makes it a virtual clock, which stands still except while a program
/// sleeps. WebAssembly has no system clock: there it is virtual from the start, at the Unix epoch.
#[derive(Debug)]
pub struct ProgramClock {
    /// Microseconds since the Unix epoch; `None` follows the system.
    virtual_time: Cell<Option<i128>>,
}

impl Default for ProgramClock {
    fn default() -> Self {
        Self { virtual_time: Cell::new(cfg!(target_family = "wasm").then_some(0)) }
    }
}

impl ProgramClock {
    /// Makes the clock virtual, in UTC, at a time in microseconds since the Unix epoch.
    pub fn set(&self, micros: i128) {
        self.virtual_time.set(Some(micros));
    }

    /// The current time in microseconds since the Unix epoch.
    pub(crate) fn now(&self) -> i128 {
        self.virtual_time.get().unwrap_or_else(|| jiff::Timestamp::now().as_microsecond().into())
    }

    /// The current time as above, and the offset of local time from UTC at that time in seconds.
    pub(crate) fn now_with_offset(&self) -> (i128, i32) {
        if let Some(micros) = self.virtual_time.get() {
            return (micros, 0);
        }
        let now = jiff::Timestamp::now();
        (now.as_microsecond().into(), jiff::tz::TimeZone::system().to_offset(now).seconds())
    }

    /// Advances a virtual clock and returns `true`; on the system's clock the caller has to
    /// wait.
    pub(crate) fn advance(&self, time: Duration) -> bool {
        let Some(micros) = self.virtual_time.get() else { return false };
        let step = i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
        self.virtual_time.set(Some(micros.saturating_add(step)));
        true
    }
}
