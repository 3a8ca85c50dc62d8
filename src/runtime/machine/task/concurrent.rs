//! Branches as stackful coroutines: each runs until it waits, then the next one continues.

use std::rc::Rc;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult};

use super::{Job, Waiter, lineage_below};
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// Bytes of a branch's native stack. The system commits its pages on first use.
const STACK: usize = 32 << 20;

/// Suspends the branch it belongs to.
pub(super) type Yielder = corosensei::Yielder<(), ()>;

type Branch = Coroutine<(), (), Outcome<Value>>;

/// Runs branches, at most `limit` at a time, and returns their results in order.
pub(super) fn run(vm: &mut Vm<'_>, jobs: Vec<Job>, limit: usize) -> Vec<Outcome<Value>> {
    let runtime = vm.runtime().clone();
    let waiter = vm.waiter();
    let inits = vm.initialising();
    let mut results: Vec<Option<Outcome<Value>>> = jobs.iter().map(|_| None).collect();
    let mut waiting = jobs.into_iter().enumerate();
    let mut running: Vec<(usize, Branch)> = Vec::new();
    // Round robin: one resumption for each running branch, then as many new ones as the limit allows.
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
    results.into_iter().flatten().collect()
}

fn start(runtime: &Rc<Runtime>, waiter: Waiter<'_>, job: Job, inits: bool) -> Outcome<Branch> {
    let lineage = lineage_below(waiter, runtime)?;
    let stack = DefaultStack::new(STACK).map_err(|e| {
        Fault::new(FaultKind::Os, codes::INTERNAL, format!("no memory for a parallel branch: {e}"))
    })?;
    let runtime = runtime.clone();
    Ok(Coroutine::with_stack(stack, move |yielder, ()| {
        let waiter = Waiter { yielder: Some(yielder), lineage: &lineage };
        let mut vm = Vm::new(runtime, waiter);
        if inits { vm.in_init(job.0) } else { (job.0)(&mut vm) }
    }))
}
