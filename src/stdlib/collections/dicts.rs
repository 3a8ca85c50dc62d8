//! Dictionaries.

use std::rc::Rc;
use std::slice::from_ref;

use crate::runtime::machine::iterate::{iterate, iterate_all};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops::found_or_key;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::{check_key, same};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::{Seq, SequenceKind, set_members};
use crate::stdlib::arguments::{dict, dict_mut, fresh_dict, given, items, take};
use crate::stdlib::system::operators::from_rules;

const OF_RULES: Builtin = Builtin {
    signature: "nokw fn dict(*args: rule)",
    doc: "Returns a dictionary of the rules `key => value`.",
    examples: &[("dict('a' => 1)", "{'a' => 1}")],
    run: of_rules,
};

fn of_rules(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    from_rules(items(&args[0]))
}

const OF_PAIRS: Builtin = Builtin {
    signature: "nokw fn dict(items: iter)",
    doc: "Returns a dictionary of the pairs.",
    examples: &[("dict([['a', 1], ['b', 2]])", "{'a' => 1, 'b' => 2}")],
    run: of_pairs,
};

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
    let too_short = || Fault::stop_iteration("a pair must have a key and a value");
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

const TO_DICT: Builtin = Builtin {
    signature: "method toDict(collection: iter, keySelector: lambda, valueSelector: lambda = none)",
    doc: "Returns a dictionary whose keys and values are computed from each element.",
    examples: &[("['a', 'bb'].toDict($, len($))", "{'a' => 1, 'bb' => 2}")],
    run: to_dict,
};

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

const GET: Builtin = Builtin {
    signature: "method get(dict: dict, key: any, default: any = null)",
    doc: "Returns the value of a key, or the default.",
    examples: &[("{'a' => 1}.get('a')", "1"), ("{'a' => 1}.get('b', 0)", "0")],
    run: get,
};

fn get(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Some(value) = dict(&args[0])?.get(&args[1]) {
        return Ok(value.clone());
    }
    check_key(&args[1])?;
    Ok(take(&mut args[2]))
}

const SET: Builtin = Builtin {
    signature: "nokw method set(dict: dict, key: any, value: any)",
    doc: "Returns the dictionary with a key set to a value.",
    examples: &[("{'a' => 1}.set('b', 2)", "{'a' => 1, 'b' => 2}")],
    run: set,
};

fn set(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (key, value) = (take(&mut args[1]), take(&mut args[2]));
    check_key(&key)?;
    dict_mut(&mut args[0])?.insert(key, value);
    Ok(take(&mut args[0]))
}

const SET_ALL: Builtin = Builtin {
    signature: "nokw method set(dict: dict, replacements: dict)",
    doc: "Returns the dictionary with the keys and values of another one added.",
    examples: &[("{'a' => 1}.set({'a' => 2})", "{'a' => 2}")],
    run: set_all,
};

fn set_all(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let new = Rc::clone(dict(&args[1])?);
    dict_mut(&mut args[0])?.extend(new.iter().map(|(k, v)| (k.clone(), v.clone())));
    Ok(take(&mut args[0]))
}

const SET_RULES: Builtin = Builtin {
    signature: "nokw method set(dict: dict, *args: rule)",
    doc: "Returns the dictionary with keys set to values.",
    examples: &[("{'a' => 1}.set('b' => 2, 'c' => 3).len()", "3")],
    run: set_rules,
};

fn set_rules(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let rules = take(&mut args[1]);
    let target = dict_mut(&mut args[0])?;
    for (key, value) in items(&rules).iter().filter_map(Value::as_rule) {
        check_key(key)?;
        target.insert(key.clone(), value.clone());
    }
    Ok(take(&mut args[0]))
}

const KEYS: Builtin = Builtin {
    signature: "method keys(dict: dict)",
    doc: "Returns the set of keys, in order.",
    examples: &[("{'b' => 1, 'a' => 2}.keys().toList()", "['b', 'a']")],
    run: keys,
};

fn keys(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    view(vm, SequenceKind::Keys(Rc::clone(dict(&args[0])?)))
}

