//! Aggregation: one value from a collection.

use std::slice::from_ref;

use crate::runtime::machine::iterate::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::Seq;
use crate::stdlib::arguments::{given, take};
use crate::stdlib::math;

const ANY: Builtin = Builtin {
    signature: "both any(collection: iter, predicate: lambda = none)",
    doc: "Returns whether there is an element, or one for which the predicate is true.",
    examples: &[("[1, 2].any($ > 1)", "true"), ("[].any()", "false")],
    run: any,
};

fn any(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    while let Some(item) = source.next(vm)? {
        match given(&args[1]) {
            None => return Ok(Value::bool(true)),
            Some(predicate) if vm.call(predicate, from_ref(&item))?.truth() => {
                return Ok(Value::bool(true));
            }
            Some(_) => {}
        }
    }
    Ok(Value::bool(false))
}

const ALL: Builtin = Builtin {
    signature: "both all(collection: iter, predicate: lambda = none)",
    doc: "Returns whether all elements are true, or the predicate is true for all.",
    examples: &[("[1, 2].all($ > 1)", "false"), ("[1, 2].all()", "true")],
    run: all,
};

fn all(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    while let Some(item) = source.next(vm)? {
        let holds = match given(&args[1]) {
            None => item.truth(),
            Some(predicate) => vm.call(predicate, from_ref(&item))?.truth(),
        };
        if !holds {
            return Ok(Value::bool(false));
        }
    }
    Ok(Value::bool(true))
}

/// Folds a collection, beginning with the initial value or the first element.
fn fold(
    vm: &mut Vm<'_>,
    collection: &Value,
    initial: &mut Value,
    mut step: impl FnMut(&mut Vm<'_>, &mut Value, Value) -> Outcome<()>,
) -> Outcome<Value> {
    let mut source = iterate(vm, collection)?;
    let first = if initial.is_missing() { source.next(vm)? } else { Some(take(initial)) };
    let Some(mut result) = first else {
        return Err(Fault::type_error(
            "an empty collection has no result without an initial value",
        ));
    };
    while let Some(item) = source.next(vm)? {
        step(vm, &mut result, item)?;
    }
    Ok(result)
}

const SUM: Builtin = Builtin {
    signature: "method sum(collection: iter, initial: any = none)",
    doc: "Returns the sum of the elements.",
    examples: &[("[1, 2, 3].sum()", "6"), ("['a', 'b'].sum('-')", "'-ab'")],
    run: sum,
};

fn sum(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [collection, initial] = args else { return Ok(Value::Null) };
    fold(vm, collection, initial, |vm, sum, item| ops::add_assign(vm, sum, &item))
}

const MAX: Builtin = Builtin {
    signature: "method max(collection: iter, initial: any = none)",
    doc: "Returns the greatest element.",
    examples: &[("[1, 3, 2].max()", "3"), ("[].max(0)", "0")],
    run: max,
};

fn max(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [collection, initial] = args else { return Ok(Value::Null) };
    fold(vm, collection, initial, |vm, max, item| {
        *max = math::max(vm, &mut [take(max), item])?;
        Ok(())
    })
}

const MIN: Builtin = Builtin {
    signature: "method min(collection: iter, initial: any = none)",
    doc: "Returns the least element.",
    examples: &[("[2, 1, 3].min()", "1")],
    run: min,
};

fn min(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [collection, initial] = args else { return Ok(Value::Null) };
    fold(vm, collection, initial, |vm, min, item| {
        *min = math::min(vm, &mut [take(min), item])?;
        Ok(())
    })
}

const AGGREGATE: Builtin = Builtin {
    signature: "method aggregate|reduce(collection: iter, selector: lambda, seed: any = none)",
    doc: "Folds the elements: `$1` is the result so far, `$2` the next element.",
    examples: &[("[2, 3, 4].reduce($1 * $2)", "24"), ("[].aggregate($1, 'x')", "'x'")],
    run: aggregate,
};

fn aggregate(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [collection, selector, seed] = args else { return Ok(Value::Null) };
    fold(vm, collection, seed, |vm, result, item| {
        *result = vm.call(selector, &[take(result), item])?;
        Ok(())
    })
}

const ACCUMULATE: Builtin = Builtin {
    signature: "method accumulate(collection: iter, selector: lambda, seed: any = none)",
    doc: "Returns the intermediate results of a fold.",
    examples: &[("[2, 3, 4].accumulate($1 * $2)", "[2, 6, 24]")],
    run: accumulate,
};

fn accumulate(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, selector) = (iterate(vm, &args[0])?, take(&mut args[1]));
    let mut seed = Some(take(&mut args[2])).filter(|seed| !seed.is_missing());
    let mut result: Option<Value> = None;
    Seq::lazy(source.depth(), move |vm| {
        let next = match (result.take(), seed.take()) {
            (None, Some(seed)) => Some(seed),
            (None, None) => {
                let first = source.next(vm)?;
                Some(first.ok_or_else(|| {
                    Fault::type_error("an empty collection has no result without an initial value")
                })?)
            }
            (Some(last), _) => match source.next(vm)? {
                Some(item) => Some(vm.call(&selector, &[last, item])?),
                None => None,
            },
        };
        result.clone_from(&next);
        Ok(next)
    })
}

