//! Objects as plain data: `dump`, and templates made of objects.
//! See docs/language/models.md#writing-objects and docs/language/contracts.md#template-contracts.
//!
//! An object is written where it is owned, elsewhere as its id. One that nobody in the data owns is written where it is
//! first mentioned. `io.murano.metadata.engine.Serialize` on a property decides otherwise: ids, or copies.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::diag::mask;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::Class;
use crate::runtime::object::class::is_kept;
use crate::runtime::object::meta::Attached;
use crate::runtime::object::{Object, State};
use crate::runtime::recursion::MODEL_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::Text;

/// How a dumped object states its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its name in the header: text only.
    Serializable,
    /// The class itself in the header.
    Mixed,
    /// The class itself as the key of the properties.
    Inline,
}

/// The state of one dump.
struct Dump {
    form: Form,
    /// Parts of objects are written as whole objects.
    whole: bool,
    /// Objects that are written where they are owned.
    owned: FxHashSet<*const Object>,
    written: FxHashSet<*const Object>,
    nesting: usize,
}

/// How objects in a property are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serialized {
    /// In full where the owner mentions it, as an id elsewhere.
    Owned,
    /// As ids.
    Reference,
    /// In full.
    Copy,
}

impl Vm<'_> {
    /// An object in model form.
    ///
    /// # Errors
    ///
    /// It is nested too deeply.
    pub fn dump(&mut self, value: &Value, form: Form, whole: bool) -> Outcome<Value> {
        let owned = owned_places(value);
        let mut dump = Dump { form, whole, owned, written: FxHashSet::default(), nesting: 0 };
        self.dumped(&mut dump, value, None, Serialized::Copy)
    }

    fn dumped(
        &mut self,
        dump: &mut Dump,
        value: &Value,
        parent: Option<&Rc<Object>>,
        how: Serialized,
    ) -> Outcome<Value> {
        if dump.nesting > MODEL_LEVELS {
            return Err(Fault::value_error("the objects are nested too deeply to be written"));
        }
        dump.nesting += 1;
        // Recursion with a limit ([`MODEL_LEVELS`]). A fault leaves `nesting` too high, which
        // does not matter: it ends the dump.
        let plain = match value {
            Value::Object(object) => self.dump_mention(dump, object, &object.class, parent, how),
            Value::Extended(other) => match &**other {
                Extended::Part(object, part) => {
                    let class = if dump.whole { object.class.clone() } else { part.clone() };
                    self.dump_mention(dump, object, &class, parent, how)
                }
                _ => Ok(value.clone()),
            },
            Value::Type(class) if dump.form == Form::Serializable => {
                Ok(Value::str(&self.runtime().registry.type_text(class.id)))
            }
            Value::List(items) => {
                let items: Outcome<Vec<Value>> =
                    items.iter().map(|v| self.dumped(dump, v, parent, how)).collect();
                items.map(Value::list)
            }
            Value::Set(set) => {
                let items: Outcome<Vec<Value>> =
                    set.iter().map(|v| self.dumped(dump, v, parent, how)).collect();
                items.map(Value::list)
            }
            Value::Dict(dict) => {
                let mut plain = Dict::with_capacity(dict.len());
                for (key, item) in dict.iter() {
                    let key = self.dumped(dump, key, parent, how)?;
                    plain.insert(key, self.dumped(dump, item, parent, how)?);
                }
                Ok(Value::dict(plain))
            }
            other => Ok(other.clone()),
        };
        dump.nesting -= 1;
        plain
    }

    /// An object where it is mentioned: in full, or its id.
    fn dump_mention(
        &mut self,
        dump: &mut Dump,
        object: &Rc<Object>,
        class: &Rc<Class>,
        parent: Option<&Rc<Object>>,
        how: Serialized,
    ) -> Outcome<Value> {
        let address = Rc::as_ptr(object);
        let is_home = match (object.owner(), parent) {
            (Some(owner), Some(parent)) => Rc::ptr_eq(&owner, parent),
            _ => false,
        };
        // An object with an owner in the data waits for its owner's mention of it; all others
        // are written at the first mention. `owned` was collected before the dump, and
        // `written` ends cycles.
        let in_full = match how {
            Serialized::Reference => false,
            Serialized::Copy => !dump.written.contains(&address),
            Serialized::Owned => {
                !dump.written.contains(&address) && (is_home || !dump.owned.contains(&address))
            }
        };
        if !in_full {
            return Ok(Value::str(&object.id()));
        }
        dump.written.insert(address);
        self.dump_in_full(dump, object, class)
    }

    fn dump_in_full(
        &mut self,
        dump: &mut Dump,
        object: &Rc<Object>,
        class: &Rc<Class>,
    ) -> Outcome<Value> {
        let mut properties = Dict::new();
        for (name, slot) in kept_properties(class) {
            // The part of an object has the slots of the object.
            let slot = object.class.properties().get(&name).map_or(slot, |p| p.slot);
            let value = shown_slot(object, &name, slot);
            if value.is_missing() {
                continue;
            }
            let how = self.serialized(class, &name)?;
            let plain = self.dumped(dump, &value, Some(object), how)?;
            properties.insert_str(&name, plain);
        }
        let ty = match dump.form {
            Form::Serializable => Value::str(&self.runtime().registry.type_text(class.id)),
            Form::Mixed | Form::Inline => Value::Type(class.clone()),
        };
        let mut out = Dict::new();
        if dump.form == Form::Inline {
            out.insert(ty, Value::dict(properties));
            header_into(object, &mut out);
            return Ok(Value::dict(out));
        }
        let mut header = Dict::new();
        header.insert_str("type", ty);
        header_into(object, &mut header);
        out.insert_str("?", Value::dict(header));
        for (name, value) in properties.iter() {
            out.insert(name.clone(), value.clone());
        }
        Ok(Value::dict(out))
    }

    /// How the metadata of a property says that objects in it are written.
    pub fn serialized(&mut self, class: &Rc<Class>, property: &str) -> Outcome<Serialized> {
        let found = self.meta_of(class, Attached::Property(property), SERIALIZE)?;
        let said = found.map(|meta| meta.declared("as"));
        Ok(match said.as_ref().and_then(Value::as_str) {
            Some("reference") => Serialized::Reference,
            Some("copy") => Serialized::Copy,
            _ => Serialized::Owned,
        })
    }
}

