//! `.name` of exceptions and classes.

use std::rc::Rc;

use crate::diag::TraceFrame;
use crate::runtime::machine::frames;
use crate::runtime::machine::vm::{InitialValues, Vm};
use crate::runtime::object::mirror::Mirror;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Origin, Outcome};

/// The attribute of a value that is neither object nor dictionary, if it has one of that name.
pub(crate) fn attribute(vm: &mut Vm<'_>, value: &Value, name: &str) -> Outcome<Option<Value>> {
    match value {
        Value::Extended(other) => match &**other {
            Extended::Exception(fault) => match name {
                "stackTrace" => stack_trace(vm, fault).map(Some),
                "message" if !vm.strict() => Ok(Some(Value::string(fault.compat_text()))),
                _ => Ok(exception_attribute(fault, name)),
            },
            Extended::Mirror(mirror) => match Mirror::of(&**mirror) {
                Some(mirror) => vm.mirrored(&mirror.clone(), name),
                None => Ok(None),
            },
            _ => Ok(None),
        },
        Value::Type(class) if name == "name" => Ok(Some(Value::str(&class.name))),
        _ => Ok(None),
    }
}

fn exception_attribute(fault: &Fault, name: &str) -> Option<Value> {
    match name {
        "name" => fault.names.first().map(|n| Value::str(n)),
        "names" => Some(Value::list(fault.names.iter().map(|n| Value::str(n)).collect())),
        "message" => Some(Value::string(fault.text())),
        "extra" => Some(fault.extra.clone()),
        "cause" => Some(match &fault.cause {
            Some(cause) => Value::extended(Extended::Exception(cause.clone())),
            None => Value::Null,
        }),
        "nativeException" => Some(match fault.origin {
            Origin::Code => Value::Null,
            Origin::Engine | Origin::Host | Origin::Uncatchable => Value::str(fault.name()),
        }),
        _ => None,
    }
}

/// The calls that led to an exception, as an object of `io.murano.StackTrace`.
fn stack_trace(vm: &mut Vm<'_>, fault: &Fault) -> Outcome<Value> {
    let frames = fault.diagnostic.trace.iter().map(|f| frame(vm, f)).collect();
    let mut given = Dict::new();
    given.insert_str("frames", Value::list(frames));
    let class = vm.runtime().class_named("io.murano.StackTrace")?;
    let object = vm.apart(|vm| vm.make(&class, InitialValues::Dict(&given.into()), None))?;
    Ok(Value::Object(object))
}

/// `{instruction, location, methodName, typeName}`.
/// See docs/language/exceptions.md#stack-traces.
fn frame(vm: &Vm<'_>, frame: &TraceFrame) -> Value {
    let (mut location, mut instruction) = (Value::Null, Value::Null);
    if let Some(found) = frames::located(frame, &vm.runtime().registry.sources) {
        let mut at = Dict::new();
        at.insert_str("file", Value::string(found.file));
        at.insert_str("line", Value::Int(found.line.into()));
        at.insert_str("column", Value::Int(found.column.into()));
        location = Value::dict(at);
        instruction = Value::string(found.instruction);
    }
    let mut dict = Dict::new();
    dict.insert_str("instruction", instruction);
    dict.insert_str("location", location);
    dict.insert_str("methodName", Value::str(&frame.method));
    dict.insert_str("typeName", Value::str(&frame.class));
    Value::Dict(Rc::new(dict))
}
