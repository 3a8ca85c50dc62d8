//! JSON Patch (RFC 6902): add, remove, replace, move, copy, test.
//!
//! Unlike in the RFC, a path whose parent is missing leaves the document unchanged, as in the
//! reference implementation. A missing target, a failed test and an unknown operation are
//! faults.

use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::fault::{Fault, Outcome};

/// Why a patch ends early.
enum Stop {
    /// A parent is missing: the document stays unchanged.
    NoParent,
    /// A fault.
    Fault(Fault),
}

type Step<T> = Result<T, Stop>;

/// Applies operations to a document and returns the result.
pub(super) fn patch(document: &Value, operations: &[Value]) -> Outcome<Value> {
    let mut result = document.clone();
    for operation in operations {
        match apply(&mut result, operation) {
            Ok(()) => {}
            Err(Stop::NoParent) => return Ok(document.clone()),
            Err(Stop::Fault(fault)) => return Err(fault),
        }
    }
    Ok(result)
}

fn apply(document: &mut Value, operation: &Value) -> Step<()> {
    // The operations of RFC 6902, section 4. Fields are read only when the operation needs
    // them, so an error in a field that it does not use is not reported.
    let field = |name: &str| match operation {
        Value::Dict(fields) => fields.get_str(name),
        _ => None,
    };
    let path = |name: &str| match field(name).and_then(Value::as_str) {
        Some(path) => keys(path),
        None => Err(refused(format!("the operation has no `{name}`"))),
    };
    let value = || {
        field("value").cloned().ok_or_else(|| refused("the operation has no `value`".to_owned()))
    };
    match field("op").and_then(Value::as_str) {
        Some("add") => add(document, &path("path")?, value()?),
        Some("remove") => remove(document, &path("path")?).map(drop),
        Some("replace") => {
            let (target, value) = (path("path")?, value()?);
            *find(document, &target)? = value;
            Ok(())
        }
        Some("move") => {
            let moved = remove(document, &path("from")?)?;
            add(document, &path("path")?, moved)
        }
        Some("copy") => {
            let copied = find(document, &path("from")?)?.clone();
            add(document, &path("path")?, copied)
        }
        Some("test") => {
            let found = find(document, &path("path")?)?;
            if equal(found, &value()?) {
                Ok(())
            } else {
                Err(refused("a test of the patch failed".to_owned()))
            }
        }
        Some(unknown) => Err(refused(format!("`{unknown}` is not a patch operation"))),
        None => Err(refused("the operation has no `op`".to_owned())),
    }
}

fn refused(message: String) -> Stop {
    Stop::Fault(Fault::value_error(message))
}

/// The keys of a JSON Pointer: `/a/b~1c` is `a`, `b/c`.
fn keys(path: &str) -> Step<Vec<String>> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    match path.strip_prefix('/') {
        Some(rest) => {
            Ok(rest.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect())
        }
        None => Err(refused(format!("the path `{path}` does not begin with `/`"))),
    }
}

/// The value at a path.
fn find<'v>(value: &'v mut Value, keys: &[String]) -> Step<&'v mut Value> {
    let Some((last, parents)) = keys.split_last() else { return Ok(value) };
    let missing = || refused(format!("the target `{last}` of the patch does not exist"));
    child(parent(value, parents)?, last).ok_or_else(missing)
}

fn parent<'v>(mut value: &'v mut Value, keys: &[String]) -> Step<&'v mut Value> {
    for key in keys {
        value = child(value, key).ok_or(Stop::NoParent)?;
    }
    Ok(value)
}

fn child<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Dict(dict) => {
            let place = dict.index_of_str(key)?;
            std::rc::Rc::make_mut(dict).value_mut(place)
        }
        Value::List(items) => {
            let place: usize = key.parse().ok()?;
            std::rc::Rc::make_mut(items).get_mut(place)
        }
        _ => None,
    }
}

fn add(document: &mut Value, keys: &[String], new: Value) -> Step<()> {
    let Some((last, parents)) = keys.split_last() else {
        *document = new;
        return Ok(());
    };
    match parent(document, parents)? {
        Value::Dict(dict) => drop(std::rc::Rc::make_mut(dict).insert_str(last, new)),
        Value::List(items) => {
            let place = if last == "-" { Some(items.len()) } else { last.parse().ok() };
            let place = place.filter(|place| *place <= items.len());
            let place = place.ok_or_else(|| refused(format!("the list has no index `{last}`")))?;
            std::rc::Rc::make_mut(items).insert(place, new);
        }
        _ => return Err(Stop::NoParent),
    }
    Ok(())
}

fn remove(document: &mut Value, keys: &[String]) -> Step<Value> {
    let missing = || refused("the value to remove does not exist".to_owned());
    let Some((last, parents)) = keys.split_last() else {
        return Ok(std::mem::take(document));
    };
    match parent(document, parents)? {
        Value::Dict(dict) => {
            std::rc::Rc::make_mut(dict).remove(&Value::str(last)).ok_or_else(missing)
        }
        Value::List(items) => {
            let place = last.parse().ok().filter(|place| *place < items.len());
            Ok(std::rc::Rc::make_mut(items).remove(place.ok_or_else(missing)?))
        }
        _ => Err(Stop::NoParent),
    }
}
