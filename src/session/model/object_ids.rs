//! Ids for objects of a model that have none: derived from their path, so that the next deployment recognizes them.
//!
//! An item of a list is identified by its name if no other item of its type has that name, else by its index.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::header::header_text;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

/// Bytes of the digest that make an id: as many as generated ids have.
const ID_BYTES: usize = 16;

/// The model with an id for every object that has a header. `environment` is part of the derived ids.
pub(super) fn with_ids(objects: &Value, environment: &str) -> Value {
    let mut taken = HashSet::new();
    collect(objects, &mut taken);
    identified(objects, environment, &mut taken)
}

fn collect(value: &Value, taken: &mut HashSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|v| collect(v, taken)),
        Value::Dict(dict) => {
            taken.extend(header_text(dict, "id"));
            dict.iter().for_each(|(_, v)| collect(v, taken));
        }
        _ => {}
    }
}

/// The value with ids; `path` leads to it from the root, through the ids of the objects on the way.
fn identified(value: &Value, path: &str, taken: &mut HashSet<String>) -> Value {
    match value {
        Value::List(items) => {
            let steps: Vec<String> = (0..items.len()).map(|n| item_step(items, n)).collect();
            let of = |(item, step): (&Value, &String)| {
                identified(item, &format!("{path}/{step}"), taken)
            };
            Value::list(items.iter().zip(&steps).map(of).collect())
        }
        Value::Dict(dict) => identified_object(dict, path, taken),
        other => other.clone(),
    }
}

fn identified_object(dict: &Rc<Dict>, path: &str, taken: &mut HashSet<String>) -> Value {
    let own = match (header_text(dict, "id"), header_text(dict, "type")) {
        (Some(id), _) => Some(id),
        (None, Some(kind)) => Some(derived_id(path, &kind, taken)),
        (None, None) => None,
    };
    let base = own.as_deref().unwrap_or(path);
    let mut whole = Dict::new();
    for (key, value) in dict.iter() {
        let value = match (key.as_str(), &own) {
            (Some("?"), Some(id)) => with_id(value, id),
            (Some(name), _) => identified(value, &format!("{base}/{name}"), taken),
            (None, _) => value.clone(),
        };
        whole.insert(key.clone(), value);
    }
    Value::dict(whole)
}

fn with_id(header: &Value, id: &str) -> Value {
    match header {
        Value::Dict(dict) => {
            let mut whole = (**dict).clone();
            whole.insert_str("id", Value::str(id));
            Value::dict(whole)
        }
        other => other.clone(),
    }
}

/// An id that is not taken, the same for the same path and type.
fn derived_id(path: &str, kind: &str, taken: &mut HashSet<String>) -> String {
    let kind = kind.split(['/', '@']).next().unwrap_or(kind);
    let mut seed = format!("{path}\n{kind}");
    loop {
        let digest = Sha256::digest(seed.as_bytes());
        let mut id = String::with_capacity(2 * ID_BYTES);
        for byte in digest.iter().take(ID_BYTES) {
            let _ = write!(id, "{byte:02x}");
        }
        if taken.insert(id.clone()) {
            return id;
        }
        seed.push('+');
    }
}

/// The step of a path that leads to an item of a list.
fn item_step(items: &[Value], n: usize) -> String {
    let mark = |item: &Value| match item {
        Value::Dict(dict) => {
            let name = dict.get_str("name")?.as_str()?.to_owned();
            Some((header_text(dict, "type")?, name))
        }
        _ => None,
    };
    match mark(&items[n]) {
        Some(own) if items.iter().filter_map(mark).filter(|other| *other == own).count() == 1 => {
            format!("={}", own.1)
        }
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::data::{Notation, from_json};

    fn ids(model: &serde_json::Value) -> Vec<String> {
        let value = from_json(model, Notation::Plain).expect("plain JSON");
        let mut found = HashSet::new();
        let whole = with_ids(&with_ids(&value, "e"), "e");
        collect(&whole, &mut found);
        assert_eq!(count(&whole), found.len(), "ids are unique and every object has one");
        let mut found: Vec<String> = found.into_iter().collect();
        found.sort();
        found
    }

    fn count(value: &Value) -> usize {
        match value {
            Value::List(items) => items.iter().map(count).sum(),
            Value::Dict(dict) => {
                let own = usize::from(dict.get_str("?").is_some());
                own + dict.iter().map(|(_, v)| count(v)).sum::<usize>()
            }
            _ => 0,
        }
    }

    #[test]
    fn objects_are_identified_by_their_paths_and_items_by_their_names() {
        let item = |name: &str| serde_json::json!({ "?": { "type": "a.B/1" }, "name": name });
        let model = |items: Vec<serde_json::Value>| serde_json::json!({ "?": { "type": "a.A" }, "items": items });
        let both = ids(&model(vec![item("x"), item("y")]));
        assert_eq!(both.len(), 3);
        assert_eq!(both, ids(&model(vec![item("y"), item("x")])), "their order does not matter");
        let one = ids(&model(vec![item("y")]));
        assert!(one.iter().all(|id| both.contains(id)));
        assert_eq!(
            ids(&model(vec![item("x"), item("x")])).len(),
            3,
            "two of a name by their indices"
        );
    }

    #[test]
    fn given_ids_are_kept() {
        let model = serde_json::json!({ "?": { "type": "a.A", "id": "root" }, "b": { "?": { "type": "a.B" } }, "c": { "d": 1 } });
        let found = ids(&model);
        assert_eq!(found.len(), 2);
        assert!(found.contains(&"root".to_owned()));
    }
}
