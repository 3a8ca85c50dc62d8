//! What leaves an expression as its result (YAQL "Output"): sequences are read into lists, sets become lists if the
//! options say so, everything within the limit on elements.

use super::dict::Dict;
use super::fault::{Fault, Outcome};
use super::iterate;
use super::value::Value;
use super::vm::Vm;

/// Containers nested more deeply are refused.
const MAX_NESTING: usize = 200;

/// The result of an expression, as plain data.
pub fn finalize(vm: &mut Vm<'_>, value: &Value) -> Outcome<Value> {
    convert(vm, value, 0)
}

fn convert(vm: &mut Vm<'_>, value: &Value, nesting: usize) -> Outcome<Value> {
    if nesting > MAX_NESTING {
        return Err(Fault::value_error("the result is nested too deeply"));
    }
    match value {
        Value::Dict(dict) => {
            iterate::check_size(vm, value)?;
            let mut out = Dict::with_capacity(dict.len());
            for (key, value) in dict.iter() {
                let key = convert(vm, key, nesting + 1)?;
                let value = convert(vm, value, nesting + 1)?;
                out.insert(key, value);
            }
            Ok(Value::dict(out))
        }
        Value::Set(set) if !vm.options().sets_to_lists => {
            iterate::check_size(vm, value)?;
            let members = set.iter().map(|member| convert(vm, member, nesting + 1));
            let set: super::set::Set =
                members.collect::<Outcome<Vec<Value>>>()?.into_iter().collect();
            Ok(Value::Set(set.into()))
        }
        Value::List(_) | Value::Set(_) | Value::Seq(_) => {
            let mut items = iterate::iterate(vm, value)?;
            let mut out = Vec::new();
            while let Some(item) = items.next(vm)? {
                out.push(convert(vm, &item, nesting + 1)?);
            }
            Ok(Value::list(out))
        }
        plain => Ok(plain.clone()),
    }
}
