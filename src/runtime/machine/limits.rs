//! What a run may use up, and the flag that ends it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::{FaultKind, codes};
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::runtime::value::quota;

/// The budget and the interrupt flag of a session.
pub struct Limits {
    most: Option<u64>,
    left: Cell<u64>,
    interrupt: Arc<AtomicBool>,
    /// Bytes that the process may hold in memory.
    memory: Cell<Option<u64>>,
}

impl Limits {
    /// A budget of instructions at loops and calls; `None` for any number.
    #[must_use]
    pub fn new(most: Option<u64>) -> Self {
        Self {
            most,
            left: Cell::new(most.unwrap_or(u64::MAX)),
            interrupt: Arc::default(),
            memory: Cell::new(None),
        }
    }

    /// Limits what the process holds in memory while programs run, in bytes; where the system does not say how much that
    /// is, there is no limit.
    pub fn limit_memory(&self, most: Option<u64>) {
        self.memory.set(most);
    }

    /// The flag: set it from anywhere to end the run at the next loop, call or wait.
    #[must_use]
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        self.interrupt.clone()
    }

    /// The budget is whole again, and nothing is interrupted: a new input of the REPL.
    pub fn renew(&self) {
        self.left.set(self.most.unwrap_or(u64::MAX));
        self.interrupt.store(false, Ordering::Relaxed);
    }

    /// Uses up some of the budget.
    pub fn spend(&self, steps: u64) -> Outcome<()> {
        self.check()?;
        if quota::is_look_due() {
            self.check_memory()?;
        }
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(exhausted(self.most.unwrap_or(u64::MAX))),
        }
    }

    /// An error if the process holds more memory than it may. The system is asked every few milliseconds at most.
    #[cold]
    fn check_memory(&self) -> Outcome<()> {
        let Some(most) = self.memory.get() else { return Ok(()) };
        match resident() {
            Some(held) if held > most => Err(too_much_memory(most)),
            _ => Ok(()),
        }
    }

    /// An error if the run was interrupted.
    pub fn check(&self) -> Outcome<()> {
        if self.interrupt.load(Ordering::Relaxed) { Err(interrupted()) } else { Ok(()) }
    }
}

fn interrupted() -> Fault {
    let mut fault = Fault::new(FaultKind::KeyboardInterrupt, codes::INTERRUPTED, "interrupted");
    fault.origin = Origin::Uncatchable;
    fault
}

/// Bytes of this process that are in memory, as Linux says.
#[expect(clippy::disallowed_methods, reason = "the file is the system's account of this process")]
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

fn too_much_memory(most: u64) -> Fault {
    let message = format!("the run takes more than {} MiB of memory", most >> 20);
    let mut fault = Fault::too_much_memory(message);
    fault.origin = Origin::Uncatchable;
    fault.hint("keep fewer values at once, or set the limit with `--max-memory`")
}

fn exhausted(most: u64) -> Fault {
    let message = format!("the program did not end within {most} steps");
    let mut fault = Fault::new(FaultKind::StepLimit, codes::STEP_LIMIT, message);
    fault.origin = Origin::Uncatchable;
    fault.hint("an endless loop? `--max-steps` sets the limit")
}
