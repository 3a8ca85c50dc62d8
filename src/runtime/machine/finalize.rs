//! Conversion of an expression's result (see docs/language/yaql.md#output): sequences are read into lists, sets become lists if the
//! options say so, everything within the limit on elements.

use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::recursion::RESULT_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::fresh_list;
use crate::runtime::value::set::Set;

/// The result of an expression, as plain data.
pub(crate) fn finalize(vm: &mut Vm<'_>, value: &Value) -> Outcome<Value> {
    if value.is_missing() {
        return Err(Fault::no_matching_function("an argument that was skipped is no result"));
    }
    convert(vm, value, 0)
}

fn convert(vm: &mut Vm<'_>, value: &Value, nesting: usize) -> Outcome<Value> {
    if nesting > RESULT_LEVELS {
        return Err(Fault::value_error("the result is nested too deeply"));
    }
    match value {
        Value::Dict(dict) => {
            iterate::check_size(vm, value)?;
            let mut out = Dict::with_capacity(dict.len());
            for (key, value) in dict.iter() {
                let key = as_key(vm, key, nesting + 1)?;
                let value = convert(vm, value, nesting + 1)?;
                out.insert(key, value);
            }
            Ok(Value::dict(out))
        }
        Value::Set(_) if !vm.options().sets_to_lists => members(vm, value, nesting),
        Value::Seq(seq) if seq.is_view() && !vm.options().sets_to_lists => {
            members(vm, value, nesting)
        }
        Value::List(_) | Value::Set(_) | Value::Seq(_) => {
            let mut items = iterate::iterate(vm, value)?;
            let mut out = Vec::new();
            while let Some(item) = items.next(vm)? {
                quota::check_items(vm.options(), out.len())?;
                out.push(convert(vm, &item, nesting + 1)?);
            }
            let tuple = matches!(value, Value::List(_)) || vm.options().tuples_to_lists;
            Ok(if tuple { Value::list(out) } else { fresh_list(vm.options(), out) })
        }
        Value::Missing => Ok(Value::Null),
        plain => Ok(plain.clone()),
    }
}

fn members(vm: &mut Vm<'_>, value: &Value, nesting: usize) -> Outcome<Value> {
    let mut members = iterate::iterate(vm, value)?;
    let mut set = Set::new();
    while let Some(member) = members.next(vm)? {
        set.insert(as_key(vm, &member, nesting + 1)?);
    }
    Ok(Value::Set(set.into()))
}

/// What a key, or a member of a set, becomes. In the reference implementation it must still be one: lists and sets that a result holds
/// are none.
fn as_key(vm: &mut Vm<'_>, value: &Value, nesting: usize) -> Outcome<Value> {
    let key = convert(vm, value, nesting)?;
    let fits = match &key {
        Value::List(_) => !vm.options().tuples_to_lists,
        Value::Set(_) | Value::Dict(_) => false,
        Value::Seq(seq) => seq.as_list().is_none(),
        _ => true,
    };
    if fits || !vm.options().original {
        return Ok(key);
    }
    Err(Fault::type_error(format!("{} cannot be a key of a result", key.kind()))
        .hint("make it a text: `str()`"))
}
