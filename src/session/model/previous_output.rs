//! Output properties over deployments: a new model need not repeat what programs set themselves.
//!
//! An output property that the new model leaves out keeps the value of the previous deployment, unless that refers to an object
//! which the new model no longer has.

use std::collections::HashSet;

use super::header::{FindClass, Objects, header_text, objects_by_id};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::syntax::PropertyUsage;

/// The objects of a new model, completed with the output of the previous deployment.
pub(super) fn keep(given: &Value, previous: &Value, find_class: FindClass<'_>) -> Value {
    let before = objects_by_id(previous);
    let now = objects_by_id(given);
    let removed = before.keys().filter(|id| !now.contains_key(*id)).cloned().collect();
    Outputs { before, removed, find_class }.completed(given)
}

struct Outputs<'s> {
    before: Objects,
    /// Ids of objects that the new model no longer has.
    removed: HashSet<String>,
    find_class: FindClass<'s>,
}

impl Outputs<'_> {
    fn completed(&self, value: &Value) -> Value {
        match value {
            Value::List(items) => Value::list(items.iter().map(|v| self.completed(v)).collect()),
            Value::Dict(dict) => {
                let inner = |(key, value): (&Value, &Value)| (key.clone(), self.completed(value));
                let mut whole: Dict = dict.iter().map(inner).collect();
                self.add_outputs(dict, &mut whole);
                Value::dict(whole)
            }
            other => other.clone(),
        }
    }

    /// Adds the output of an object that the previous deployment had too.
    fn add_outputs(&self, given: &Dict, whole: &mut Dict) {
        let Some(before) = header_text(given, "id").and_then(|id| self.before.get(&id)) else {
            return;
        };
        let (Some(kind), Some(previous_kind)) =
            (header_text(given, "type"), header_text(before, "type"))
        else {
            return;
        };
        let Some(class) = (self.find_class)(&kind) else { return };
        if previous_kind.split(['/', '@']).next() != Some(&class.name) {
            return;
        }
        for (key, value) in before.iter() {
            let Some(name) = key.as_str().filter(|name| given.get_str(name).is_none()) else {
                continue;
            };
            let property = class.properties().get(name);
            let is_output = property.is_some_and(|p| p.declarations[0].usage == PropertyUsage::Out);
            if is_output && !value.is_masked() && !self.refers_to_removed(value) {
                whole.insert_str(name, value.clone());
            }
        }
    }

    /// Whether a value refers to an object that is neither in the new model nor in the value itself.
    fn refers_to_removed(&self, value: &Value) -> bool {
        self.mentions_removed(value, &objects_by_id(value))
    }

    fn mentions_removed(&self, value: &Value, own: &Objects) -> bool {
        match value {
            Value::Str(text) => {
                self.removed.contains(text.as_str()) && !own.contains_key(text.as_str())
            }
            Value::List(items) => items.iter().any(|v| self.mentions_removed(v, own)),
            Value::Dict(dict) => {
                let mut values = dict.iter().filter(|(key, _)| key.as_str() != Some("?"));
                values.any(|(_, v)| self.mentions_removed(v, own))
            }
            _ => false,
        }
    }
}
