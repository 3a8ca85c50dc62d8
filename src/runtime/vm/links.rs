//! Ids within a graph of objects that is being made (MuranoPL section 9).
//!
//! A string where an object is expected is an id. While a graph is made, the object may come only later: the string stays
//! where it is, and what holds it waits. Once all objects exist, what waits is converted again; ids that are still unknown
//! are errors then.

use std::rc::Rc;

use super::Vm;
use crate::runtime::class::Property;
use crate::runtime::fault::Outcome;
use crate::runtime::object::Object;

/// The ids of a graph, and what waits for them.
#[derive(Default)]
pub(super) struct Links {
    /// The id that the next object made has in its model.
    next: Option<Rc<str>>,
    /// Objects by the ids of their models.
    known: Vec<(Rc<str>, Rc<Object>)>,
    /// Properties that hold ids of objects not made yet.
    waiting: Vec<(Rc<Object>, Rc<Property>)>,
    /// The value that was just converted holds such an id.
    open: bool,
    /// Everything is made: what is unknown now stays unknown.
    complete: bool,
}

impl Vm<'_> {
    /// Is a graph of objects being made?
    pub(in crate::runtime) fn is_making(&self) -> bool {
        self.making
    }

    /// The next object that is made has this id in its model.
    pub(in crate::runtime) fn expect_id(&mut self, id: Option<Rc<str>>) {
        self.links.next = id;
    }

    /// Takes note of a new object's id.
    pub(super) fn learn_id(&mut self, object: &Rc<Object>) {
        if let Some(id) = self.links.next.take() {
            self.links.known.push((id, object.clone()));
        }
    }

    /// The object that has an id within the graph being made.
    pub(in crate::runtime) fn linked(&self, id: &str) -> Option<Rc<Object>> {
        let known = self.links.known.iter().rev();
        known.into_iter().find(|(known, _)| **known == *id).map(|(_, object)| object.clone())
    }

    /// May an id still become known? Then what holds it is looked at again.
    pub(in crate::runtime) fn leave_open(&mut self) -> bool {
        let open = self.making && !self.links.complete;
        self.links.open |= open;
        open
    }

    /// Does the value being converted hold ids of objects not made yet?
    pub(in crate::runtime) fn is_open(&self) -> bool {
        self.links.open
    }

    /// The same, asked once for each value.
    pub(in crate::runtime) fn take_open(&mut self) -> bool {
        std::mem::take(&mut self.links.open)
    }

    /// A property waits for ids.
    pub(super) fn await_ids(&mut self, object: &Rc<Object>, property: &Rc<Property>) {
        self.links.waiting.push((object.clone(), property.clone()));
    }

    /// All objects of the graph exist.
    pub(in crate::runtime) fn complete_links(&mut self) {
        self.links.complete = true;
    }

    /// Converts again what waited for ids.
    pub(super) fn link_waiting(&mut self) -> Outcome<()> {
        self.complete_links();
        for (object, property) in std::mem::take(&mut self.links.waiting) {
            let value = object.slot(property.slot);
            let value = self.convert_property(&property, value, &object)?;
            object.set_slot(property.slot, value);
        }
        Ok(())
    }
}
