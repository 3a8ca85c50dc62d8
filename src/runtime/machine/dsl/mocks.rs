//! Mocks, for tests: `inject`, `originalMethod`, `withOriginal`, `originalArguments`.

use std::rc::Rc;

use super::objects::class_of;
use crate::runtime::machine::mock::Mock;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

const INJECT_METHOD: Builtin = Builtin {
    signature: "fn inject(target: any, methodName: str, mockObject: object, mockName: str)",
    doc: "Replaces a method of a class by a method of an object, in tests.",
    examples: &[(
        "class Clock { now() { return 5 } }\nclass Stopped { then() { return 0 } }\ninject(:Clock, 'now', new(:Stopped), 'then')\nnew(:Clock).now()",
        "0",
    )],
    run: inject_method,
};

fn inject_method(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let class = class_of(vm, &args[0].clone())?;
    let name: Rc<str> = args[3].as_str().unwrap_or("").into();
    let mock = Mock::Method(args[2].clone(), name);
    vm.inject(&class, args[1].as_str().unwrap_or(""), mock)?;
    Ok(Value::Null)
}

const INJECT_EXPRESSION: Builtin = Builtin {
    signature: "fn inject(target: any, methodName: str, expression: lambda)",
    doc: "Replaces a method of a class by an expression, in tests.",
    examples: &[(
        "class Clock { now() { return 5 } }\ninject(:Clock, 'now', 7)\nnew(:Clock).now()",
        "7",
    )],
    run: inject_expression,
};

fn inject_expression(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let class = class_of(vm, &args[0].clone())?;
    let mock = Mock::Expression(args[2].clone(), vm.running_this());
    vm.inject(&class, args[1].as_str().unwrap_or(""), mock)?;
    Ok(Value::Null)
}

const ORIGINAL_METHOD: Builtin = Builtin {
    signature: "fn originalMethod(*args: any?, **kwargs: any?)",
    doc: "Calls the method that a mock replaces, with the same arguments or others.",
    examples: &[(
        "class Clock { now() { return 5 } }\ninject(:Clock, 'now', originalMethod() + 1)\nnew(:Clock).now()",
        "6",
    )],
    run: original_method,
};

fn original_method(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let positional = match &args[0] {
        Value::List(items) => items.to_vec(),
        _ => Vec::new(),
    };
    let positional = positional.into_iter().map(|v| vm.freeze(v)).collect::<Outcome<Vec<_>>>()?;
    let mut named: Vec<(Rc<str>, Value)> = Vec::new();
    if let Value::Dict(dict) = &args[1] {
        for (name, value) in dict.iter() {
            named.push((name.as_str().unwrap_or("").into(), vm.freeze(value.clone())?));
        }
    }
    vm.call_original(positional, named)
}

const WITH_ORIGINAL: Builtin = Builtin {
    signature: "fn withOriginal(**bindings: lambda)",
    doc: "Binds expressions, evaluated where the mocked method was called, to names for the expression after `->`.",
    examples: &[(
        "class Clock { now() { return 5 } }\nclass Desk {\n  zone: string\n  clock: Clock\n  ask() { return $.clock.now() }\n}\ninject(:Clock, 'now', withOriginal(zone => $.zone) -> $zone)\n$desk = new Desk { zone: 'UTC', clock: {} }\n$desk.ask()",
        "'UTC'",
    )],
    run: with_original,
};

fn with_original(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let bindings: Vec<(Value, Value)> = match &args[0] {
        Value::Dict(dict) => dict.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
        _ => Vec::new(),
    };
    vm.with_original(&bindings)
}

const ORIGINAL_ARGUMENTS: Builtin = Builtin {
    signature: "fn originalArguments()",
    doc: "Binds the arguments of the mocked call to the names of its parameters, for the expression after `->`. The bindings of `withOriginal` see them, too.",
    examples: &[(
        "class Clock { add(hours: int) { return $hours } }\ninject(:Clock, 'add', originalArguments() -> $hours * 60)\nnew(:Clock).add(2)",
        "120",
    )],
    run: original_arguments,
};

fn original_arguments(vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    vm.original_arguments()
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[INJECT_METHOD, INJECT_EXPRESSION, ORIGINAL_METHOD, WITH_ORIGINAL, ORIGINAL_ARGUMENTS];
