//! All objects of a session: found by id, collected when nothing reaches them.
//!
//! Objects are counted references, but owners and what they own refer to each other, so counting alone frees little. The
//! collector finds circles the way CPython does: references among objects are counted, and an object that is held more
//! often than that is held from outside (by registers, natives, statics). What no such object reaches is garbage. Objects
//! whose class has a `.destroy` are kept until a collection calls it.

mod collect;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::object::Object;

/// Objects made between two looks for circles, at least.
const THRESHOLD: usize = 50_000;

/// All objects of a session.
#[derive(Default)]
pub struct Store {
    /// Objects that nothing has to be done for when they go.
    plain: RefCell<Vec<Weak<Object>>>,
    /// Objects whose `.destroy` must run.
    kept: RefCell<Vec<Rc<Object>>>,
    since: Cell<usize>,
    next: Cell<usize>,
}

impl Store {
    /// Takes note of a new object.
    pub fn register(&self, object: &Rc<Object>) {
        if object.class.has_destroy {
            self.kept.borrow_mut().push(object.clone());
        } else {
            self.plain.borrow_mut().push(Rc::downgrade(object));
        }
        self.since.set(self.since.get() + 1);
    }

    /// Is it time to look for circles?
    pub fn is_due(&self) -> bool {
        self.since.get() > self.next.get().max(THRESHOLD)
    }

    /// Every object that is still there.
    #[must_use]
    pub fn objects(&self) -> Vec<Rc<Object>> {
        let plain = self.plain.borrow();
        let kept = self.kept.borrow();
        plain.iter().filter_map(Weak::upgrade).chain(kept.iter().cloned()).collect()
    }

    /// The object of that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Rc<Object>> {
        let same = |o: &Rc<Object>| o.header(|h| h.id.as_deref() == Some(id));
        self.objects().into_iter().find(same)
    }
}