const VALUES: Builtin = Builtin {
    signature: "method values(dict: dict)",
    doc: "Returns the values, in the order of their keys.",
    examples: &[("{'b' => 1, 'a' => 2}.values()", "[1, 2]")],
    run: values,
};

fn values(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Seq::ready(SequenceKind::Values(Rc::clone(dict(&args[0])?))))
}

const ENTRIES: Builtin = Builtin {
    signature: "method items(dict: dict)",
    doc: "Returns the set of pairs of key and value, in order.",
    examples: &[("{'b' => 1}.items().toList()", "[['b', 1]]")],
    run: entries,
};

fn entries(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    view(vm, SequenceKind::Items(Rc::clone(dict(&args[0])?)))
}

/// A view of a dictionary, or a set if the options do not ask for views.
fn view(vm: &Vm<'_>, kind: SequenceKind) -> Outcome<Value> {
    let view = Seq::ready(kind);
    match set_members(&view) {
        Some(set) if !vm.options().original => Ok(Value::Set(Rc::new(set.into_owned()))),
        _ => Ok(view),
    }
}

const CONTAINS_KEY: Builtin = Builtin {
    signature: "method containsKey(dict: dict, key: any)",
    doc: "Returns whether the dictionary has the key.",
    examples: &[("{'a' => 1}.containsKey('a')", "true")],
    run: contains_key,
};

fn contains_key(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    found_or_key(dict(&args[0])?.contains_key(&args[1]), &args[1]).map(Value::bool)
}

const CONTAINS_VALUE: Builtin = Builtin {
    signature: "method containsValue(dict: dict, value: any)",
    doc: "Returns whether any key of the dictionary has the value.",
    examples: &[("{'a' => 1}.containsValue(2)", "false")],
    run: contains_value,
};

fn contains_value(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(dict(&args[0])?.values().any(|value| same(value, &args[1]))))
}

const DELETE: Builtin = Builtin {
    signature: "method delete(dict: dict, *keys: any)",
    doc: "Returns the dictionary without some keys.",
    examples: &[("{'a' => 1, 'b' => 2}.delete('a', 'z')", "{'b' => 2}")],
    run: delete,
};

fn delete(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let keys = take(&mut args[1]);
    let target = dict_mut(&mut args[0])?;
    for key in items(&keys) {
        removed(target, key)?;
    }
    target.set_fresh(vm.options().original);
    Ok(take(&mut args[0]))
}

/// Removes a key. In an empty dictionary nothing is looked up, so a value that cannot be a key
/// is accepted there.
fn removed(target: &mut Dict, key: &Value) -> Outcome<()> {
    if !target.is_empty() {
        check_key(key)?;
        target.remove(key);
    }
    Ok(())
}

const DELETE_ALL: Builtin = Builtin {
    signature: "method deleteAll(dict: dict, keys: iter)",
    doc: "Returns the dictionary without the keys of a collection.",
    examples: &[("{'a' => 1, 'b' => 2}.deleteAll(['a', 'b'])", "{}")],
    run: delete_all,
};

fn delete_all(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut keys = iterate(vm, &args[1])?;
    while let Some(key) = keys.next(vm)? {
        removed(dict_mut(&mut args[0])?, &key)?;
    }
    dict_mut(&mut args[0])?.set_fresh(vm.options().original);
    Ok(take(&mut args[0]))
}

const LEN: Builtin = Builtin {
    signature: "both len(dict: dict)",
    doc: "Returns the number of keys.",
    examples: &[("len({'a' => 1})", "1")],
    run: len,
};

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::Int(i64::try_from(dict(&args[0])?.len()).unwrap_or(i64::MAX)))
}

const IS_DICT: Builtin = Builtin {
    signature: "fn isDict(arg: any)",
    doc: "Returns whether the value is a dictionary.",
    examples: &[("isDict({})", "true")],
    run: is_dict,
};

fn is_dict(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Dict(_))))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    OF_RULES,
    OF_PAIRS,
    TO_DICT,
    GET,
    SET,
    SET_ALL,
    SET_RULES,
    KEYS,
    VALUES,
    ENTRIES,
    CONTAINS_KEY,
    CONTAINS_VALUE,
    DELETE,
    DELETE_ALL,
    LEN,
    IS_DICT,
];
