//! A class as data: its name, its lineage, the layout of its objects, the values of its static properties.
//!
//! Its declarations (methods, contracts, defaults) are built by [`crate::runtime::object`] and
//! attached as [`Class::members`]: they refer to code, and code refers to values.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::compile::ir::{self, ClassId};
use crate::runtime::value::Value;
use crate::runtime::value::object::Ids;
use crate::syntax::{ClassUsage, Text};

/// Declarations by name, in order.
pub(crate) type Named<T> = IndexMap<Text, T, FxBuildHasher>;

/// A linked class: its ancestors in order, and where its properties are in an object.
pub struct Class {
    /// Its number.
    pub id: ClassId,
    /// Its full name.
    pub name: Text,
    /// The compiled class.
    pub ir: Rc<ir::Class>,
    /// Direct base classes in order.
    pub parents: Vec<Rc<Class>>,
    /// All ancestors, nearest first, breadth-first, itself not among them.
    pub ancestors: Vec<Rc<Class>>,
    /// The slot of each declared property in its objects.
    pub slots: Named<usize>,
    /// Some class of the lineage has an `.init`.
    pub has_init: bool,
    /// Some class of the lineage has a `.destroy`.
    pub has_destroy: bool,
    /// Its declarations: a `Members`, a type of [`crate::runtime::object`].
    pub(in crate::runtime) members: Box<dyn Any>,
    /// The objects of the session by their ids.
    pub(in crate::runtime) ids: Rc<Ids>,
    privates: RefCell<FxHashMap<(ClassId, Text), usize>>,
    /// The number of slots that its objects have at present, private ones included.
    width: Cell<usize>,
    statics: RefCell<FxHashMap<Text, Value>>,
}

/// The parts that a class is made of.
pub(in crate::runtime) struct ClassParts {
    pub(in crate::runtime) ir: Rc<ir::Class>,
    pub(in crate::runtime) parents: Vec<Rc<Class>>,
    pub(in crate::runtime) slots: Named<usize>,
    pub(in crate::runtime) has_init: bool,
    pub(in crate::runtime) has_destroy: bool,
    pub(in crate::runtime) members: Box<dyn Any>,
    pub(in crate::runtime) ids: Rc<Ids>,
}

impl Class {
    /// Makes a class of its parts.
    pub(in crate::runtime) fn of(parts: ClassParts) -> Self {
        Self {
            id: parts.ir.id,
            name: parts.ir.name.clone(),
            ir: parts.ir,
            ancestors: ancestors(&parts.parents),
            parents: parts.parents,
            width: Cell::new(parts.slots.len()),
            slots: parts.slots,
            has_init: parts.has_init,
            has_destroy: parts.has_destroy,
            members: parts.members,
            ids: parts.ids,
            privates: RefCell::default(),
            statics: RefCell::default(),
        }
    }

    /// Whether it is that class or extends it.
    #[must_use]
    pub fn is(&self, other: ClassId) -> bool {
        self.id == other || self.ancestors.iter().any(|a| a.id == other)
    }

    /// The class of its lineage with that id.
    #[must_use]
    pub fn part(self: &Rc<Self>, id: ClassId) -> Option<Rc<Class>> {
        if self.id == id {
            return Some(self.clone());
        }
        self.ancestors.iter().find(|a| a.id == id).cloned()
    }

    /// Itself and its ancestors, nearest first.
    pub fn lineage(self: &Rc<Self>) -> impl Iterator<Item = &Rc<Class>> {
        std::iter::once(self).chain(&self.ancestors)
    }

    /// Whether it is a metadata class.
    #[must_use]
    pub fn is_meta(&self) -> bool {
        self.ir.usage == ClassUsage::Meta
    }

    /// The slot of a private property of a class's code in objects of this class; assigned when
    /// first asked for.
    pub fn private_slot(&self, class: ClassId, name: &Text) -> usize {
        let mut privates = self.privates.borrow_mut();
        let next = self.width.get();
        let slot = *privates.entry((class, name.clone())).or_insert(next);
        self.width.set(next.max(slot + 1));
        slot
    }

    /// The slot of a private property that code of `class` stores in objects of this class, if
    /// it is known.
    pub fn known_private(&self, class: ClassId, name: &Text) -> Option<usize> {
        self.privates.borrow().get(&(class, name.clone())).copied()
    }

    /// A static property's stored value.
    pub fn static_value(&self, name: &str) -> Option<Value> {
        self.statics.borrow().get(name).cloned()
    }

    /// Stores a static property's value.
    pub fn set_static(&self, name: &Text, value: Value) {
        self.statics.borrow_mut().insert(name.clone(), value);
    }

    /// The stored values of static properties, for collection.
    pub fn static_values(&self) -> Vec<Value> {
        let statics = self.statics.borrow();
        let mut names: Vec<&Text> = statics.keys().collect();
        names.sort();
        names.into_iter().map(|n| statics[n].clone()).collect()
    }

    /// Drops the static values at the end of the session.
    pub fn clear_statics(&self) {
        self.statics.borrow_mut().clear();
    }
}

fn ancestors(parents: &[Rc<Class>]) -> Vec<Rc<Class>> {
    let mut list: Vec<Rc<Class>> = Vec::new();
    let mut next: Vec<Rc<Class>> = parents.to_vec();
    while !next.is_empty() {
        let level = std::mem::take(&mut next);
        for class in level {
            if !list.iter().any(|c| c.id == class.id) {
                next.extend(class.parents.iter().cloned());
                list.push(class);
            }
        }
    }
    list
}
