//! `parallel`: closures run as tasks of their own.
//! See docs/language/execution.md#tasks.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::Reg;
use crate::runtime::machine::task::{self, Job};
use crate::runtime::object::meta::Attached;
use crate::runtime::object::method::{Isolation, Method};
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

impl Vm<'_> {
    pub(super) fn parallel(
        &mut self,
        base: usize,
        dst: Reg,
        start: Reg,
        count: u16,
    ) -> Outcome<()> {
        let start = base + start as usize;
        let limit = self.branch_limit(start - 1)?;
        let closures = self.take_range(start, count as usize);
        let jobs = closures.into_iter().filter_map(job).map(|c| Job::new(c, Vec::new())).collect();
        self.run_branches(jobs, limit, base + dst as usize)
    }

    pub(super) fn parallel_for(&mut self, base: usize, dst: Reg, start: Reg) -> Outcome<()> {
        let start = base + start as usize;
        let limit = self.branch_limit(start - 1)?;
        self.begin_iteration_for_branches(start)?;
        let items = match std::mem::take(&mut self.stack[start]) {
            Value::List(items) => items,
            _ => Rc::default(),
        };
        let Some(closure) = job(std::mem::take(&mut self.stack[start + 1])) else { return Ok(()) };
        let jobs = items.iter().map(|i| Job::new(closure.clone(), vec![i.clone()])).collect();
        self.run_branches(jobs, limit, base + dst as usize)
    }

    /// Converts the iterated value to a list, and leaves the closure beside it alone.
    fn begin_iteration_for_branches(&mut self, at: usize) -> Outcome<()> {
        let closure = std::mem::take(&mut self.stack[at + 1]);
        let outcome = self.begin_iteration(at);
        self.stack[at + 1] = closure;
        outcome
    }

    fn branch_limit(&self, at: usize) -> Outcome<Option<usize>> {
        match &self.stack[at] {
            Value::Null | Value::Int(0) => Ok(None),
            Value::Int(n) if *n > 0 => Ok(usize::try_from(*n).ok()),
            other => {
                let message = format!("a limit is a positive integer, found {}", other.kind());
                Err(Fault::value_error(message))
            }
        }
    }

    fn run_branches(&mut self, jobs: Vec<Job>, limit: Option<usize>, dst: usize) -> Outcome<()> {
        let results = task::run_all(self, jobs, limit)?;
        self.stack[dst] = Value::Null;
        self.stack[dst + 1] = Value::Null;
        for result in results {
            if let Value::Extended(other) = &result
                && let Extended::Left(kind, value) = &**other
            {
                self.stack[dst] = Value::Int(i64::from(*kind));
                self.stack[dst + 1] = value.clone();
                break;
            }
        }
        Ok(())
    }

    /// Calls a closure for each item, in parallel branches: `pselect`.
    pub fn call_parallel(
        &mut self,
        callee: &Value,
        items: Vec<Value>,
        limit: Option<usize>,
    ) -> Outcome<Vec<Value>> {
        match callee {
            Value::Closure(closure) => {
                let jobs = items.into_iter().map(|i| Job::new(closure.clone(), vec![i])).collect();
                task::run_all(self, jobs, limit)
            }
            constant => Ok(items.iter().map(|_| constant.clone()).collect()),
        }
    }

    /// How a branch ended: 1 return, 2 break, 3 continue.
    pub(super) fn left(kind: u8, value: Value) -> Value {
        Value::extended(Extended::Left(kind, value))
    }

    /// While branches run, only one of them at a time executes a method.
    pub(super) fn lock(&mut self, method: &Rc<Method>) -> Outcome<()> {
        if !self.waiter.is_concurrent() {
            return Ok(());
        }
        let frame = self.frames.last().expect("the method was pushed");
        let base = frame.base;
        let this = self.stack[base].clone();
        let isolation = self.isolation(method)?;
        let known = isolation.on_args.iter().map(|n| self.stack[base + 1 + n].clone());
        let args: Vec<Value> = known.filter(|value| !value.is_null()).collect();
        let locks = self.runtime.locks.clone();
        let lock = locks.acquire(self.waiter, &this, method, isolation, args)?;
        if let Some(frame) = self.frames.last_mut() {
            frame.lock = lock.map(Box::new);
        }
        Ok(())
    }

    /// The `Synchronize` metadata of a method; without it, calls on one object exclude each
    /// other.
    fn isolation<'m>(&mut self, method: &'m Rc<Method>) -> Outcome<&'m Isolation> {
        if let Some(known) = method.isolation.get() {
            return Ok(known);
        }
        let class = self.runtime.class(method.class)?;
        let found = self.meta_of(&class, Attached::Method(&method.name), SYNCHRONIZE)?;
        let isolation = found.map_or_else(Isolation::default, |meta| {
            let named = meta.declared("onArgs");
            let names = match &named {
                Value::List(names) => names.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            let place = |name: &str| method.params.iter().position(|p| *p.name == *name);
            Isolation {
                on_this: meta.declared("onThis").truth(),
                on_args: names.into_iter().filter_map(place).collect(),
            }
        });
        Ok(method.isolation.get_or_init(|| isolation))
    }
}

/// The metadata class that says which calls of a method exclude each other.
const SYNCHRONIZE: &str = "io.murano.metadata.engine.Synchronize";

fn job(value: Value) -> Option<Rc<Closure>> {
    match value {
        Value::Closure(closure) => Some(closure),
        _ => None,
    }
}
