//! Grouping.

use std::slice::from_ref;

use crate::runtime::machine::iterate::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::{check_key, equal};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Seq, fresh_list};
use crate::stdlib::arguments::{given, items, take};

const GROUP_BY: Builtin = Builtin {
    signature: "method groupBy(collection: iter, keySelector: lambda, valueSelector: lambda = none, aggregator: lambda = none)",
    doc: "Groups the elements into pairs of key and values, in order of first appearance; the aggregator reduces each group's values.",
    examples: &[
        ("[1, 2, 3].groupBy($ mod 2)", "[[1, [1, 3]], [0, [2]]]"),
        ("['a', 'b', 'cc'].groupBy(len($), $, $.join('+'))", "[[1, 'a+b'], [2, 'cc']]"),
    ],
    run: group_by,
};

fn group_by(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    // Groups by hashing: `places` maps a key to the index of its group, so groups are in the
    // order of their first element. The aggregator runs later, when the result is read.
    let mut source = iterate(vm, &args[0])?;
    let mut places = Dict::new();
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut count = 0;
    while let Some(item) = source.next(vm)? {
        count += 1;
        quota::check_items(vm.options(), count)?;
        let value = match given(&args[2]) {
            Some(selector) => vm.call(selector, from_ref(&item))?,
            None => item.clone(),
        };
        let key = vm.call(&args[1], &[item])?;
        check_key(&key)?;
        match places.index_of(&key) {
            Some(place) => groups[place].1.push(value),
            None => {
                places.push_new(key.clone(), Value::Null);
                groups.push((key, vec![value]));
            }
        }
    }
    let mut aggregator = Aggregator::new(take(&mut args[3]));
    let mut groups = groups.into_iter();
    Seq::lazy(0, move |vm| match groups.next() {
        Some((key, values)) => aggregator.apply(vm, key, values).map(Some),
        None => Ok(None),
    })
}

/// The aggregator, which makes the second half of each pair.
///
/// In old programs it takes the whole pair and returns a pair. Such an aggregator is recognized
/// by failing on the values alone, unless it has succeeded on those of an earlier group.
struct Aggregator {
    function: Option<Value>,
    failure: Option<Fault>,
    may_be_old: bool,
}

impl Aggregator {
    fn new(function: Value) -> Self {
        let function = Some(function).filter(|function| !function.is_missing());
        Self { function, failure: None, may_be_old: true }
    }

    fn apply(&mut self, vm: &mut Vm<'_>, key: Value, values: Vec<Value>) -> Outcome<Value> {
        let Some(function) = &self.function else {
            return Ok(Value::list(vec![key, fresh_list(vm.options(), values)]));
        };
        let values = fresh_list(vm.options(), values);
        if self.failure.is_none() {
            match vm.call(function, from_ref(&values)) {
                Ok(result) => {
                    self.may_be_old &= leaves_open(&values, &result);
                    return Ok(Value::list(vec![key, result]));
                }
                Err(fault) if is_of_the_old_kind(&fault) => self.failure = Some(fault),
                Err(fault) => return Err(fault),
            }
        }
        if self.may_be_old {
            let pair = vm.call(function, &[Value::list(vec![key, values])]);
            if let Ok(pair) = pair
                && items(&pair).len() == 2
            {
                return Ok(pair);
            }
        }
        Err(self.failure.clone().unwrap_or_else(|| Fault::type_error("the aggregator failed")))
    }
}

/// Whether this result could also be a pair of key and group made by an aggregator in the old
/// style.
fn leaves_open(values: &Value, result: &Value) -> bool {
    match (items(values), items(result)) {
        ([first, _], [key, _]) => equal(first, key),
        _ => false,
    }
}

fn is_of_the_old_kind(fault: &Fault) -> bool {
    matches!(
        fault.name(),
        "NoMatchingMethodException" | "NoMatchingFunctionException" | "IndexError"
    )
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[GROUP_BY];
