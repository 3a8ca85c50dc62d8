//! Ids of objects whose model gives them none: by where they stand, so that the next deployment knows them again.
//!
//! An object in a list is known by its name if no other one of its type has that name there, else by its place.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::text_in_header;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

/// Half the digest: as long as the ids that objects get otherwise.
const BYTES: usize = 16;

/// A model in which every object with a header has an id; `name` is that of the environment.
pub(super) fn given(objects: &Value, name: &str) -> Value {
    let mut taken = HashSet::new();
    collect(objects, &mut taken);
    identified(objects, name, &mut taken)
}

fn collect(value: &Value, taken: &mut HashSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|v| collect(v, taken)),
        Value::Dict(dict) => {
            taken.extend(text_in_header(dict, "id"));
            dict.iter().for_each(|(_, v)| collect(v, taken));
        }
        _ => {}
    }
}

/// The value with ids; `place` says where it stands.
fn identified(value: &Value, place: &str, taken: &mut HashSet<String>) -> Value {
    match value {
        Value::List(items) => {
            let places: Vec<String> = (0..items.len()).map(|n| item_place(items, n)).collect();
            let of =
                |(item, own): (&Value, &String)| identified(item, &format!("{place}/{own}"), taken);
            Value::list(items.iter().zip(&places).map(of).collect())
        }
        Value::Dict(dict) => identified_object(dict, place, taken),
        other => other.clone(),
    }
}

fn identified_object(dict: &Rc<Dict>, place: &str, taken: &mut HashSet<String>) -> Value {
    let own = match (text_in_header(dict, "id"), text_in_header(dict, "type")) {
        (Some(id), _) => Some(id),
        (None, Some(kind)) => Some(id_of_place(place, &kind, taken)),
        (None, None) => None,
    };
    let base = own.as_deref().unwrap_or(place);
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

/// An id nobody has yet, the same for the same place and type.
fn id_of_place(place: &str, kind: &str, taken: &mut HashSet<String>) -> String {
    let kind = kind.split(['/', '@']).next().unwrap_or(kind);
    let mut seed = format!("{place}\n{kind}");
    loop {
        let digest = Sha256::digest(seed.as_bytes());
        let mut id = String::with_capacity(2 * BYTES);
        for byte in digest.iter().take(BYTES) {
            let _ = write!(id, "{byte:02x}");
        }
        if taken.insert(id.clone()) {
            return id;
        }
        seed.push('+');
    }
}

/// What tells an item of a list from the others.
fn item_place(items: &[Value], n: usize) -> String {
    let mark = |item: &Value| match item {
        Value::Dict(dict) => {
            let name = dict.get_str("name")?.as_str()?.to_owned();
            Some((text_in_header(dict, "type")?, name))
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
        let whole = given(&given(&value, "e"), "e");
        collect(&whole, &mut found);
        assert_eq!(count(&whole), found.len(), "ids are unique and everybody has one");
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
    fn objects_are_known_by_where_they_stand_and_items_by_their_names() {
        let item = |name: &str| serde_json::json!({ "?": { "type": "a.B/1" }, "name": name });
        let model = |items: Vec<serde_json::Value>| serde_json::json!({ "?": { "type": "a.A" }, "items": items });
        let both = ids(&model(vec![item("x"), item("y")]));
        assert_eq!(both.len(), 3);
        assert_eq!(both, ids(&model(vec![item("y"), item("x")])), "their order is all the same");
        let one = ids(&model(vec![item("y")]));
        assert!(one.iter().all(|id| both.contains(id)));
        assert_eq!(
            ids(&model(vec![item("x"), item("x")])).len(),
            3,
            "two of a name by their places"
        );
    }

    #[test]
    fn ids_that_are_given_stay() {
        let model = serde_json::json!({ "?": { "type": "a.A", "id": "root" }, "b": { "?": { "type": "a.B" } }, "c": { "d": 1 } });
        let found = ids(&model);
        assert_eq!(found.len(), 2);
        assert!(found.contains(&"root".to_owned()));
    }
}
