//! `.name` of exceptions and classes.

use std::rc::Rc;

use super::dict::Dict;
use super::fault::{Fault, Origin, Outcome};
use super::other::Other;
use super::value::Value;
use super::vm::Vm;
use crate::diag::TraceFrame;

/// The attribute of a value that is neither object nor dictionary, if it has one of that name.
pub fn attribute(vm: &mut Vm<'_>, value: &Value, name: &str) -> Outcome<Option<Value>> {
    match value {
        Value::Other(other) => match &**other {
            Other::Exception(fault) => Ok(exception_attribute(vm, fault, name)),
            Other::Mirror(mirror) => vm.mirrored(&mirror.clone(), name),
            _ => Ok(None),
        },
        Value::Type(class) if name == "name" => Ok(Some(Value::str(&class.name))),
        _ => Ok(None),
    }
}

fn exception_attribute(vm: &Vm<'_>, fault: &Fault, name: &str) -> Option<Value> {
    match name {
        "name" => fault.names.first().map(|n| Value::str(n)),
        "names" => Some(Value::list(fault.names.iter().map(|n| Value::str(n)).collect())),
        "message" => Some(Value::string(fault.text())),
        "extra" => Some(fault.extra.clone()),
        "cause" => Some(match &fault.cause {
            Some(cause) => Value::other(Other::Exception(cause.clone())),
            None => Value::Null,
        }),
        "nativeException" => Some(match fault.origin {
            Origin::Code => Value::Null,
            Origin::Engine | Origin::Host | Origin::Uncatchable => Value::str(fault.name()),
        }),
        "stackTrace" => {
            let frames = fault.trace.iter().map(|f| frame(vm, f)).collect();
            let mut trace = Dict::new();
            trace.insert_str("frames", Value::list(frames));
            Some(Value::dict(trace))
        }
        _ => None,
    }
}

/// `{instruction, location, methodName, typeName}` (MuranoPL section 13).
fn frame(vm: &Vm<'_>, frame: &TraceFrame) -> Value {
    let source = vm.world().registry.sources.find(frame.span);
    let (mut location, mut instruction) = (Value::Null, Value::Null);
    if let Some(source) = source {
        let place = source.location(frame.span.start);
        location = Value::string(format!("{}:{}:{}", source.name, place.line, place.column));
        instruction = Value::str(source.slice(frame.span));
    }
    let mut dict = Dict::new();
    dict.insert_str("instruction", instruction);
    dict.insert_str("location", location);
    dict.insert_str("methodName", Value::str(&frame.method));
    dict.insert_str("typeName", Value::str(&frame.class));
    Value::Dict(Rc::new(dict))
}
