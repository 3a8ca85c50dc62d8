//! Method isolation: while branches run in parallel, a method of one object is run by one of them at a time
//! (MuranoPL section 7).
//!
//! A branch may enter what it, or a task that started it, holds already: the original engine deadlocks there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fault::Outcome;
use super::method::Method;
use super::task::Waiter;
use super::value::Value;
use crate::diag::codes;

/// An object, or a class for static methods, and a method: by address.
type Key = (usize, usize);

/// Methods being run by branches.
#[derive(Default)]
pub struct Locks {
    held: RefCell<FxHashMap<Key, (u64, usize)>>,
    tasks: Cell<u64>,
}

/// A held lock; dropping it lets the next one in.
pub struct Lock {
    locks: Rc<Locks>,
    key: Key,
    // The address stays taken while the lock is held.
    _method: Rc<Method>,
    _this: Value,
}

impl Locks {
    /// A new task's number.
    pub(super) fn next_task(&self) -> u64 {
        self.tasks.set(self.tasks.get() + 1);
        self.tasks.get()
    }

    /// Waits until the method is free on this object.
    pub(super) fn acquire(
        self: Rc<Self>,
        waiter: Waiter<'_>,
        this: &Value,
        method: &Rc<Method>,
    ) -> Outcome<Option<Lock>> {
        let object = match this {
            Value::Object(object) => Rc::as_ptr(object) as usize,
            Value::Type(class) => Rc::as_ptr(class) as usize,
            _ => return Ok(None),
        };
        let key = (object, Rc::as_ptr(method) as usize);
        loop {
            let holder = self.held.borrow().get(&key).copied();
            match holder {
                None => {
                    self.held.borrow_mut().insert(key, (waiter.task(), 1));
                    break;
                }
                Some((task, count)) if waiter.descends(task) => {
                    self.held.borrow_mut().insert(key, (task, count + 1));
                    break;
                }
                Some(_) if !waiter.is_concurrent() => {
                    let message = "a method waits for itself";
                    return Err(super::fault::Fault::new("RuntimeError", codes::INTERNAL, message));
                }
                Some(_) => waiter.suspend(),
            }
        }
        Ok(Some(Lock { locks: self, key, _method: method.clone(), _this: this.clone() }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut held = self.locks.held.borrow_mut();
        if let Some((_, count)) = held.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.key);
            }
        }
    }
}
