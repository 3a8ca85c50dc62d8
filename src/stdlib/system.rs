//! Bindings, calls by name, assertions, conversion to strings.

pub(super) mod legacy;
pub(super) mod operators;

use std::rc::Rc;

use super::arguments::{dict, given, items, memorized, take, text};
use crate::runtime::machine::iterate::{self, Iter};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::overload;
use crate::runtime::machine::parts::describe_closure;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::{Context, Extended};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::repr;

const LET: Builtin = Builtin {
    signature: "fn let(*args: any, **kwargs: any)",
    doc: "Binds `$1`, `$2`, … and named variables for the expression after `->`.",
    examples: &[("let(2, x => 3) -> $ * $x", "6")],
    run: let_,
};

fn let_(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut context = Context::default();
    context.bind_positions(items(&args[0]));
    for (name, value) in dict(&args[1])?.iter() {
        context.bind(name, value.clone());
    }
    Ok(Value::extended(Extended::Context(context)))
}

const WITH: Builtin = Builtin {
    signature: "fn with(*args: any)",
    doc: "Binds `$1`, `$2`, … for the expression after `->`.",
    examples: &[("with(4, 2) -> $1 / $2", "2")],
    run: with,
};

fn with(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut context = Context::default();
    context.bind_positions(items(&args[0]));
    Ok(Value::extended(Extended::Context(context)))
}

const DEF: Builtin = Builtin {
    signature: "fn def(name: str, func: lambda)",
    doc: "Defines a function, possibly recursive, for the expression after `->`.",
    examples: &[("def('twice', $ * 2) -> twice(21)", "42")],
    run: def,
};

fn def(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut context = Context::default();
    let body = take(&mut args[1]);
    context.functions.insert(args[0].clone(), body);
    Ok(Value::extended(Extended::Context(context)))
}

/// The values of `unpack` for a number of names.
pub(super) fn unpacked(vm: &mut Vm<'_>, sequence: &Value, names: usize) -> Outcome<Vec<Value>> {
    let mut source = iterate::iterate(vm, sequence)?;
    if names == 0 {
        // The reference implementation reads the first element of an iterator here, and so
        // loses it.
        if matches!(sequence, Value::Seq(seq) if seq.is_iterator()) {
            source.next(vm)?;
        }
        return rest(vm, &mut source);
    }
    let mut values = Vec::with_capacity(names);
    while let Some(value) = source.next(vm)? {
        values.push(value);
        if values.len() > names {
            return Err(Fault::value_error(format!("more values than the {names} names")));
        }
    }
    if values.len() < names {
        let found = values.len();
        return Err(Fault::value_error(format!("{found} values for {names} names")));
    }
    Ok(values)
}

fn rest(vm: &mut Vm<'_>, source: &mut Iter) -> Outcome<Vec<Value>> {
    let mut values = Vec::new();
    while let Some(value) = source.next(vm)? {
        values.push(value);
    }
    Ok(values)
}

const UNPACK: Builtin = Builtin {
    signature: "method unpack(sequence: iter, *names: str)",
    doc: "Binds the elements to names, or to `$1`, `$2`, …, for the expression after `->`.",
    examples: &[("[3, 4].unpack('a', 'b') -> $a + $b", "7")],
    run: unpack,
};

fn unpack(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let names = items(&args[1]);
    let values = unpacked(vm, &args[0], names.len())?;
    let mut context = Context::default();
    if names.is_empty() {
        context.bind_positions(&values);
    }
    for (name, value) in names.iter().zip(values) {
        context.bind(name, value);
    }
    Ok(Value::extended(Extended::Context(context)))
}

const ASSERT: Builtin = Builtin {
    signature: "method assert(obj: any, condition: lambda, message: str = 'Assertion failed')",
    doc: "Returns the object if the condition is true for it, otherwise raises an error.",
    examples: &[("5.assert($ > 3)", "5")],
    run: assert,
};

fn assert(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let subject = memorized(vm, &args[0])?;
    if vm.call(&args[1], std::slice::from_ref(&subject))?.truth() {
        return Ok(subject);
    }
    let fault = Fault::assertion_error(text(&args[2]));
    let parts = match &args[1] {
        Value::Closure(condition) => describe_closure(vm, condition, &subject),
        _ => None,
    };
    Err(match parts {
        Some((span, parts)) => fault.at(span).here(format!("must be true, but {parts}")),
        None => fault,
    })
}

const CALL: Builtin = Builtin {
    signature: "fn call(name: str, args: list, kwargs: dict, receiver: any = none)",
    doc: "Calls a function, or a method of the receiver, by its name.",
    examples: &[("call('max', [1, 2], {})", "2"), ("call('toUpper', [], {}, 'a')", "'A'")],
    run: call,
};

fn call(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let scope = vm.scope().unwrap_or_default();
    let library = vm.runtime().overloads(&scope);
    let named = dict(&args[2])?
        .iter()
        .map(|(name, value)| match name {
            Value::Str(name) => Ok((Rc::from(name.as_str()), value.clone())),
            _ => Err(Fault::mapping_translation("the name of an argument must be a string")),
        })
        .collect::<Outcome<Vec<_>>>()?;
    let arguments = items(&args[1]).to_vec();
    let receiver = given(&args[3]).cloned();
    if let Some(object) = receiver.as_ref().filter(|r| r.has_methods()) {
        return vm.call_method(object, text(&args[0]), arguments, named);
    }
    overload::call_by_name(vm, &*library, text(&args[0]), receiver, arguments, named)
}

const STR: Builtin = Builtin {
    signature: "fn str(value: any)",
    doc: "Converts a value to a string.",
    examples: &[("str(1.5)", "'1.5'"), ("str(null)", "'null'"), ("str([1, 'a'])", "\"(1, 'a')\"")],
    run: str,
};

fn str(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    repr::text_value(&args[0])
}

const LAMBDA: Builtin = Builtin {
    signature: "delegates fn lambda(func: lambda)",
    doc: "Returns the expression as a value that can be called, as in `$f(1)`, where delegates are allowed.",
    examples: &[("lambda($ + 1)(2)", "3"), ("let(f => lambda($1 - $2)) -> $f(5, 3)", "2")],
    run: |_, args| Ok(take(&mut args[0])),
};

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[LET, WITH, UNPACK, DEF, ASSERT, CALL, LAMBDA, STR];
