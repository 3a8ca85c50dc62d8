//! The parts of a written object: its header, and the properties that are kept.

use std::rc::Rc;

use crate::runtime::class::Class;
use crate::runtime::dict::Dict;
use crate::runtime::fault::Outcome;
use crate::runtime::meta::Attached;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::vm::{Vm, bases_first};
use crate::syntax::{PropertyUsage, Text};

/// How a written object says its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its name in the header: text only.
    Serializable,
    /// The class itself in the header.
    Mixed,
    /// The class itself as the key of the properties.
    Inline,
}

impl Vm<'_> {
    /// Does metadata say that an object in a property is written as its id?
    pub(super) fn is_by_reference(&mut self, class: &Rc<Class>, property: &str) -> Outcome<bool> {
        let of = Attached::Property(property);
        let meta = self.meta_of(class, of, "io.murano.metadata.engine.Serialize")?;
        Ok(meta.is_some_and(|meta| meta.declared("as").as_str() == Some("reference")))
    }
}

/// Everything a header says but the type.
pub(super) fn header_into(object: &Rc<Object>, out: &mut Dict) {
    out.insert_str("id", Value::str(&object.id()));
    object.header(|header| {
        out.insert_str("name", header.name.as_ref().map_or(Value::Null, |n| Value::str(n)));
        out.insert_str("metadata", header.metadata.clone());
        for (key, value) in header.extra.iter() {
            out.insert(key.clone(), value.clone());
        }
    });
    let told = object.subscriptions();
    if !told.is_empty() {
        let mut dependencies = Dict::new();
        let told = told.into_iter().map(|(subscriber, handler)| {
            let mut one = Dict::new();
            one.insert_str("subscriber", Value::str(&subscriber.id()));
            one.insert_str("handler", handler.map_or(Value::Null, |h| Value::str(&h)));
            Value::dict(one)
        });
        dependencies.insert_str("onDestruction", Value::list(told.collect()));
        out.insert_str("dependencies", Value::dict(dependencies));
    }
    if object.state() == State::Destroyed {
        out.insert_str("destroyed", Value::Bool(true));
    }
}

/// The properties of a class's objects that are written, those of parents first, with their slots.
pub(super) fn kept_properties(class: &Rc<Class>) -> Vec<(Text, usize)> {
    let mut order = Vec::new();
    bases_first(class, &mut Vec::new(), &mut order);
    let mut kept: Vec<(Text, usize)> = Vec::new();
    for part in order {
        for own in &part.ir.properties {
            let Some(property) = class.properties.get(&own.name) else { continue };
            let known = kept.iter().any(|(name, _)| *name == own.name);
            if !known && is_kept(property.declarations[0].usage) {
                kept.push((own.name.clone(), property.slot));
            }
        }
    }
    kept
}

fn is_kept(usage: PropertyUsage) -> bool {
    match usage {
        PropertyUsage::In | PropertyUsage::Out | PropertyUsage::InOut | PropertyUsage::Const => {
            true
        }
        PropertyUsage::Runtime | PropertyUsage::Config | PropertyUsage::Static => false,
    }
}
