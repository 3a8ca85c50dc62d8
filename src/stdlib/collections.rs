//! Lists, dictionaries, sets. Changed copies are made in place where nobody else holds the original.

mod dicts;
mod lists;
mod merge;
mod sets;

use crate::runtime::machine::iterate::{self, iterate_all};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::quota;
use crate::runtime::value::seq::fresh_list;

/// The tables.
pub(super) const FUNCTIONS: &[&[Builtin]] =
    &[lists::FUNCTIONS, dicts::FUNCTIONS, merge::FUNCTIONS, sets::FUNCTIONS];

/// What `toList` makes of items: in YAQL 0.2 a list of the second kind.
pub(super) fn collected(vm: &Vm<'_>, items: Vec<Value>) -> Value {
    if vm.options().legacy { fresh_list(vm.options(), items) } else { Value::list(items) }
}

/// Values with the iterators among them read out, and those among what they give.
fn spliced(vm: &mut Vm<'_>, values: &[Value], out: &mut Vec<Value>) -> Outcome<()> {
    for value in values {
        match value {
            Value::Seq(seq) if seq.is_iterator() => {
                let mut source = iterate_all(value)?;
                while let Some(item) = source.next(vm)? {
                    spliced(vm, std::slice::from_ref(&item), out)?;
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
