//! Objects in a model: the header under the key `?`, and all objects by their ids.

use std::collections::HashMap;
use std::rc::Rc;

use crate::runtime::value::Value;
use crate::runtime::value::class::Class;
use crate::runtime::value::dict::Dict;

/// The objects of a model, by id.
pub(super) type Objects = HashMap<String, Rc<Dict>>;

/// Finds the class that a header's `type` names.
pub(super) type FindClass<'f> = &'f dyn Fn(&str) -> Option<Rc<Class>>;

/// A string of the header: the `id`, the `type`.
pub(super) fn header_text(object: &Dict, key: &str) -> Option<String> {
    match object.get_str("?")? {
        Value::Dict(header) => header.get_str(key)?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The objects in a value.
pub(super) fn objects_by_id(value: &Value) -> Objects {
    let mut found = Objects::new();
    index(value, &mut found);
    found
}

fn index(value: &Value, found: &mut Objects) {
    match value {
        Value::List(items) => items.iter().for_each(|v| index(v, found)),
        Value::Dict(dict) => {
            if let Some(id) = header_text(dict, "id") {
                found.insert(id, dict.clone());
            }
            dict.iter().for_each(|(_, v)| index(v, found));
        }
        _ => {}
    }
}
