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
    Err(fault)
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
