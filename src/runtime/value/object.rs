//! An object as data: its class, values in slots, an owner, and the header that few objects have.
//!
//! Declarations and the life cycle of objects are in [`crate::runtime::object`].

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use rustc_hash::FxHashMap;

use crate::runtime::value::Value;
use crate::runtime::value::class::Class;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::iterative_drop;
use crate::syntax::Text;

/// An object: an instance of a class, with its owner, id and stage of life.
pub struct Object {
    /// Its class.
    pub class: Rc<Class>,
    /// Its properties, declared ones first; [`Value::Missing`] where nothing is set.
    pub slots: RefCell<Vec<Value>>,
    owner: RefCell<Option<Rc<Object>>>,
    header: RefCell<Option<Box<Header>>>,
    state: Cell<State>,
    /// It is in the store and can be found by its id.
    registered: Cell<bool>,
    /// Scratch of the collector: references counted among objects.
    pub(in crate::runtime) inside: Cell<usize>,
}

/// The stage of an object's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its properties are being set, or its `.init` runs.
    Uninitialized,
    /// It is alive.
    Alive,
    /// It is about to be destroyed.
    Doomed,
    /// Its `.destroy` has run.
    Destroyed,
}

/// What an object model says about an object beyond its properties.
#[derive(Default, Clone)]
pub struct Header {
    /// Its id; generated when first needed.
    pub id: Option<Rc<str>>,
    /// Its name.
    pub name: Option<Rc<str>>,
    /// Its metadata.
    pub metadata: Value,
    /// Further keys.
    pub extra: Dict,
    /// Those that subscribed to its destruction.
    pub subscriptions: Vec<Subscription>,
}

/// An object that is notified before another one is destroyed, and is destroyed after it.
#[derive(Clone)]
pub struct Subscription {
    /// The subscriber, which a subscription does not keep alive.
    pub subscriber: Weak<Object>,
    /// The method that is called with the object, if any.
    pub handler: Option<Text>,
}

impl Object {
    /// An object without values.
    #[must_use]
    pub fn new(class: Rc<Class>, owner: Option<Rc<Object>>) -> Self {
        let slots = vec![Value::Missing; class.slots.len()];
        Self {
            class,
            slots: RefCell::new(slots),
            owner: RefCell::new(owner),
            header: RefCell::new(None),
            state: Cell::new(State::Uninitialized),
            registered: Cell::new(false),
            inside: Cell::new(0),
        }
    }

    /// The value in a slot; [`Value::Missing`] if there is none.
    #[must_use]
    pub fn slot(&self, slot: usize) -> Value {
        self.slots.borrow().get(slot).cloned().unwrap_or(Value::Missing)
    }

    /// Sets a slot; private ones appear when first written.
    pub fn set_slot(&self, slot: usize, value: Value) {
        let mut slots = self.slots.borrow_mut();
        if slot >= slots.len() {
            slots.resize(slot + 1, Value::Missing);
        }
        // The old value is dropped after the borrow ends: dropping may run long.
        let place = &mut slots[slot];
        if !place.is_counted() {
            return place.put(value);
        }
        let old = std::mem::replace(place, value);
        drop(slots);
        drop(old);
    }

    /// The stored value of a declared property, by name.
    #[must_use]
    pub fn declared(&self, name: &str) -> Value {
        self.class.slots.get(name).map_or(Value::Missing, |slot| self.slot(*slot))
    }

    /// Its owner.
    #[must_use]
    pub fn owner(&self) -> Option<Rc<Object>> {
        self.owner.borrow().clone()
    }

    /// Sets its owner.
    pub fn set_owner(&self, owner: Option<Rc<Object>>) {
        *self.owner.borrow_mut() = owner;
    }

    /// Its owners, nearest first.
    pub fn owners(&self) -> impl Iterator<Item = Rc<Object>> {
        std::iter::successors(self.owner(), |o| o.owner())
    }

    /// The stage of its life.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// Sets the stage of its life.
    pub fn set_state(&self, state: State) {
        self.state.set(state);
    }

