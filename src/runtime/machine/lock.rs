//! Method isolation: while branches run in parallel, a method of one object is run by one of them at a time.
//! See docs/language/execution.md#method-isolation.
//!
//! `io.murano.metadata.engine.Synchronize` locks by values of arguments instead of by object. A
//! task may enter what it holds already, or what a task that started it holds; the reference
//! implementation deadlocks there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diag::{FaultKind, codes};
use crate::runtime::machine::task::Waiter;
use crate::runtime::object::method::{Isolation, Method};
use crate::runtime::value::Value;
use crate::runtime::value::equality;
use crate::runtime::value::fault::Outcome;

/// The receiver (an object, a class for static methods, or none) and the method, by address.
type LockKey = (usize, usize);

/// A call that holds its method.
struct Holder {
    args: Vec<Value>,
    task: u64,
    count: usize,
}

/// Methods that tasks are running.
#[derive(Default)]
pub struct Locks {
    held: RefCell<FxHashMap<LockKey, Vec<Holder>>>,
    tasks: Cell<u64>,
}

/// A held lock; dropping it releases the method.
pub(crate) struct Lock {
    locks: Rc<Locks>,
    key: LockKey,
    args: Vec<Value>,
    // Keeps the object alive, so that its address is not reused while the lock is held.
    _method: Rc<Method>,
    _this: Value,
}

impl Locks {
    /// The number of a new task.
    pub(crate) fn next_task(&self) -> u64 {
        self.tasks.set(self.tasks.get() + 1);
        self.tasks.get()
    }

    /// Waits until the method is free on this object, or for these arguments.
    pub(crate) fn acquire(
        self: Rc<Self>,
        waiter: Waiter<'_>,
        this: &Value,
        method: &Rc<Method>,
        isolation: &Isolation,
        args: Vec<Value>,
    ) -> Outcome<Option<Lock>> {
        let object = match this {
            _ if !isolation.on_this && args.is_empty() => return Ok(None),
            _ if !isolation.on_this => 0,
            Value::Object(object) => Rc::as_ptr(object) as usize,
            Value::Type(class) => Rc::as_ptr(class) as usize,
            _ => return Ok(None),
        };
        let key = (object, Rc::as_ptr(method) as usize);
        while !self.enter(waiter, key, &args)? {
            waiter.suspend();
        }
        Ok(Some(Lock { locks: self, key, args, _method: method.clone(), _this: this.clone() }))
    }

    /// Takes the lock if no other task holds it.
    fn enter(&self, waiter: Waiter<'_>, key: LockKey, args: &[Value]) -> Outcome<bool> {
        let mut held = self.held.borrow_mut();
        let holders = held.entry(key).or_default();
        match holders.iter_mut().find(|h| same(&h.args, args)) {
            None => holders.push(Holder { args: args.to_vec(), task: waiter.task(), count: 1 }),
            Some(holder) if waiter.descends(holder.task) => holder.count += 1,
            Some(_) if !waiter.is_concurrent() => {
                let message = "a method waits for itself";
                return Err(crate::runtime::value::fault::Fault::new(
                    FaultKind::Runtime,
                    codes::INTERNAL,
                    message,
                ));
            }
            Some(_) => return Ok(false),
        }
        Ok(true)
    }
}

fn same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equality::equal(a, b))
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut held = self.locks.held.borrow_mut();
        let Some(holders) = held.get_mut(&self.key) else { return };
        if let Some(holder) = holders.iter_mut().find(|h| same(&h.args, &self.args)) {
            holder.count -= 1;
        }
        holders.retain(|holder| holder.count > 0);
        if holders.is_empty() {
            held.remove(&self.key);
        }
    }
}
