//! Dictionaries.

use std::rc::Rc;
use std::slice::from_ref;

use crate::runtime::machine::iterate::{iterate, iterate_all};
use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::ops::found_or_key;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::{check_key, same};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::{Kind, Seq, set_members};
use crate::stdlib::arguments::{dict, dict_mut, fresh_dict, given, items, take};
use crate::stdlib::system::from_rules;

fn of_rules(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    from_rules(items(&args[0]))
}

fn of_pairs(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut pairs = iterate(vm, &args[0])?;
    let mut dict = Dict::new();
    while let Some(pair) = pairs.next(vm)? {
        let (key, value) = first_two(vm, &pair)?;
        check_key(&key)?;
        dict.insert(key, value);
    }
    Ok(Value::dict(dict))
}

fn first_two(vm: &mut Vm<'_>, pair: &Value) -> Outcome<(Value, Value)> {
    let too_short = || Fault::stop_iteration("a pair has a key and a value");
    if let Value::Str(text) = pair {
        let mut chars = text.as_str().chars().map(|c| Value::string(c.to_string()));
        let (Some(key), Some(value)) = (chars.next(), chars.next()) else {
            return Err(too_short());
        };
        return Ok((key, value));
    }
    let mut parts = iterate_all(pair)?;
    let key = parts.next(vm)?.ok_or_else(too_short)?;
    let value = parts.next(vm)?.ok_or_else(too_short)?;
    Ok((key, value))
}

fn to_dict(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    let mut dict = Dict::new();
    while let Some(item) = source.next(vm)? {
        let key = vm.call(&args[1], from_ref(&item))?;
        check_key(&key)?;
        let value = match given(&args[2]) {
            Some(selector) => vm.call(selector, &[item])?,
            None => item,
        };
        dict.insert(key, value);
    }
    Ok(fresh_dict(vm, dict))
}

fn get(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Some(value) = dict(&args[0])?.get(&args[1]) {
        return Ok(value.clone());
    }
    check_key(&args[1])?;
    Ok(take(&mut args[2]))
}

fn set(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (key, value) = (take(&mut args[1]), take(&mut args[2]));
    check_key(&key)?;
    dict_mut(&mut args[0])?.insert(key, value);
    Ok(take(&mut args[0]))
}

fn set_all(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let new = Rc::clone(dict(&args[1])?);
    dict_mut(&mut args[0])?.extend(new.iter().map(|(k, v)| (k.clone(), v.clone())));
    Ok(take(&mut args[0]))
}

fn set_rules(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let rules = take(&mut args[1]);
    let target = dict_mut(&mut args[0])?;
    for (key, value) in items(&rules).iter().filter_map(Value::as_rule) {
        check_key(key)?;
        target.insert(key.clone(), value.clone());
    }
    Ok(take(&mut args[0]))
}

fn keys(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    view(vm, Kind::Keys(Rc::clone(dict(&args[0])?)))
}

fn values(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Seq::ready(Kind::Values(Rc::clone(dict(&args[0])?))))
}

fn entries(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    view(vm, Kind::Items(Rc::clone(dict(&args[0])?)))
}

/// A view of a dictionary; a set of its own where the original's views are not wanted.
fn view(vm: &Vm<'_>, kind: Kind) -> Outcome<Value> {
    let view = Seq::ready(kind);
    match set_members(&view) {
        Some(set) if !vm.options().original => Ok(Value::Set(Rc::new(set.into_owned()))),
        _ => Ok(view),
    }
}

fn contains_key(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    found_or_key(dict(&args[0])?.contains_key(&args[1]), &args[1]).map(Value::bool)
}

fn contains_value(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(dict(&args[0])?.values().any(|value| same(value, &args[1]))))
}

fn delete(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let keys = take(&mut args[1]);
    let target = dict_mut(&mut args[0])?;
    for key in items(&keys) {
        removed(target, key)?;
    }
    target.set_fresh(vm.options().original);
    Ok(take(&mut args[0]))
}

