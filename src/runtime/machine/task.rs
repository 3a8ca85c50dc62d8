//! Tasks: parallel branches as stackful coroutines on the interpreter's one thread.
//! See docs/language/execution.md#tasks.
//!
//! A branch runs until it waits for something outside of the program; then the others run. The
//! task that started branches resumes them in turn, and waits only when all of them do. All
//! branches end before a fault of one is raised: the first in source order.

// WebAssembly has one stack: there, branches run one after the other, which is one of the
// permitted schedules.
#[cfg_attr(not(target_family = "wasm"), path = "task/concurrent.rs")]
#[cfg_attr(target_family = "wasm", path = "task/sequential.rs")]
mod branches;

use std::rc::Rc;

use self::branches::Yielder;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::recursion::TASK_DEPTH;
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::fault::{Fault, Outcome};

/// Default limit on concurrent branches (`pselect`).
const MOST: usize = 1000;

/// A task, as seen by code that has to wait.
#[derive(Clone, Copy)]
pub struct Waiter<'t> {
    yielder: Option<&'t Yielder>,
    /// Number of the task, and of the tasks that started it, outermost first.
    lineage: &'t [u64],
}

impl<'t> Waiter<'t> {
    /// The program's main task.
    pub const MAIN: Waiter<'static> = Waiter { yielder: None, lineage: &[0] };

    /// Whether other branches run beside this task.
    #[must_use]
    pub fn is_concurrent(&self) -> bool {
        self.yielder.is_some()
    }

    /// The task's number.
    #[must_use]
    pub fn task(&self) -> u64 {
        *self.lineage.last().unwrap_or(&0)
    }

    /// Whether that task is this one, or started this one.
    #[must_use]
    pub fn descends(&self, task: u64) -> bool {
        self.lineage.contains(&task)
    }

    /// Yields to the other branches.
    pub fn suspend(&self) {
        if let Some(yielder) = self.yielder {
            yielder.suspend(());
        }
    }

    /// Waits until an event may have happened.
    pub fn wait(&self, runtime: &Runtime) {
        match self.yielder {
            Some(yielder) => yielder.suspend(()),
            None => runtime.io.wait(),
        }
    }
}

/// A branch to run.
pub(crate) struct Job(Box<BranchBody>);

/// The code of a branch.
type BranchBody = dyn FnOnce(&mut Vm<'_>) -> Outcome<Value>;

impl Job {
    /// A closure with its arguments.
    #[must_use]
    pub(crate) fn new(closure: Rc<Closure>, args: Vec<Value>) -> Self {
        Self::native(move |vm| {
            let value = vm.call_closure(&closure, &args, &[])?;
            vm.freeze(value)
        })
    }

    /// A branch of native code.
    #[must_use]
    pub(crate) fn native(work: impl FnOnce(&mut Vm<'_>) -> Outcome<Value> + 'static) -> Self {
        Self(Box::new(work))
    }
}

/// Runs branches, at most `limit` at a time, and returns their results in order.
pub(crate) fn run_all(
    vm: &mut Vm<'_>,
    jobs: Vec<Job>,
    limit: Option<usize>,
) -> Outcome<Vec<Value>> {
    gather(branches::run(vm, jobs, limit.unwrap_or(MOST).max(1)))
}

/// The numbers of a new task and of those that started it.
fn lineage_below(waiter: Waiter<'_>, runtime: &Runtime) -> Outcome<Vec<u64>> {
    if waiter.lineage.len() > TASK_DEPTH {
        let message = "parallel branches are nested too deeply within each other";
        return Err(Fault::new(FaultKind::Recursion, codes::CALL_DEPTH, message));
    }
    let mut lineage = waiter.lineage.to_vec();
    lineage.push(runtime.locks.next_task());
    Ok(lineage)
}

/// All results, or the first fault with the others attached. An interruption takes precedence.
fn gather(results: Vec<Outcome<Value>>) -> Outcome<Vec<Value>> {
    let mut values = Vec::with_capacity(results.len());
    let mut faults = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(mut fault) => {
                // It propagates through the calls of the task that started the branches.
                fault.traced = false;
                faults.push(fault);
            }
        }
    }
    let uncatchable = |f: &Fault| f.origin == crate::runtime::value::fault::Origin::Uncatchable;
    let first = faults.iter().position(uncatchable).unwrap_or(0);
    if faults.is_empty() {
        return Ok(values);
    }
    let mut fault = faults.remove(first);
    fault.others.extend(faults);
    Err(fault)
}
