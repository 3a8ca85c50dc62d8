//! Tasks: parallel branches as stackful coroutines on the interpreter's one thread.
//! See docs/language/execution.md#tasks.
//!
//! A branch runs until it waits for something outside; then the others go on. Whoever started branches resumes them in turn,
//! and waits itself only when all of them do. All branches end before a fault of one is raised: the first in source order.

use std::rc::Rc;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use crate::diag::{FaultKind, codes};
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::fault::{Fault, Outcome};

/// Bytes of a branch's native stack; memory is taken as it is used.
const STACK: usize = 32 << 20;

/// Most tasks inside tasks.
const DEEPEST: usize = 100;

/// Most branches at a time when nothing else is said (`pselect`).
const MOST: usize = 1000;

/// How a task waits for what happens outside.
#[derive(Clone, Copy)]
pub struct Waiter<'t> {
    yielder: Option<&'t Yielder<(), ()>>,
    /// Numbers of the task and of those that started it.
    lineage: &'t [u64],
}

impl<'t> Waiter<'t> {
    /// The program's main task.
    pub const MAIN: Waiter<'static> = Waiter { yielder: None, lineage: &[0] };

    /// Do other branches run beside this task?
    #[must_use]
    pub fn is_concurrent(&self) -> bool {
        self.yielder.is_some()
    }

    /// The task's number.
    #[must_use]
    pub fn task(&self) -> u64 {
        *self.lineage.last().unwrap_or(&0)
    }

    /// Is that task this one, or did it start this one?
    #[must_use]
    pub fn descends(&self, task: u64) -> bool {
        self.lineage.contains(&task)
    }

    /// Lets the other branches go on.
    pub fn suspend(&self) {
        if let Some(yielder) = self.yielder {
            yielder.suspend(());
        }
    }

    /// Waits until something may have happened.
    pub fn wait(&self, runtime: &Runtime) {
        match self.yielder {
            Some(yielder) => yielder.suspend(()),
            None => runtime.io.wait(),
        }
    }
}

/// A branch to run.
pub struct Job(Box<Work>);

/// What a branch does.
type Work = dyn FnOnce(&mut Vm<'_>) -> Outcome<Value>;

impl Job {
    /// A closure with its arguments.
    #[must_use]
    pub fn new(closure: Rc<Closure>, args: Vec<Value>) -> Self {
        Self::native(move |vm| {
            let value = vm.call_closure(&closure, &args, &[])?;
            vm.freeze(value)
        })
    }

    /// A branch of native code.
    #[must_use]
    pub fn native(work: impl FnOnce(&mut Vm<'_>) -> Outcome<Value> + 'static) -> Self {
        Self(Box::new(work))
    }
}

type Branch = Coroutine<(), (), Outcome<Value>>;

/// Runs branches, at most `limit` at a time; their results in order.
pub fn run_all(vm: &mut Vm<'_>, jobs: Vec<Job>, limit: Option<usize>) -> Outcome<Vec<Value>> {
    let runtime = vm.runtime().clone();
    let waiter = vm.waiter();
    let inits = vm.initialising();
    let limit = limit.unwrap_or(MOST).max(1);
    let mut results: Vec<Option<Outcome<Value>>> = jobs.iter().map(|_| None).collect();
    let mut waiting = jobs.into_iter().enumerate();
    let mut running: Vec<(usize, Branch)> = Vec::new();
    loop {
        while running.len() < limit {
            let Some((n, job)) = waiting.next() else { break };
            match start(&runtime, waiter, job, inits) {
                Ok(branch) => running.push((n, branch)),
                Err(fault) => results[n] = Some(Err(fault)),
            }
        }
        if running.is_empty() {
            break;
        }
        let before = running.len();
        let mut still = Vec::with_capacity(before);
        for (n, mut branch) in running {
            match branch.resume(()) {
                CoroutineResult::Yield(()) => still.push((n, branch)),
                CoroutineResult::Return(result) => results[n] = Some(result),
            }
        }
        running = still;
        if running.len() == before {
            waiter.wait(&runtime);
        }
    }
    gather(results.into_iter().flatten().collect())
}

fn start(runtime: &Rc<Runtime>, waiter: Waiter<'_>, job: Job, inits: bool) -> Outcome<Branch> {
    if waiter.lineage.len() > DEEPEST {
        let message = "parallel branches are nested too deeply within each other";
        return Err(Fault::new(FaultKind::Recursion, codes::CALL_DEPTH, message));
    }
    let stack = DefaultStack::new(STACK).map_err(|e| {
        Fault::new(FaultKind::Os, codes::INTERNAL, format!("no memory for a parallel branch: {e}"))
    })?;
    let runtime = runtime.clone();
    let mut lineage = waiter.lineage.to_vec();
    lineage.push(runtime.locks.next_task());
    Ok(Coroutine::with_stack(stack, move |yielder, ()| {
        let waiter = Waiter { yielder: Some(yielder), lineage: &lineage };
        let mut vm = Vm::new(runtime, waiter);
        if inits { vm.in_init(job.0) } else { (job.0)(&mut vm) }
    }))
}

/// All results, or the first fault with the others beside it. An interruption comes before everything else.
fn gather(results: Vec<Outcome<Value>>) -> Outcome<Vec<Value>> {
    let mut values = Vec::with_capacity(results.len());
    let mut faults = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(mut fault) => {
                // It climbs on through the calls of the task that began the branches.
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
