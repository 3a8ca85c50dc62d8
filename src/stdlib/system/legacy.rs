//! Functions of YAQL 0.2, which MuranoPL up to 1.1 has over the others.

use crate::runtime::machine::iterate;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::extended::{Context, Extended};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Kind, Range, Seq, list_items};
use crate::stdlib::arguments::{items, sized, text, whole};
use crate::stdlib::queries;

/// A range is kept as its numbers: longer ones take too much room.
const LONGEST_RANGE: i64 = 1 << 20;

/// The original registers `dict` as a method too, but calls the function of that name by the method's way, and finds none.
pub(super) fn dict_as_method(_vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Err(Fault::no_method("a list has no method `dict`").hint("it is a function: `dict(…)`"))
}

pub(super) fn dict_of_tuples(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut dict = Dict::new();
    for tuple in items(&args[0]) {
        let [key, value, ..] = items(tuple) else {
            return Err(Fault::stop_iteration("a pair has a key and a value"));
        };
        check_key(key)?;
        dict.insert(key.clone(), value.clone());
    }
    Ok(Value::dict(dict))
}

/// On a list the expression is tried once on its own; an integer is a place, anything else makes it a condition.
pub(super) fn index(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
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

pub(super) fn range(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args[1].is_null() {
        return queries::endless(whole(&args[0]), Value::Int(1));
    }
    let (start, stop) = (sized(&args[0])?, sized(&args[1])?);
    if stop.saturating_sub(start) > LONGEST_RANGE {
        iterate::check_length(vm, LONGEST_RANGE as usize)?;
        return Err(quota::exceeded());
    }
    Ok(Seq::ready(Kind::Range(Range::new(start, stop))))
}

pub(super) fn bind_as(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let receiver = std::slice::from_ref(&args[0]);
    let mut context = Context::default();
    context.bind(&Value::str("0"), args[0].clone());
    for mapping in items(&args[1]) {
        let rule = vm.call(mapping, receiver)?;
        let (value, name) = match (rule.as_rule(), items(&rule)) {
            (Some(rule), _) => rule,
            (None, [value, name]) => (value, name),
            _ => return Err(Fault::value_error("each mapping is `expression => name`")),
        };
        let name = vm.call(name, receiver)?;
        let value = vm.call(value, receiver)?;
        if name.as_str().is_none() {
            return Err(Fault::attribute_error(format!("{} is no name", name.kind())));
        }
        context.bind(&Value::str(text(&name)), value);
    }
    Ok(Value::extended(Extended::Context(context)))
}
