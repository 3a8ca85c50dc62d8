//! Native methods of `io.murano.test.TestFixture`: the assertions of tests.

use std::rc::Rc;

use crate::diag::codes;
use crate::runtime::machine::ops;
use crate::runtime::machine::parts::describe_argument;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::notation;

/// The class.
const CLASS: &str = "io.murano.test.TestFixture";

/// Binds the native methods.
pub(super) fn bind(runtime: &Runtime) {
    runtime.bind(CLASS, "assertEqual", Rc::new(equal));
    runtime.bind(CLASS, "load", Rc::new(load));
    for (name, wanted) in [("assertTrue", true), ("assertFalse", false)] {
        runtime.bind(
            CLASS,
            name,
            Rc::new(move |vm, _, args| {
                if args[0].truth() == wanted {
                    return Ok(Value::Null);
                }
                let found = notation::notation(&args[0]);
                let message = format!("expected something {wanted}, found {found}");
                let fault = failed(&["AssertionError"], message, &args[1]);
                Err(match describe_argument(vm) {
                    Some((span, parts)) => fault.label(span, parts),
                    None => fault,
                })
            }),
        );
    }
    for (name, wanted) in [("assertIn", true), ("assertNotIn", false)] {
        runtime.bind(CLASS, name, Rc::new(move |vm, _, args| holds(vm, args, wanted)));
    }
}

/// `load(model)`: the object under `Objects`.
fn load(vm: &mut Vm<'_>, _: &Value, args: &mut [Value]) -> Outcome<Value> {
    let Value::Dict(model) = &args[0] else { return Ok(Value::Null) };
    let under = |key: &str| model.get_str(key).cloned().unwrap_or_default();
    let root = vm.load_model(&under("Objects"), &under("ObjectsCopy"))?;
    Ok(root.map_or(Value::Null, Value::Object))
}

/// `assertEqual(expected, observed, msg)`.
fn equal(_: &mut Vm<'_>, _: &Value, args: &mut [Value]) -> Outcome<Value> {
    if equality::equal(&args[0], &args[1]) {
        return Ok(Value::Null);
    }
    let (expected, found) = (notation::notation(&args[0]), notation::notation(&args[1]));
    let mut fault = failed(MISMATCH, format!("expected {expected}, found {found}"), &args[2]);
    let mut both = Dict::new();
    both.insert_str("expected", args[0].clone());
    both.insert_str("observed", args[1].clone());
    fault.extra = Value::dict(both);
    Err(match first_difference(&args[0], &args[1]) {
        Some((path, expected, found)) => {
            fault.hint(format!("they differ at `{path}`: expected {expected}, found {found}"))
        }
        None => fault,
    })
}

/// Where two lists or dictionaries differ first, with what stands there. `None`: nowhere inside of them.
fn first_difference(expected: &Value, found: &Value) -> Option<(String, String, String)> {
    let mut path = "$".to_owned();
    let (mut expected, mut found) = (expected.clone(), found.clone());
    // Step by step into the first part that differs; what is no container ends it.
    loop {
        let Some((step, one, other)) = differing_part(&expected, &found) else { break };
        path += &step;
        match (one, other) {
            (Some(one), Some(other)) => (expected, found) = (one, other),
            (one, other) => {
                let shown = |part: Option<Value>| {
                    part.map_or_else(|| "nothing".to_owned(), |part| notation::notation(&part))
                };
                return Some((path, shown(one), shown(other)));
            }
        }
    }
    (path != "$").then(|| (path, notation::notation(&expected), notation::notation(&found)))
}

/// A part that two values do not have in common: the step to it, and the part on both sides.
type DifferingPart = (String, Option<Value>, Option<Value>);

/// The first part in which two lists or two dictionaries differ.
fn differing_part(expected: &Value, found: &Value) -> Option<DifferingPart> {
    match (expected, found) {
        (Value::List(expected), Value::List(found)) => {
            let pair = |index: usize| (expected.get(index), found.get(index));
            let differs = |index: &usize| !same(pair(*index));
            let index = (0..expected.len().max(found.len())).find(differs)?;
            let (one, other) = pair(index);
            Some((format!("[{index}]"), one.cloned(), other.cloned()))
        }
        (Value::Dict(expected), Value::Dict(found)) => {
            let differs = |key: &&Value| !same((expected.get(key), found.get(key)));
            let key = expected.keys().chain(found.keys()).find(differs)?;
            let step = match key.as_str() {
                Some(name) => format!(".{name}"),
                None => format!("[{}]", notation::notation(key)),
            };
            Some((step, expected.get(key).cloned(), found.get(key).cloned()))
        }
        _ => None,
    }
}

fn same(pair: (Option<&Value>, Option<&Value>)) -> bool {
    match pair {
        (Some(one), Some(other)) => equality::equal(one, other),
        _ => false,
    }
}

fn holds(vm: &mut Vm<'_>, args: &[Value], wanted: bool) -> Outcome<Value> {
    if ops::contains(vm, &args[0], &args[1])? == wanted {
        return Ok(Value::Null);
    }
    let (needle, haystack) = (notation::notation(&args[0]), notation::notation(&args[1]));
    let how = if wanted { "in" } else { "not in" };
    Err(failed(MISMATCH, format!("expected {needle} {how} {haystack}"), &args[2]))
}

/// The names under which a failed comparison is caught.
const MISMATCH: &[&str] = &["MismatchError", "testtools.matchers._impl.MismatchError"];

fn failed(names: &[&str], message: String, note: &Value) -> Fault {
    let message = match note.as_str() {
        Some(note) => format!("{note}: {message}"),
        None => message,
    };
    let mut fault = Fault::named("", codes::ASSERTION, message);
    fault.names = names.iter().map(|name| Rc::from(*name)).collect();
    fault
}