/// The metadata class that decides how objects in a property are written.
const SERIALIZE: &str = "io.murano.metadata.engine.Serialize";

/// Everything a header says but the type.
pub(crate) fn header_into(object: &Rc<Object>, out: &mut Dict) {
    out.insert_str("id", Value::str(&object.id()));
    object.header(|header| {
        out.insert_str("name", header.name.as_ref().map_or(Value::Null, |n| Value::str(n)));
        out.insert_str("metadata", header.metadata.clone());
        for (key, value) in header.extra.iter() {
            out.insert(key.clone(), value.clone());
        }
    });
    if let Some(dependencies) = dependencies(object) {
        out.insert_str("dependencies", dependencies);
    }
    if object.state() == State::Destroyed {
        out.insert_str("destroyed", Value::bool(true));
    }
}

/// `{onDestruction: [{subscriber, handler}]}` of an object that others subscribed to.
#[must_use]
pub(crate) fn dependencies(object: &Rc<Object>) -> Option<Value> {
    let subscriptions = object.subscriptions();
    if subscriptions.is_empty() {
        return None;
    }
    let told = subscriptions.into_iter().map(|(subscriber, handler)| {
        let mut told = Dict::new();
        told.insert_str("subscriber", Value::str(&subscriber.id()));
        told.insert_str("handler", handler.map_or(Value::Null, |h| Value::str(&h)));
        Value::dict(told)
    });
    let mut out = Dict::new();
    out.insert_str("onDestruction", Value::list(told.collect()));
    Some(Value::dict(out))
}

/// The properties that models contain, those of base classes first, with their slots.
#[must_use]
pub(crate) fn kept_properties(class: &Rc<Class>) -> Vec<(Text, usize)> {
    let mut order: Vec<Rc<Class>> = Vec::new();
    crate::runtime::machine::vm::bases_first(class, &mut Vec::new(), &mut order);
    let mut kept: Vec<(Text, usize)> = Vec::new();
    for part in order {
        for own in &part.ir.properties {
            let Some(property) = class.properties().get(&own.name) else { continue };
            let known = kept.iter().any(|(name, _)| *name == own.name);
            if !known && is_kept(property.declarations[0].usage) {
                kept.push((own.name.clone(), property.slot));
            }
        }
    }
    kept
}

/// The value of a property as models show it: a secret is masked.
pub(crate) fn shown_slot(object: &Object, name: &str, slot: usize) -> Value {
    let value = object.slot(slot);
    if mask::is_secret_property(name) && !matches!(value, Value::Null | Value::Missing) {
        return Value::str(mask::MASK);
    }
    value
}

/// The objects that are mentioned by their owner, among all reachable from a value.
fn owned_places(value: &Value) -> FxHashSet<*const Object> {
    let (mut owned, mut seen) = (FxHashSet::default(), FxHashSet::default());
    let mut todo: Vec<Rc<Object>> = Vec::new();
    mentions(value, &mut |object| todo.push(object.clone()));
    while let Some(object) = todo.pop() {
        if !seen.insert(Rc::as_ptr(&object)) {
            continue;
        }
        for (_, slot) in kept_properties(&object.class) {
            mentions(&object.slot(slot), &mut |child| {
                if child.owner().is_some_and(|owner| Rc::ptr_eq(&owner, &object)) {
                    owned.insert(Rc::as_ptr(child));
                }
                todo.push(child.clone());
            });
        }
    }
    owned
}

/// Calls a function with every object in a value.
fn mentions(value: &Value, each: &mut dyn FnMut(&Rc<Object>)) {
    match value {
        Value::Object(object) => each(object),
        Value::List(items) => items.iter().for_each(|v| mentions(v, each)),
        Value::Set(set) => set.iter().for_each(|v| mentions(v, each)),
        Value::Dict(dict) => dict.iter().for_each(|(k, v)| {
            mentions(k, each);
            mentions(v, each);
        }),
        Value::Extended(other) => {
            if let Extended::Part(object, _) = &**other {
                each(object);
            }
        }
        _ => {}
    }
}