fn nothing_there() -> Fault {
    Fault::stop_iteration("the collection is empty").hint("give a default: `first(null)`")
}

const FIRST: Builtin = Builtin {
    signature: "method first(collection: iter, default: any = none)",
    doc: "Returns the first element, or the default if there is none.",
    examples: &[("[7, 8].first()", "7"), ("[].first('none')", "'none'")],
    run: first,
};

pub(crate) fn first(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match iterate(vm, &args[0])?.next(vm)? {
        Some(item) => Ok(item),
        None => given(&args[1]).cloned().ok_or_else(nothing_there),
    }
}

const LAST: Builtin = Builtin {
    signature: "method last(collection: iter, default: any = none)",
    doc: "Returns the last element, or the default if there is none.",
    examples: &[("[7, 8].last()", "8")],
    run: last,
};

fn last(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    let mut last = None;
    while let Some(item) = source.next(vm)? {
        last = Some(item);
    }
    last.or_else(|| given(&args[1]).cloned()).ok_or_else(nothing_there)
}

const SINGLE: Builtin = Builtin {
    signature: "method single(collection: iter)",
    doc: "Returns the only element; more or fewer are an error.",
    examples: &[("[7].single()", "7")],
    run: single,
};

fn single(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    match (source.next(vm)?, source.next(vm)?) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Fault::stop_iteration("the collection is empty, not of one element")),
        (Some(_), Some(_)) => {
            Err(Fault::stop_iteration("the collection has more than one element"))
        }
    }
}

/// Which match is wanted.
#[derive(Clone, Copy, PartialEq)]
enum Which {
    First,
    Last,
}

fn place(
    vm: &mut Vm<'_>,
    collection: &Value,
    which: Which,
    mut wanted: impl FnMut(&mut Vm<'_>, &Value) -> Outcome<bool>,
) -> Outcome<Value> {
    let mut source = iterate(vm, collection)?;
    let (mut place, mut at) = (-1, 0);
    while let Some(item) = source.next(vm)? {
        if wanted(vm, &item)? {
            place = at;
            if which == Which::First {
                break;
            }
        }
        at += 1;
    }
    Ok(Value::Int(place))
}

const INDEX_OF: Builtin = Builtin {
    signature: "method indexOf(collection: iter, item: any)",
    doc: "Returns the index of the first equal element, or -1.",
    examples: &[("['a', 'b', 'b'].indexOf('b')", "1")],
    run: index_of,
};

fn index_of(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    place(vm, &args[0], Which::First, |_, item| Ok(equal(item, &args[1])))
}

const LAST_INDEX_OF: Builtin = Builtin {
    signature: "method lastIndexOf(collection: iter, item: any)",
    doc: "Returns the index of the last equal element, or -1.",
    examples: &[("['a', 'b', 'b'].lastIndexOf('b')", "2")],
    run: last_index_of,
};

fn last_index_of(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    place(vm, &args[0], Which::Last, |_, item| Ok(equal(item, &args[1])))
}

const INDEX_WHERE: Builtin = Builtin {
    signature: "method indexWhere(collection: iter, predicate: lambda)",
    doc: "Returns the index of the first element for which the predicate is true, or -1.",
    examples: &[("[1, 5, 7].indexWhere($ > 2)", "1")],
    run: index_where,
};

fn index_where(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    place(vm, &args[0], Which::First, |vm, item| Ok(vm.call(&args[1], from_ref(item))?.truth()))
}

const LAST_INDEX_WHERE: Builtin = Builtin {
    signature: "method lastIndexWhere(collection: iter, predicate: lambda)",
    doc: "Returns the index of the last element for which the predicate is true, or -1.",
    examples: &[("[1, 5, 7].lastIndexWhere($ > 2)", "2")],
    run: last_index_where,
};

fn last_index_where(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    place(vm, &args[0], Which::Last, |vm, item| Ok(vm.call(&args[1], from_ref(item))?.truth()))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    ANY,
    ALL,
    SUM,
    MAX,
    MIN,
    AGGREGATE,
    ACCUMULATE,
    FIRST,
    LAST,
    SINGLE,
    INDEX_OF,
    LAST_INDEX_OF,
    INDEX_WHERE,
    LAST_INDEX_WHERE,
];
