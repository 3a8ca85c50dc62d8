//! The operator `in`.

use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::same;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::ops::{found_or_key, mismatch};
use crate::runtime::value::seq::{SequenceKind, list_items};

/// `item in collection`: a string in a string, or an item among others.
pub(crate) fn contains(vm: &mut Vm<'_>, item: &Value, collection: &Value) -> Outcome<bool> {
    // In a string only strings are searched. Lists compare every item; sets and dictionaries
    // look up a key, so there a value that cannot be a key is an error, as in Python.
    if let (Value::Str(part), Value::Str(whole)) = (item, collection) {
        return Ok(whole.as_str().contains(part.as_str()));
    }
    if !iterate::is_iterable(vm, collection) {
        return Err(mismatch("in", item, collection));
    }
    iterate::check_size(vm, collection)?;
    match collection {
        Value::List(items) => Ok(items.iter().any(|other| same(item, other))),
        Value::Set(set) => found_or_key(set.contains(item), item),
        Value::Dict(dict) => found_or_key(dict.contains_key(item), item),
        Value::Seq(seq) if matches!(seq.kind(), SequenceKind::Items(_)) && !is_pair(item) => {
            Err(no_pair(item))
        }
        _ => {
            let mut items = iterate::iterate(vm, collection)?;
            while let Some(other) = items.next(vm)? {
                if same(item, &other) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// Whether it could be destructured into two variables.
fn is_pair(value: &Value) -> bool {
    match value {
        Value::Str(text) => text.chars() == 2,
        other => list_items(other).is_some_and(|items| items.len() == 2),
    }
}

/// The `items()` of a dictionary can be searched only for pairs.
#[cold]
fn no_pair(value: &Value) -> Fault {
    let message = format!("a key and its value were expected, found {}", value.kind());
    match value {
        Value::Str(_) | Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Seq(_) => {
            Fault::value_error(message)
        }
        _ => Fault::type_error(message),
    }
}
