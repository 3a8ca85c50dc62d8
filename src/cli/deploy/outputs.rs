//! What programs set themselves stays when a model is deployed again: whoever writes a model does not repeat its output.
//!
//! An output property that a new model leaves out has the value that the last deployment left, unless that leads to an
//! object which the new model has no more.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::text_in_header;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::session::Session;
use crate::syntax::PropertyUsage;

/// Objects by their ids.
type Objects = HashMap<String, Rc<Dict>>;

/// The objects of a new model with the output of the last deployment.
pub(super) fn kept(given: &Value, previous: &Value, session: &Session) -> Value {
    let mut before = Objects::new();
    index(previous, &mut before);
    let mut now = Objects::new();
    index(given, &mut now);
    let gone = before.keys().filter(|id| !now.contains_key(*id)).cloned().collect();
    Outputs { before, gone, session }.completed(given)
}

struct Outputs<'s> {
    before: Objects,
    /// Objects that the new model does not have itself.
    gone: HashSet<String>,
    session: &'s Session,
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

    /// Adds the output of an object that was there before.
    fn add_outputs(&self, given: &Dict, whole: &mut Dict) {
        let Some(before) = text_in_header(given, "id").and_then(|id| self.before.get(&id)) else {
            return;
        };
        let (Some(kind), Some(former)) =
            (text_in_header(given, "type"), text_in_header(before, "type"))
        else {
            return;
        };
        let Ok(class) = self.session.class(&kind) else { return };
        if former.split(['/', '@']).next() != Some(&class.name) {
            return;
        }
        for (key, value) in before.iter() {
            let Some(name) = key.as_str().filter(|name| given.get_str(name).is_none()) else {
                continue;
            };
            let property = class.properties().get(name);
            let is_output = property.is_some_and(|p| p.declarations[0].usage == PropertyUsage::Out);
            if is_output && !self.leads_away(value) {
                whole.insert_str(name, value.clone());
            }
        }
    }

    /// Does a value name an object that would be neither in the new model nor in the value itself?
    fn leads_away(&self, value: &Value) -> bool {
        let mut own = Objects::new();
        index(value, &mut own);
        self.names_missing(value, &own)
    }

    fn names_missing(&self, value: &Value, own: &Objects) -> bool {
        match value {
            Value::Str(text) => {
                self.gone.contains(text.as_str()) && !own.contains_key(text.as_str())
            }
            Value::List(items) => items.iter().any(|v| self.names_missing(v, own)),
            Value::Dict(dict) => {
                let mut values = dict.iter().filter(|(key, _)| key.as_str() != Some("?"));
                values.any(|(_, v)| self.names_missing(v, own))
            }
            _ => false,
        }
    }
}

/// Collects the objects in a value.
fn index(value: &Value, found: &mut Objects) {
    match value {
        Value::List(items) => items.iter().for_each(|v| index(v, found)),
        Value::Dict(dict) => {
            if let Some(id) = text_in_header(dict, "id") {
                found.insert(id, dict.clone());
            }
            dict.iter().for_each(|(_, v)| index(v, found));
        }
        _ => {}
    }
}
