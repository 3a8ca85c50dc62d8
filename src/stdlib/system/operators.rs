//! Operators and literals by the names they have inside (`call('#operator_+', …)` reaches them), and the layer of
//! YAQL 0.2 over them.

use std::rc::Rc;

use super::legacy;
use crate::runtime::machine::finalize::finalize;
use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::stdlib::arguments::{dict, items, take};
use crate::stdlib::{queries, strings};

fn index_or(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Some(value) = dict(&args[0])?.get(&args[1]) {
        return Ok(value.clone());
    }
    check_key(&args[1])?;
    Ok(take(&mut args[2]))
}

fn is_in(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::contains(vm, &args[0], &args[1]).map(Value::bool)
}

fn list(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(take(&mut args[0]))
}

fn map(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    from_rules(items(&args[0]))
}

/// A dictionary of rules.
pub(in crate::stdlib) fn from_rules(rules: &[Value]) -> Outcome<Value> {
    let mut dict = Dict::with_capacity(rules.len());
    for rule in rules {
        let Some((key, value)) = rule.as_rule() else {
            return Err(Fault::type_error(format!("{} is no `key => value`", rule.kind())));
        };
        check_key(key)?;
        dict.insert(key.clone(), value.clone());
    }
    Ok(Value::Dict(Rc::new(dict)))
}

/// The table.
pub(in crate::stdlib) const OPERATORS: &[Builtin] = &[
    row(
        "fn #indexer(dict: dict, key: any, default: any)",
        "The value of a key, or a default.",
        &[("{'a' => 1}['b', 0]", "0")],
        index_or,
    ),
    row(
        "fn #indexer(list: list, index: int)",
        "An item of a list.",
        &[("[7, 8][-1]", "8"), ("[7, 8][index => 0]", "7")],
        |vm, args| ops::index(vm, &args[0], &args[1]),
    ),
    row(
        "fn #indexer(dict: dict, key: any)",
        "The value of a key.",
        &[("{'a' => 1}['a']", "1"), ("{'a' => 1}[key => 'a']", "1")],
        |vm, args| ops::index(vm, &args[0], &args[1]),
    ),
    row(
        "fn #operator_in(value: any, collection: any)",
        "Is it an element of the collection, or a part of the string?",
        &[("2 in [1, 2]", "true"), ("'b' in 'abc'", "true")],
        is_in,
    ),
    row("fn #list(*args: any)", "A list of the arguments.", &[("[1, 2].len()", "2")], list),
    row("nokw fn #map(*args: rule)", "A dictionary.", &[("{'a' => 1}.len()", "1")], map),
    row(
        "fn #finalize(obj: any)",
        "As it leaves an expression: sequences as lists.",
        &[("call('#finalize', [range(2)], {})", "[0, 1]")],
        |vm, args| finalize(vm, &args[0]),
    ),
    row(
        "legacy nokw fn #map(*tuples: tuple)",
        "A dictionary of pairs.",
        &[("dict(tuple('a', 1))", "{'a' => 1}")],
        legacy::dict_of_tuples,
    ),
    row(
        "legacy nokw fn dict(*tuples: tuple)",
        "A dictionary of pairs.",
        &[("dict(tuple('a', 1))", "{'a' => 1}")],
        legacy::dict_of_tuples,
    ),
    row(
        "legacy nokw method dict(*tuples: tuple)",
        "Of lists it is a function only: as a method there is none.",
        &[("dict(tuple('a', 1)).len()", "1")],
        legacy::dict_as_method,
    ),
    row(
        "legacy fn tuple(*args: any)",
        "A list of the arguments.",
        &[("tuple(1, 2)", "[1, 2]")],
        list,
    ),
    row(
        "legacy exclusive fn #indexer(collection: iter, indexExpression: lambda)",
        "An item by its place, or the items for which the expression is true.",
        &[("[4, 5, 6][$ > 4]", "[5, 6]"), ("[4, 5, 6][-1]", "6")],
        legacy::index,
    ),
    row(
        "legacy both range(start: int, stop: int? = null)",
        "Integers from a first one on, up to the last or without end.",
        &[("range(3).take(2)", "[3, 4]"), ("range(2, 5)", "[2, 3, 4]")],
        legacy::range,
    ),
    row(
        "legacy murano both substr(string: str, start: int, length: int = -1)",
        "The part from a place on.",
        &[("substr('harbour', 3)", "'bour'"), ("'harbour'.substr(0, 3)", "'har'")],
        strings::substring,
    ),
    row(
        "legacy murano both firstOrDefault(collection: iter, default: any = null)",
        "The first element, or the default.",
        &[("[].firstOrDefault(0)", "0"), ("firstOrDefault([])", "null")],
        queries::first,
    ),
    row(
        "legacy nokw method as(receiver: any, *mappings: lambda)",
        "Binds what the expressions give for the receiver to names, for what follows `->`.",
        &[("[1, 2].as($.len() => 'n') -> $n", "2")],
        legacy::bind_as,
    ),
];
