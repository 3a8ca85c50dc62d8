//! The budget of a run, and the flag that interrupts it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::{FaultKind, codes};
use crate::runtime::value::fault::{Fault, Origin, Outcome};

/// The budget and the interrupt flag of a session.
pub struct Limits {
    most: Option<u64>,
    left: Cell<u64>,
    interrupt: Arc<AtomicBool>,
}

impl Limits {
    /// A budget of instructions, spent at loops and calls; `None` is unlimited.
    #[must_use]
    pub fn new(most: Option<u64>) -> Self {
        Self { most, left: Cell::new(most.unwrap_or(u64::MAX)), interrupt: Arc::default() }
    }

    /// The flag: set it from anywhere to end the run at the next loop, call or wait.
    #[must_use]
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        self.interrupt.clone()
    }

    /// Restores the budget and clears the flag, for a new input of the REPL.
    pub fn renew(&self) {
        self.left.set(self.most.unwrap_or(u64::MAX));
        self.interrupt.store(false, Ordering::Relaxed);
    }

    /// Uses up some of the budget.
    pub fn spend(&self, steps: u64) -> Outcome<()> {
        self.check()?;
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(exhausted(self.most.unwrap_or(u64::MAX))),
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

fn exhausted(most: u64) -> Fault {
    let message = format!("the program did not end within {most} steps");
    let mut fault = Fault::new(FaultKind::StepLimit, codes::STEP_LIMIT, message);
    fault.origin = Origin::Uncatchable;
    fault.hint("an endless loop? `--max-steps` sets the limit")
}
