//! All objects of a session: found by id, collected when unreachable.
//!
//! Objects are counted references, but owners and what they own refer to each other, so
//! counting alone frees little. The collector finds cycles as CPython does: it counts the
//! references among objects; an object with more references than that is held from outside (by
//! registers, natives, statics). Objects that no such object reaches are garbage. Objects whose
//! class has a `.destroy`, or that others subscribed to, are kept until a collection has run
//! that code.

mod collect;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::runtime::object::{Object, State};
use crate::runtime::value::object::Ids;

/// Least number of objects made between two cycle collections.
const THRESHOLD: usize = 50_000;

/// All objects of a session.
#[derive(Default)]
pub struct Store {
    /// Objects that can be freed without running code.
    plain: RefCell<Vec<Weak<Object>>>,
    /// Objects whose `.destroy` must run, or whose subscribers must be notified.
    kept: RefCell<Vec<Rc<Object>>>,
    /// All objects by id.
    pub(in crate::runtime) ids: Rc<Ids>,
    since: Cell<usize>,
    next: Cell<usize>,
}

impl Store {
    /// Adds a new object.
    pub fn register(&self, object: &Rc<Object>) {
        object.register();
        if object.class.has_destroy {
            self.kept.borrow_mut().push(object.clone());
        } else {
            self.plain.borrow_mut().push(Rc::downgrade(object));
        }
        self.since.set(self.since.get() + 1);
    }

    /// Keeps `object` alive until its destructor has run, or its subscribers were notified.
    pub fn keep(&self, object: &Rc<Object>) {
        let mut kept = self.kept.borrow_mut();
        if !kept.iter().any(|o| Rc::ptr_eq(o, object)) {
            self.plain.borrow_mut().retain(|o| !std::ptr::eq(o.as_ptr(), Rc::as_ptr(object)));
            kept.push(object.clone());
        }
    }

    /// Notes that `object` was destroyed: it is freed when nothing refers to it.
    pub(in crate::runtime) fn release(&self, object: &Rc<Object>) {
        let mut kept = self.kept.borrow_mut();
        let before = kept.len();
        kept.retain(|o| !Rc::ptr_eq(o, object));
        if kept.len() < before {
            self.plain.borrow_mut().push(Rc::downgrade(object));
        }
    }

    /// Whether it is time for a cycle collection.
    pub fn is_due(&self) -> bool {
        self.since.get() > self.next.get().max(THRESHOLD)
    }

    /// Every object that exists.
    #[must_use]
    pub fn objects(&self) -> Vec<Rc<Object>> {
        let plain = self.plain.borrow();
        let kept = self.kept.borrow();
        plain.iter().filter_map(Weak::upgrade).chain(kept.iter().cloned()).collect()
    }

    /// The object with that id, unless it is destroyed.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Rc<Object>> {
        self.ids.all(id).into_iter().find(|object| object.state() != State::Destroyed)
    }
}
