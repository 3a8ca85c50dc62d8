//! Values as the vectors write them: JSON with `$int`, `$float`, `$dict`, `$set`.

use std::rc::Rc;

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::seq::list_items;
use crate::runtime::value::set::Set;
use serde_json::Value as Json;

/// A vector's JSON as a value.
pub(super) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::bool(*b),
        Json::Number(n) => number(&n.to_string()),
        Json::String(s) => Value::str(s),
        Json::Array(items) => Value::list(items.iter().map(value).collect()),
        Json::Object(fields) => match fields.iter().next() {
            Some((tag, inside)) if fields.len() == 1 => tagged(tag, inside),
            _ => Value::dict(fields.iter().map(|(k, v)| (Value::str(k), value(v))).collect()),
        },
    }
}

fn number(text: &str) -> Value {
    if text.contains(['.', 'e', 'E']) {
        return Value::float(text.parse().expect("a float"));
    }
    Value::big(text.parse().expect("an integer"))
}

fn tagged(tag: &str, inside: &Json) -> Value {
    let items = || inside.as_array().expect("a list").iter();
    match tag {
        "$int" => number(inside.as_str().expect("digits")),
        "$float" => Value::float(inside.as_str().expect("a float").parse().expect("a float")),
        "$set" => Value::Set(Rc::new(items().map(value).collect::<Set>())),
        "$dict" => Value::dict(items().map(|pair| (value(&pair[0]), value(&pair[1]))).collect()),
        key => Value::dict(Dict::from_iter([(Value::str(key), value(inside))])),
    }
}

/// Whether two results are equal: kinds of numbers count; the order of keys and members does
/// not, nor the kind of list.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => {
            x.get().to_bits() == y.get().to_bits() || x.get().is_nan() && y.get().is_nan()
        }
        (Value::Dict(x), Value::Dict(y)) => {
            let has = |(k, v): (&Value, &Value)| y.iter().any(|(l, w)| same(k, l) && same(v, w));
            x.len() == y.len() && x.iter().all(has)
        }
        (Value::Set(x), Value::Set(y)) => {
            x.len() == y.len() && x.iter().all(|x| y.iter().any(|y| same(x, y)))
        }
        _ if list_items(a).is_some() => list_items(a).zip(list_items(b)).is_some_and(|(x, y)| {
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(x, y)| same(x, y))
        }),
        _ => {
            std::mem::discriminant(a) == std::mem::discriminant(b)
                && crate::runtime::value::equality::equal(a, b)
        }
    }
}
