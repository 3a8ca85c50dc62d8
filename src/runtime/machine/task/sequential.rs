//! Branches on platforms with a single stack: each runs to its end before the next one starts.

use super::{Job, Waiter, lineage_below};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

/// Suspends a branch. No branch can be suspended here, so no value of this type exists.
pub(super) enum Yielder {}

impl Yielder {
    /// Never called: there is no value to call it on.
    pub(super) fn suspend(&self, (): ()) {
        match *self {}
    }
}

/// Runs branches in order. One runs at a time, so any `limit` holds.
pub(super) fn run(vm: &mut Vm<'_>, jobs: Vec<Job>, _limit: usize) -> Vec<Outcome<Value>> {
    let runtime = vm.runtime().clone();
    let (waiter, inits) = (vm.waiter(), vm.initialising());
    let start = |job: Job| {
        let lineage = lineage_below(waiter, &runtime)?;
        let mut vm = Vm::new(runtime.clone(), Waiter { yielder: None, lineage: &lineage });
        if inits { vm.in_init(job.0) } else { (job.0)(&mut vm) }
    };
    jobs.into_iter().map(start).collect()
}
