//! Ids within a graph of objects that is being made.
//! See docs/language/contracts.md#ids.
//!
//! A string where an object is expected is an id. While a graph is made, the object may follow
//! later: the string stays, and the property that holds it is put on a list. Once all objects
//! exist, the properties on the list are converted again; ids that are still unknown are errors
//! then.
//!
//! When the model of a whole session is loaded, objects have the ids of the model: two descriptions with one id are one object.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Vm;
use crate::runtime::object::Object;
use crate::runtime::object::class::Property;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// The ids of a graph, and the properties that wait for them.
#[derive(Default)]
pub(super) struct Links {
    /// The id in the model of the next object made.
    next: Option<Rc<str>>,
    /// Objects by the ids of their models.
    known: Vec<(Rc<str>, Rc<Object>)>,
    /// Properties that hold ids of objects not made yet.
    waiting: Vec<(Rc<Object>, Rc<Property>)>,
    /// The value that was just converted holds such an id.
    open: bool,
    /// All objects exist: an unknown id is an error now.
    complete: bool,
    /// The graph is a model whose ids are kept.
    loading: Option<Rc<Loading>>,
    /// Objects are made for a template, which nothing sees afterwards.
    unseen: bool,
}

/// A model that is being loaded: objects keep its ids.
#[derive(Default)]
pub(in crate::runtime) struct Loading {
    known: RefCell<FxHashMap<Rc<str>, Rc<Object>>>,
    /// Objects that existed before: their descriptions in the model are only validated.
    settled: FxHashSet<*const Object>,
    /// It is the model of the previous deployment, which may be masked.
    pub(in crate::runtime) is_previous: bool,
    /// The declared destruction dependencies: the object, and its `dependencies`.
    pub(in crate::runtime) dependencies: RefCell<Vec<(Rc<Object>, Value)>>,
}

impl Loading {
    /// A model that is loaded beside existing objects.
    pub(in crate::runtime) fn beside(objects: &[Rc<Object>]) -> Self {
        let known = objects.iter().map(|object| (object.id(), object.clone())).collect();
        let settled = objects.iter().map(Rc::as_ptr).collect();
        Self { known: RefCell::new(known), settled, is_previous: true, ..Self::default() }
    }

    /// Whether the object existed before.
    pub(in crate::runtime) fn is_settled(&self, object: &Rc<Object>) -> bool {
        self.settled.contains(&Rc::as_ptr(object))
    }

    /// The object with that id.
    pub(in crate::runtime) fn object(&self, id: &str) -> Option<Rc<Object>> {
        self.known.borrow().get(id).cloned()
    }
}

impl Vm<'_> {
    /// Whether a graph of objects is being made.
    pub(in crate::runtime) fn is_making(&self) -> bool {
        self.making
    }

    /// Sets the id in the model of the next object made.
    pub(in crate::runtime) fn expect_id(&mut self, id: Option<Rc<str>>) {
        self.links.next = id;
    }

    /// Makes the graph keep the ids of a model.
    pub(in crate::runtime) fn load_with(&mut self, loading: Rc<Loading>) {
        self.links.loading = Some(loading);
    }

    /// The model that is being loaded, if any.
    pub(in crate::runtime) fn loading(&self) -> Option<Rc<Loading>> {
        self.links.loading.clone().filter(|_| !self.links.unseen)
    }

    /// Records a new object's id.
    pub(super) fn learn_id(&mut self, object: &Rc<Object>) {
        let Some(id) = self.links.next.take() else { return };
        match &self.links.loading {
            Some(loading) if !self.links.unseen => {
                object.set_id(id.clone());
                loading.known.borrow_mut().insert(id, object.clone());
            }
            _ => self.links.known.push((id, object.clone())),
        }
    }

    /// The object with an id within the graph being made.
    pub(in crate::runtime) fn linked(&self, id: &str) -> Option<Rc<Object>> {
        let mut known = self.links.known.iter().rev();
        let found = known.find(|(known, _)| **known == *id).map(|(_, object)| object.clone());
        found.or_else(|| self.links.loading.as_ref()?.object(id))
    }

    /// Whether the objects being made belong to a template.
    pub(super) fn is_unseen(&self) -> bool {
        self.links.unseen
    }

    /// Creates a temporary object; `None` if it waits for ids, and the value that it is made of
    /// with it.
    pub(in crate::runtime) fn unseen<T>(
        &mut self,
        make: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        self.graph(|vm| {
            let before = std::mem::replace(&mut vm.links.unseen, true);
            let (known, waiting) = (vm.links.known.len(), vm.links.waiting.len());
            let made = vm.within_value(make);
            let is_open = vm.links.waiting.len() > waiting;
            vm.links.known.truncate(known);
            vm.links.waiting.truncate(waiting);
            vm.links.unseen = before;
            vm.links.open |= is_open;
            Ok(Some(made?).filter(|_| !is_open))
        })
    }

    /// Whether an unknown id may still become known; if so, the value that contains it is
    /// converted again later.
    pub(in crate::runtime) fn leave_open(&mut self) -> bool {
        let open = self.making && !self.links.complete;
        self.links.open |= open;
        open
    }

    /// Whether the value being converted holds ids of objects that are not made yet.
    pub(in crate::runtime) fn is_open(&self) -> bool {
        self.links.open
    }

    /// The same, and clears the mark for the next value.
    pub(in crate::runtime) fn take_open(&mut self) -> bool {
        std::mem::take(&mut self.links.open)
    }

    /// Makes an object inside the value being converted: ids that the object itself waits for
    /// do not concern the value.
    pub(super) fn within_value<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let open = self.take_open();
        let made = make(self);
        self.links.open = open;
        made
    }

    /// Puts a property on the list of those that wait for ids.
    pub(super) fn await_ids(&mut self, object: &Rc<Object>, property: &Rc<Property>) {
        self.links.waiting.push((object.clone(), property.clone()));
    }

    /// Marks the graph as complete.
    pub(in crate::runtime) fn complete_links(&mut self) {
        self.links.complete = true;
    }

    /// Adds to a fault which object of a model it is about.
    fn in_model(&self, mut fault: Fault, object: &Rc<Object>) -> Fault {
        if self.links.loading.is_some() {
            fault.pass_object(&object.id());
        }
        fault
    }

    /// Converts the properties again that wait for ids.
    pub(super) fn link_waiting(&mut self) -> Outcome<()> {
        self.complete_links();
        for (object, property) in std::mem::take(&mut self.links.waiting) {
            let value = object.slot(property.slot);
            let converted = self.convert_property(&property, value, &object);
            let value = converted.map_err(|fault| self.in_model(fault, &object))?;
            object.set_slot(property.slot, value);
        }
        Ok(())
    }
}