/// Nothing is looked for in an empty dictionary, not even what cannot be a key.
fn removed(target: &mut Dict, key: &Value) -> Outcome<()> {
    if !target.is_empty() {
        check_key(key)?;
        target.remove(key);
    }
    Ok(())
}

fn delete_all(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut keys = iterate(vm, &args[1])?;
    while let Some(key) = keys.next(vm)? {
        removed(dict_mut(&mut args[0])?, &key)?;
    }
    dict_mut(&mut args[0])?.set_fresh(vm.options().original);
    Ok(take(&mut args[0]))
}

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::Int(i64::try_from(dict(&args[0])?.len()).unwrap_or(i64::MAX)))
}

fn is_dict(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Dict(_))))
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row(
        "nokw fn dict(*args: rule)",
        "A dictionary of rules.",
        &[("dict('a' => 1)", "{'a' => 1}")],
        of_rules,
    ),
    row(
        "nokw fn dict(items: iter)",
        "A dictionary of pairs.",
        &[("dict([['a', 1], ['b', 2]])", "{'a' => 1, 'b' => 2}")],
        of_pairs,
    ),
    row(
        "method toDict(collection: iter, keySelector: lambda, valueSelector: lambda = none)",
        "A dictionary with a key, and a value, made of each element.",
        &[("['a', 'bb'].toDict($, len($))", "{'a' => 1, 'bb' => 2}")],
        to_dict,
    ),
    row(
        "method get(dict: dict, key: any, default: any = null)",
        "The value of a key, or a default.",
        &[("{'a' => 1}.get('a')", "1"), ("{'a' => 1}.get('b', 0)", "0")],
        get,
    ),
    row(
        "nokw method set(dict: dict, key: any, value: any)",
        "With a key set to a value.",
        &[("{'a' => 1}.set('b', 2)", "{'a' => 1, 'b' => 2}")],
        set,
    ),
    row(
        "nokw method set(dict: dict, replacements: dict)",
        "With the keys and values of another dictionary.",
        &[("{'a' => 1}.set({'a' => 2})", "{'a' => 2}")],
        set_all,
    ),
    row(
        "nokw method set(dict: dict, *args: rule)",
        "With keys set to values.",
        &[("{'a' => 1}.set('b' => 2, 'c' => 3).len()", "3")],
        set_rules,
    ),
    row(
        "method keys(dict: dict)",
        "The set of its keys, in order.",
        &[("{'b' => 1, 'a' => 2}.keys().toList()", "['b', 'a']")],
        keys,
    ),
    row(
        "method values(dict: dict)",
        "Its values, in order of their keys.",
        &[("{'b' => 1, 'a' => 2}.values()", "[1, 2]")],
        values,
    ),
    row(
        "method items(dict: dict)",
        "The set of its pairs of key and value, in order.",
        &[("{'b' => 1}.items().toList()", "[['b', 1]]")],
        entries,
    ),
    row(
        "method containsKey(dict: dict, key: any)",
        "Has it that key?",
        &[("{'a' => 1}.containsKey('a')", "true")],
        contains_key,
    ),
    row(
        "method containsValue(dict: dict, value: any)",
        "Has any key that value?",
        &[("{'a' => 1}.containsValue(2)", "false")],
        contains_value,
    ),
    row(
        "method delete(dict: dict, *keys: any)",
        "Without some keys.",
        &[("{'a' => 1, 'b' => 2}.delete('a', 'z')", "{'b' => 2}")],
        delete,
    ),
    row(
        "method deleteAll(dict: dict, keys: iter)",
        "Without the keys of a collection.",
        &[("{'a' => 1, 'b' => 2}.deleteAll(['a', 'b'])", "{}")],
        delete_all,
    ),
    row("both len(dict: dict)", "Its number of keys.", &[("len({'a' => 1})", "1")], len),
    row("fn isDict(arg: any)", "Is it a dictionary?", &[("isDict({})", "true")], is_dict),
];
