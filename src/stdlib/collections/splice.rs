//! Splicing: replaces iterators among arguments by their elements, for `list(…)` and `set(…)`.

use crate::runtime::machine::iterate::{self, iterate_all};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::quota;

/// Appends values, with iterators replaced by their elements, at any depth.
pub(super) fn splice(vm: &mut Vm<'_>, values: &[Value], out: &mut Vec<Value>) -> Outcome<()> {
    for value in values {
        match value {
            Value::Seq(seq) if seq.is_iterator() => {
                let mut source = iterate_all(value)?;
                while let Some(item) = source.next(vm)? {
                    splice(vm, std::slice::from_ref(&item), out)?;
                    quota::check_items(vm.options(), out.len())?;
                    match vm.options().limit_iterators {
                        Some(limit) if out.len() > limit => return Err(iterate::too_large(limit)),
                        _ => {}
                    }
                }
            }
            other => out.push(other.clone()),
        }
    }
    Ok(())
}