    /// Reads the header: id, name, metadata, further keys and subscriptions.
    pub fn header<T>(&self, read: impl FnOnce(&Header) -> T) -> T {
        match &*self.header.borrow() {
            Some(header) => read(header),
            None => read(&Header::default()),
        }
    }

    /// Changes the header, and creates it if there is none.
    pub fn edit_header<T>(&self, edit: impl FnOnce(&mut Header) -> T) -> T {
        edit(self.header.borrow_mut().get_or_insert_default())
    }

    /// Its id, generated when first needed: 32 hexadecimal digits.
    #[must_use]
    pub fn id(self: &Rc<Self>) -> Rc<str> {
        if let Some(id) = self.known_id() {
            return id;
        }
        let id = new_id();
        self.set_id(id.clone());
        id
    }

    /// Its id, if it has one already. Every object asks at its beginning and end, and few have a header.
    fn known_id(&self) -> Option<Rc<str>> {
        self.header.borrow().as_ref()?.id.clone()
    }

    /// Sets its id.
    pub fn set_id(self: &Rc<Self>, id: Rc<str>) {
        let old = self.edit_header(|h| h.id.replace(id.clone()));
        if self.registered.get() {
            if let Some(old) = old {
                self.class.ids.remove(&old, self);
            }
            self.class.ids.add(id, self);
        }
    }

    /// Makes it known by its id.
    pub(in crate::runtime) fn register(self: &Rc<Self>) {
        self.registered.set(true);
        if let Some(id) = self.known_id() {
            self.class.ids.add(id, self);
        }
    }

    /// The subscribers to its destruction, with the method to call.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<(Rc<Object>, Option<Text>)> {
        let known = |s: &Subscription| Some((s.subscriber.upgrade()?, s.handler.clone()));
        self.header(|h| h.subscriptions.iter().filter_map(known).collect())
    }

    /// Whether code must run before it may be freed: its `.destroy`, or handlers of its
    /// subscribers.
    #[must_use]
    pub fn needs_destruction(&self) -> bool {
        self.state() != State::Destroyed && (self.class.has_destroy || self.has_subscribers())
    }

    fn has_subscribers(&self) -> bool {
        self.header.borrow().as_ref().is_some_and(|header| !header.subscriptions.is_empty())
    }

    /// Drops everything it holds, which breaks cycles of objects.
    pub(in crate::runtime) fn clear(&self) {
        let slots = std::mem::take(&mut *self.slots.borrow_mut());
        let owner = self.owner.borrow_mut().take();
        drop((slots, owner));
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if self.registered.get()
            && let Some(id) = self.known_id()
        {
            self.class.ids.remove(&id, self);
        }
        let mut held = (self.slots.take(), self.owner.take());
        let empty = |held: &mut (Vec<Value>, Option<Rc<Object>>)| drop(std::mem::take(held));
        iterative_drop::iterative_drop(&mut held, empty, |(slots, owner), later| {
            later.append(slots);
            later.extend(owner.take().map(Value::Object));
        });
    }
}

fn new_id() -> Rc<str> {
    format!("{:032x}", fastrand::u128(..)).into()
}

/// The registered objects of a session by their ids. Each session has one, which its classes share.
#[derive(Default)]
pub(crate) struct Ids(RefCell<FxHashMap<Rc<str>, Vec<Weak<Object>>>>);

impl Ids {
    fn add(&self, id: Rc<str>, object: &Rc<Object>) {
        self.0.borrow_mut().entry(id).or_default().push(Rc::downgrade(object));
    }

    fn remove(&self, id: &str, object: &Object) {
        let mut ids = self.0.borrow_mut();
        let Some(objects) = ids.get_mut(id) else { return };
        objects.retain(|known| !std::ptr::eq(known.as_ptr(), object));
        if objects.is_empty() {
            ids.remove(id);
        }
    }

    /// The objects that have an id: several if a model uses one twice, or an object replaced a
    /// destroyed one.
    #[must_use]
    pub(crate) fn all(&self, id: &str) -> Vec<Rc<Object>> {
        let ids = self.0.borrow();
        ids.get(id).into_iter().flatten().filter_map(Weak::upgrade).collect()
    }
}
