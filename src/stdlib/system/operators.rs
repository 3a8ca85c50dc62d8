//! Operators and literals under internal names, as `call('#operator_+', …)` uses them.

use std::rc::Rc;

use crate::runtime::machine::finalize::finalize;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::stdlib::arguments::{dict, items, take};

const INDEX_OR: Builtin = Builtin {
    signature: "fn #indexer(dict: dict, key: any, default: any)",
    doc: "Returns the value of a key, or the default.",
    examples: &[("{'a' => 1}['b', 0]", "0")],
    run: index_or,
};

fn index_or(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Some(value) = dict(&args[0])?.get(&args[1]) {
        return Ok(value.clone());
    }
    check_key(&args[1])?;
    Ok(take(&mut args[2]))
}

const IS_IN: Builtin = Builtin {
    signature: "fn #operator_in(value: any, collection: any)",
    doc: "Returns whether the value is an element of the collection, or a part of the string.",
    examples: &[("2 in [1, 2]", "true"), ("'b' in 'abc'", "true")],
    run: is_in,
};

fn is_in(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::contains(vm, &args[0], &args[1]).map(Value::bool)
}

const LIST: Builtin = Builtin {
    signature: "fn #list(*args: any)",
    doc: "Returns a list of the arguments.",
    examples: &[("[1, 2].len()", "2")],
    run: list,
};

fn list(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(take(&mut args[0]))
}

const MAP: Builtin = Builtin {
    signature: "nokw fn #map(*args: rule)",
    doc: "Returns a dictionary of the rules `key => value`.",
    examples: &[("{'a' => 1}.len()", "1")],
    run: map,
};

fn map(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    from_rules(items(&args[0]))
}

/// Makes a dictionary of rules.
pub(crate) fn from_rules(rules: &[Value]) -> Outcome<Value> {
    let mut dict = Dict::with_capacity(rules.len());
    for rule in rules {
        let Some((key, value)) = rule.as_rule() else {
            return Err(Fault::type_error(format!(
                "value` => {} is not a `key => value` => value`",
                rule.kind()
            )));
        };
        check_key(key)?;
        dict.insert(key.clone(), value.clone());
    }
    Ok(Value::Dict(Rc::new(dict)))
}

const ITEM_OF_LIST: Builtin = Builtin {
    signature: "fn #indexer(list: list, index: int)",
    doc: "Returns an item of a list.",
    examples: &[("[7, 8][-1]", "8"), ("[7, 8][index => 0]", "7")],
    run: |vm, args| ops::index(vm, &args[0], &args[1]),
};

const VALUE_OF_KEY: Builtin = Builtin {
    signature: "fn #indexer(dict: dict, key: any)",
    doc: "Returns the value of a key.",
    examples: &[("{'a' => 1}['a']", "1"), ("{'a' => 1}[key => 'a']", "1")],
    run: |vm, args| ops::index(vm, &args[0], &args[1]),
};

const FINALIZE: Builtin = Builtin {
    signature: "fn #finalize(obj: any)",
    doc: "Converts a value to the result of an expression: sequences become lists.",
    examples: &[("call('#finalize', [range(2)], {})", "[0, 1]")],
    run: |vm, args| finalize(vm, &args[0]),
};

const WITH: Builtin = Builtin {
    signature: "nokw fn #with(target: any, changes: dict)",
    doc: "Returns a dictionary or an object with other values.",
    examples: &[("call('#with', [{'a' => 1, 'b' => 2}, {'b' => 3}], {})", "{'a' => 1, 'b' => 3}")],
    run: |vm, args| vm.changed(&args[0], dict(&args[1])?),
};

/// The functions of this file, in the order of overload resolution.
pub(crate) const FUNCTIONS: &[Builtin] =
    &[INDEX_OR, ITEM_OF_LIST, VALUE_OF_KEY, IS_IN, LIST, MAP, FINALIZE, WITH];
