//! Cycle collection; the parent module describes the algorithm.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Store;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;

impl Store {
    /// Frees cycles of plain objects, without running code of the program.
    pub fn free_cycles(&self) {
        self.since.set(0);
        let objects = self.objects();
        let kept = self.kept.borrow().len();
        let garbage = garbage(&objects, kept);
        for object in &garbage {
            if !object.needs_destruction() {
                object.clear();
            }
        }
        drop(garbage);
        drop(objects);
        let mut plain = self.plain.borrow_mut();
        plain.retain(|w| w.strong_count() > 0);
        self.next.set(plain.len());
    }

    /// Frees every object that nothing outside of the store refers to, destroyed or not, at the
    /// end of the session.
    pub(in crate::runtime) fn close(&self) {
        let kept = self.kept.take();
        self.plain.borrow_mut().extend(kept.iter().map(Rc::downgrade));
        drop(kept);
        let objects = self.objects();
        garbage(&objects, 0).iter().for_each(|object| object.clear());
    }

    /// The unreachable objects that are not destroyed yet.
    pub(in crate::runtime) fn unreachable(&self) -> Vec<Rc<Object>> {
        let objects = self.objects();
        let kept = self.kept.borrow().len();
        let mut found = garbage(&objects, kept);
        found.retain(|object| object.state() != State::Destroyed);
        found
    }
}

/// Lists and dictionaries by address: the number of references from objects, and the value.
type SharedCollections = FxHashMap<usize, (usize, Value)>;

/// The objects that no reference from outside reaches. `kept` of them are also held by the store itself.
fn garbage(objects: &[Rc<Object>], kept: usize) -> Vec<Rc<Object>> {
    for object in objects {
        object.inside.set(0);
    }
    let mut shared = SharedCollections::default();
    for object in objects {
        for value in object.slots.borrow().iter() {
            count(value, &mut shared);
        }
        if let Some(owner) = object.owner() {
            owner.inside.set(owner.inside.get() + 1);
        }
    }
    let plain = objects.len() - kept;
    let mut reached = FxHashSet::default();
    let mut todo: Vec<Rc<Object>> = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        // The list itself holds each once; the store holds those with a destructor once more.
        let own = 1 + usize::from(n >= plain);
        if Rc::strong_count(object) > object.inside.get() + own {
            todo.push(object.clone());
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "what is reached does not depend on the order")]
    for (edges, value) in shared.values() {
        if holders(value) > edges + 1 {
            reach(value, &mut todo);
        }
    }
    while let Some(object) = todo.pop() {
        if reached.insert(Rc::as_ptr(&object) as usize) {
            object.slots.borrow().iter().for_each(|v| reach(v, &mut todo));
            todo.extend(object.owner());
        }
    }
    let unreached = |o: &&Rc<Object>| !reached.contains(&(Rc::as_ptr(o) as usize));
    objects.iter().filter(unreached).cloned().collect()
}

/// Counts the references to objects in a value.
fn count(value: &Value, shared: &mut SharedCollections) {
    match value {
        Value::Object(object) => object.inside.set(object.inside.get() + 1),
        Value::List(items) if first_visit(value, shared) => {
            items.iter().for_each(|item| count(item, shared));
        }
        Value::Dict(dict) if first_visit(value, shared) => {
            dict.iter().for_each(|(k, v)| {
                count(k, shared);
                count(v, shared);
            });
        }
        _ => {}
    }
}

/// Counts one more reference to a list or dictionary; `true` if its content is still to be
/// counted.
fn first_visit(value: &Value, shared: &mut SharedCollections) -> bool {
    if holders(value) == 1 {
        return true;
    }
    let address = match value {
        Value::List(items) => Rc::as_ptr(items) as usize,
        Value::Dict(dict) => Rc::as_ptr(dict) as usize,
        _ => return false,
    };
    let entry = shared.entry(address).or_insert_with(|| (0, value.clone()));
    entry.0 += 1;
    entry.0 == 1
}

fn holders(value: &Value) -> usize {
    match value {
        Value::List(items) => Rc::strong_count(items),
        Value::Dict(dict) => Rc::strong_count(dict),
        _ => 0,
    }
}

fn reach(value: &Value, todo: &mut Vec<Rc<Object>>) {
    match value {
        Value::Object(object) => todo.push(object.clone()),
        Value::List(items) => items.iter().for_each(|v| reach(v, todo)),
        Value::Dict(dict) => dict.iter().for_each(|(k, v)| {
            reach(k, todo);
            reach(v, todo);
        }),
        _ => {}
    }
}
