//! Native methods of `io.murano.system.Logger`.

use std::rc::Rc;

use crate::runtime::machine::log::{Level, Record};
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::notation;
use crate::stdlib;

/// The class.
const CLASS: &str = "io.murano.system.Logger";

/// Binds the native methods.
pub(super) fn bind(runtime: &Runtime) {
    for name in ["trace", "debug", "info", "warning", "error", "critical"] {
        let Some(level) = Level::named(name) else { continue };
        runtime.bind(
            CLASS,
            name,
            Rc::new(move |vm, this, args| {
                note(vm, this, level, filled(&args[0], &args[1], &args[2]));
                Ok(Value::Null)
            }),
        );
    }
    runtime.bind(CLASS, "exception", Rc::new(exception));
}

/// `exception(exc, message, …)`.
fn exception(vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
    let mut text = match &args[1] {
        Value::Null => String::new(),
        message => filled(message, &args[2], &args[3]) + "\n",
    };
    text += &match fault_of(&args[0]) {
        Some(_) => {
            let told = vm.call_method(&args[0].clone(), "toString", Vec::new(), Vec::new())?;
            notation::display(&told)
        }
        None => notation::display(&args[0]),
    };
    note(vm, this, Level::Error, text);
    Ok(Value::Null)
}

fn fault_of(value: &Value) -> Option<&Fault> {
    match value {
        Value::Extended(other) => match &**other {
            Extended::Exception(fault) => Some(fault),
            _ => None,
        },
        _ => None,
    }
}

/// The message with its arguments; one that cannot be filled stays as it is.
fn filled(message: &Value, args: &Value, named: &Value) -> String {
    let text = notation::display(message);
    let items: &[Value] = match args {
        Value::List(items) => items,
        _ => &[],
    };
    let named = match named {
        Value::Dict(dict) => dict.clone(),
        _ => Rc::default(),
    };
    match stdlib::format(&text, items, &named) {
        Ok(filled) => filled,
        Err(fault) => format!("{text} ({})", fault.text()),
    }
}

fn note(vm: &Vm<'_>, this: &Value, level: Level, message: String) {
    let name = match this {
        Value::Object(object) => named(object),
        _ => String::new(),
    };
    let logger = format!("applications.{name}");
    vm.runtime().log(&Record { level, logger, message, category: None });
}

fn named(object: &Object) -> String {
    object.declared("loggerName").as_str().unwrap_or("").to_owned()
}
