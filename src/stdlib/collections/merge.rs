//! Merging dictionaries.

use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::list_items;
use crate::runtime::value::set::Set;
use crate::stdlib::arguments::{dict, fresh_dict, given, int, items};

/// Most levels of nested dictionaries.
const MAX_NESTING: usize = 200;

/// The functions that merge the values of keys that both dictionaries have.
struct Merger<'a> {
    lists: Option<&'a Value>,
    others: Option<&'a Value>,
}

const MERGE_WITH: Builtin = Builtin {
    signature: "method mergeWith(dict: dict, another: dict, listMerger: lambda = none, itemMerger: lambda = none, maxLevels: int = 0)",
    doc: "Merges two dictionaries: nested dictionaries are merged too, lists joined without duplicates, otherwise the second value wins.",
    examples: &[
        ("{'a' => [1]}.mergeWith({'a' => [1, 2], 'b' => 3})", "{'a' => [1, 2], 'b' => 3}"),
        ("{'a' => 1}.mergeWith({'a' => 2}, itemMerger => $1 + $2)", "{'a' => 3}"),
    ],
    run: merge_with,
};

fn merge_with(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let merger = Merger { lists: given(&args[2]), others: given(&args[3]) };
    let merged = merger.dicts(vm, dict(&args[0])?, dict(&args[1])?, int(&args[4]), 0)?;
    Ok(fresh_dict(vm, merged))
}

impl Merger<'_> {
    fn dicts(
        &self,
        vm: &mut Vm<'_>,
        first: &Dict,
        second: &Dict,
        levels: i64,
        nesting: usize,
    ) -> Outcome<Dict> {
        // The keys of the first dictionary keep their order and come first; `push_new` is safe,
        // because each key is added by exactly one of the loops.
        if nesting > MAX_NESTING {
            return Err(Fault::value_error("the dictionaries are nested too deeply"));
        }
        let mut merged = Dict::with_capacity(first.len() + second.len());
        for (key, value) in first {
            let value = match second.get(key) {
                Some(other) => self.values(vm, value, other, levels, nesting)?,
                None => value.clone(),
            };
            merged.push_new(key.clone(), value);
        }
        for (key, value) in second {
            if !first.contains_key(key) {
                merged.push_new(key.clone(), value.clone());
            }
        }
        Ok(merged)
    }

    fn values(
        &self,
        vm: &mut Vm<'_>,
        first: &Value,
        second: &Value,
        levels: i64,
        nesting: usize,
    ) -> Outcome<Value> {
        // `levels` counts down to 1, where nothing is merged recursively any more; 0 means no
        // limit. A container on the second side needs one of the same kind on the first.
        match (first, second) {
            _ if levels == 1 => self.others(vm, first, second),
            (Value::Dict(first), Value::Dict(second)) => {
                let levels = if levels == 0 { 0 } else { levels - 1 };
                self.dicts(vm, first, second, levels, nesting + 1).map(|dict| fresh_dict(vm, dict))
            }
            _ if list_items(second).is_some() && list_items(first).is_some() => {
                self.lists(vm, first, second)
            }
            _ if matches!(second, Value::Dict(_)) || list_items(second).is_some() => {
                Err(Fault::type_error(format!(
                    "{} cannot be merged with {}",
                    first.kind(),
                    second.kind()
                )))
            }
            _ => self.others(vm, first, second),
        }
    }

    fn lists(&self, vm: &mut Vm<'_>, first: &Value, second: &Value) -> Outcome<Value> {
        if let Some(merger) = self.lists {
            return vm.call(merger, &[first.clone(), second.clone()]);
        }
        if std::mem::discriminant(first) != std::mem::discriminant(second) {
            return Err(Fault::type_error("lists of different kinds cannot be joined")
                .hint("`toList()` converts both to the same kind"));
        }
        let mut seen = Set::new();
        let mut joined = Vec::new();
        for item in items(first).iter().chain(items(second)) {
            check_key(item)?;
            if seen.insert(item.clone()) {
                joined.push(item.clone());
            }
        }
        Ok(Value::list(joined))
    }

    fn others(&self, vm: &mut Vm<'_>, first: &Value, second: &Value) -> Outcome<Value> {
        match self.others {
            Some(merger) => vm.call(merger, &[first.clone(), second.clone()]),
            None => Ok(second.clone()),
        }
    }
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[MERGE_WITH];
