//! Functions of YAQL 0.2, which shadow the others in MuranoPL up to 1.1.

use crate::runtime::machine::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::extended::{Context, Extended};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Range, Seq, SequenceKind, list_items};
use crate::stdlib::arguments::{items, sized, take, text, whole};
use crate::stdlib::queries::aggregate::first;
use crate::stdlib::queries::generate::endless;
use crate::stdlib::strings::find::substring;

/// Longest range, because a range stores its numbers.
const LONGEST_RANGE: i64 = 1 << 20;

const DICT_AS_METHOD: Builtin = Builtin {
    signature: "legacy nokw method dict(*tuples: tuple)",
    doc: "Raises an error: `dict` is a function, not a method of lists.",
    examples: &[("dict(tuple('a', 1)).len()", "1")],
    run: dict_as_method,
};

/// The reference implementation registers `dict` as a method too, but calls a function of that
/// name through the method, and finds none.
fn dict_as_method(_vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Err(Fault::no_method("a list has no method `dict`").hint("it is a function: `dict(…)`"))
}

const MAP_OF_TUPLES: Builtin = Builtin {
    signature: "legacy nokw fn #map(*tuples: tuple)",
    doc: "Returns a dictionary of the pairs.",
    examples: &[("dict(tuple('a', 1))", "{'a' => 1}")],
    run: dict_of_tuples,
};

const DICT_OF_TUPLES: Builtin = Builtin {
    signature: "legacy nokw fn dict(*tuples: tuple)",
    doc: "Returns a dictionary of the pairs.",
    examples: &[("dict(tuple('a', 1))", "{'a' => 1}")],
    run: dict_of_tuples,
};

fn dict_of_tuples(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut dict = Dict::new();
    for tuple in items(&args[0]) {
        let [key, value, ..] = items(tuple) else {
            return Err(Fault::stop_iteration("a pair must have a key and a value"));
        };
        check_key(key)?;
        dict.insert(key.clone(), value.clone());
    }
    Ok(Value::dict(dict))
}

const INDEX: Builtin = Builtin {
    signature: "legacy exclusive fn #indexer(collection: iter, indexExpression: lambda)",
    doc: "Returns an item by its index, or the items for which the expression is true.",
    examples: &[("[4, 5, 6][$ > 4]", "[5, 6]"), ("[4, 5, 6][-1]", "6")],
    run: index,
};

/// On a list the expression is evaluated once: an integer is an index, any other value makes it
/// a condition.
fn index(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if list_items(&args[0]).is_some() {
        let index = vm.call(&args[1], &[])?;
        if matches!(index, Value::Int(_) | Value::Big(_)) {
            return ops::index(vm, &args[0], &index);
        }
    }
    let mut source = iterate::iterate(vm, &args[0])?;
    let condition = args[1].clone();
    Seq::lazy(source.depth(), move |vm| {
        while let Some(item) = source.next(vm)? {
            if vm.call(&condition, std::slice::from_ref(&item))?.truth() {
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

const RANGE: Builtin = Builtin {
    signature: "legacy both range(start: int, stop: int? = null)",
    doc: "Returns the integers from a first one on, up to the stop or without end.",
    examples: &[("range(3).take(2)", "[3, 4]"), ("range(2, 5)", "[2, 3, 4]")],
    run: range,
};

fn range(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args[1].is_null() {
        return endless(whole(&args[0]), Value::Int(1));
    }
    let (start, stop) = (sized(&args[0])?, sized(&args[1])?);
    if stop.saturating_sub(start) > LONGEST_RANGE {
        iterate::check_length(vm, LONGEST_RANGE as usize)?;
        return Err(quota::exceeded());
    }
    Ok(Seq::ready(SequenceKind::Range(Range::new(start, stop))))
}

const BIND_AS: Builtin = Builtin {
    signature: "legacy nokw method as(receiver: any, *mappings: lambda)",
    doc: "Binds the results of expressions, evaluated for the receiver, to names for the expression after `->`.",
    examples: &[("[1, 2].as($.len() => 'n') -> $n", "2")],
    run: bind_as,
};

fn bind_as(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let receiver = std::slice::from_ref(&args[0]);
    let mut context = Context::default();
    context.bind(&Value::str("0"), args[0].clone());
    for mapping in items(&args[1]) {
        let rule = vm.call(mapping, receiver)?;
        let (value, name) = match (rule.as_rule(), items(&rule)) {
            (Some(rule), _) => rule,
            (None, [value, name]) => (value, name),
            _ => {
                return Err(Fault::value_error(
                    "name` => each argument must be `expression => name` => name`",
                ));
            }
        };
        let name = vm.call(name, receiver)?;
        let value = vm.call(value, receiver)?;
        if name.as_str().is_none() {
            return Err(Fault::attribute_error(format!("{} is not a name", name.kind())));
        }
        context.bind(&Value::str(text(&name)), value);
    }
    Ok(Value::extended(Extended::Context(context)))
}

const TUPLE: Builtin = Builtin {
    signature: "legacy fn tuple(*args: any)",
    doc: "Returns a list of the arguments.",
    examples: &[("tuple(1, 2)", "[1, 2]")],
    run: |_, args| Ok(take(&mut args[0])),
};

const SUBSTR: Builtin = Builtin {
    signature: "legacy murano both substr(string: str, start: int, length: int = -1)",
    doc: "Returns the part that begins at an index.",
    examples: &[("substr('harbour', 3)", "'bour'"), ("'harbour'.substr(0, 3)", "'har'")],
    run: substring,
};

const FIRST_OR_DEFAULT: Builtin = Builtin {
    signature: "legacy murano both firstOrDefault(collection: iter, default: any = null)",
    doc: "Returns the first element, or the default if there is none.",
    examples: &[("[].firstOrDefault(0)", "0"), ("firstOrDefault([])", "null")],
    run: first,
};

/// The functions of this file, in the order of overload resolution.
pub(crate) const FUNCTIONS: &[Builtin] = &[
    MAP_OF_TUPLES,
    DICT_OF_TUPLES,
    DICT_AS_METHOD,
    TUPLE,
    INDEX,
    RANGE,
    SUBSTR,
    FIRST_OR_DEFAULT,
    BIND_AS,
];
