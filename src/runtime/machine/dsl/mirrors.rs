//! Reflection: `typeinfo`, and the methods of its results.

use std::rc::Rc;

use super::objects::{class_of, object_of};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::mirror::Mirror;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

const TYPEINFO: Builtin = Builtin {
    signature: "fn typeinfo(object: any?)",
    doc: "Describes a class, or the class of an object: its properties, methods and metadata.",
    examples: &[
        ("class Port { number: int }\ntypeinfo(:Port).name", "'Port'"),
        (
            "class Port { number: int }\ntypeinfo(new(:Port)).properties.select($.name)",
            "['number']",
        ),
    ],
    run: typeinfo,
};

fn typeinfo(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args[0].is_null() {
        return Ok(Value::Null);
    }
    let class = match object_of(&args[0]) {
        Some(object) => object.class.clone(),
        None => class_of(vm, &args[0].clone())?,
    };
    Ok(Mirror::Class(class).value())
}

/// The mirror that a method is called on.
fn mirror(value: &Value, name: &str) -> Outcome<Mirror> {
    match value {
        Value::Extended(other) => match &**other {
            Extended::Mirror(mirror) => {
                Mirror::of(&**mirror).cloned().ok_or_else(|| no_mirror(value, name))
            }
            _ => Err(no_mirror(value, name)),
        },
        _ => Err(no_mirror(value, name)),
    }
}

fn no_mirror(value: &Value, name: &str) -> Fault {
    let message = format!("`{name}` needs a result of `typeinfo`, found {}", value.kind());
    Fault::no_matching_method(message)
}

const VALUE_OF: Builtin = Builtin {
    signature: "method getValue(property: any, object: any? = null)",
    doc: "Returns the value of a described property in an object, or without one, of a static property.",
    examples: &[
        (
            "class Port { number: int }\n$number = typeinfo(:Port).properties.single()\n$number.getValue(new(:Port, number => 80))",
            "80",
        ),
        (
            "class Limits { static most: int = 3 }\ntypeinfo(:Limits).properties.single().getValue()",
            "3",
        ),
    ],
    run: value_of,
};

fn value_of(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match mirror(&args[0], "getValue")? {
        Mirror::Property(property) => vm.read_mirrored(&property, &args[1]),
        _ => Err(no_mirror(&args[0], "getValue")),
    }
}

const SET_VALUE: Builtin = Builtin {
    signature: "method setValue(property: any, object: any?, value: any?)",
    doc: "Sets a described property of an object, or with null, a static property.",
    examples: &[(
        "class Limits { static most: int = 3 }\n$most = typeinfo(:Limits).properties.single()\n$most.setValue(null, 5)\n$most.getValue()",
        "5",
    )],
    run: set_value,
};

fn set_value(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match mirror(&args[0], "setValue")? {
        Mirror::Property(property) => {
            let value = vm.freeze(std::mem::take(&mut args[2]))?;
            vm.write_mirrored(&property, &args[1], value).map(|()| Value::Null)
        }
        _ => Err(no_mirror(&args[0], "setValue")),
    }
}

const INVOKE: Builtin = Builtin {
    signature: "method invoke(method: any, object: any?, *args: any?, **kwargs: any?)",
    doc: "Calls a described method on an object, or with null, a static method.",
    examples: &[(
        "class Greeter { greet(name: string) { return 'hello, ' + $name } }\n$greet = typeinfo(:Greeter).methods.where($.name = 'greet').single()\n$greet.invoke(new(:Greeter), 'you')",
        "'hello, you'",
    )],
    run: invoke,
};

fn invoke(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Mirror::Method(method) = mirror(&args[0], "invoke")? else {
        return Err(no_mirror(&args[0], "invoke"));
    };
    let positional = match &args[2] {
        Value::List(items) => items.to_vec(),
        _ => Vec::new(),
    };
    let mut named: Vec<(Rc<str>, Value)> = Vec::new();
    if let Value::Dict(dict) = &args[3] {
        for (name, value) in dict.iter() {
            named.push((name.as_str().unwrap_or("").into(), vm.freeze(value.clone())?));
        }
    }
    let positional = positional.into_iter().map(|v| vm.freeze(v)).collect::<Outcome<Vec<_>>>()?;
    vm.invoke_mirrored(&method, &args[1].clone(), positional, named)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[TYPEINFO, VALUE_OF, SET_VALUE, INVOKE];
