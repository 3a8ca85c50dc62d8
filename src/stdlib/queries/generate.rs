//! Generated sequences: ranges, repetitions, producers.

use std::collections::VecDeque;
use std::slice::from_ref;

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::runtime::machine::iterate::{iterate, iterate_all};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::sequence::Iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Counting, Seq};
use crate::runtime::value::set::Set;
use crate::stdlib::arguments::{big, given, int, is_collection, sized, take, whole};

const RANGE_TO: Builtin = Builtin {
    signature: "fn range(stop: int)",
    doc: "Returns the integers from 0 up to, but not including, a stop.",
    examples: &[("range(3)", "[0, 1, 2]")],
    run: range_to,
};

fn range_to(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if matches!(args[0], Value::Big(_)) {
        return counting_far(BigInt::ZERO, big(&args[0]), BigInt::from(1));
    }
    counting(0, int(&args[0]), 1)
}

const RANGE: Builtin = Builtin {
    signature: "fn range(start: int, stop: int, step: int = 1)",
    doc: "Returns the integers from a start up to, but not including, a stop.",
    examples: &[("range(2, 5)", "[2, 3, 4]"), ("range(9, 3, -3)", "[9, 6]")],
    run: range,
};

fn range(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args.iter().any(|bound| matches!(bound, Value::Big(_))) {
        return counting_far(big(&args[0]), big(&args[1]), big(&args[2]));
    }
    counting(int(&args[0]), int(&args[1]), int(&args[2]))
}

/// A range with bounds beyond 64 bits.
fn counting_far(mut next: BigInt, stop: BigInt, step: BigInt) -> Outcome<Value> {
    let forward = step.is_positive();
    if step.is_zero() {
        return Err(no_step());
    }
    Seq::lazy(0, move |_| {
        if next == stop || (next < stop) != forward {
            return Ok(None);
        }
        let after = &next + &step;
        Ok(Some(Value::big(std::mem::replace(&mut next, after))))
    })
}

fn no_step() -> Fault {
    Fault::value_error("the step of a range cannot be zero")
}

fn counting(start: i64, stop: i64, step: i64) -> Outcome<Value> {
    if step == 0 {
        return Err(no_step());
    }
    Seq::once(0, Counting::new(start, stop, step))
}

const SEQUENCE: Builtin = Builtin {
    signature: "fn sequence(start: int = 0, step: int = 1)",
    doc: "Returns integers without end.",
    examples: &[("sequence(5, 10).take(3)", "[5, 15, 25]"), ("str(sequence(5))", "'count(5)'")],
    run: sequence,
};

fn sequence(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    endless(whole(&args[0]), whole(&args[1]))
}

/// Endless integers from `next` on.
pub(crate) fn endless(next: Value, step: Value) -> Outcome<Value> {
    Seq::once(0, Endless { next, step })
}

struct Endless {
    next: Value,
    step: Value,
}

impl Iterate for Endless {
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        let after = ops::add(vm, &self.next, &self.step)?;
        Ok(Some(std::mem::replace(&mut self.next, after)))
    }

    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        let by_ones = matches!(self.step, Value::Int(1));
        let parts = [&self.next, &self.step];
        Some(("count", parts[..if by_ones { 1 } else { 2 }].iter().copied().cloned().collect()))
    }
}

const REPEAT: Builtin = Builtin {
    signature: "method repeat(value: any, times: int = -1)",
    doc: "Repeats a value, without end unless a number of times is given.",
    examples: &[("'x'.repeat(3)", "['x', 'x', 'x']"), ("str('x'.repeat(3))", "\"repeat('x', 3)\"")],
    run: repeat,
};

fn repeat(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (value, times) = (take(&mut args[0]), sized(&args[1])?);
    Seq::once(0, Repeat { value, left: u64::try_from(times).ok() })
}

struct Repeat {
    value: Value,
    /// The number of remaining repetitions; `None`: endless.
    left: Option<u64>,
}

impl Iterate for Repeat {
    fn next(&mut self, _: &mut Vm<'_>) -> Outcome<Option<Value>> {
        match &mut self.left {
            Some(0) => return Ok(None),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(Some(self.value.clone()))
    }

    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        let left = self.left.map(|left| Value::big(left.into()));
        Some(("repeat", std::iter::once(self.value.clone()).chain(left).collect()))
    }
}

const CYCLE: Builtin = Builtin {
    signature: "method cycle(collection: iter)",
    doc: "Repeats the elements without end.",
    examples: &[("[1, 2].cycle().take(5)", "[1, 2, 1, 2, 1]")],
    run: cycle,
};

fn cycle(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut source = iterate(vm, &args[0])?;
    let mut seen: Vec<Value> = Vec::new();
    let mut at = None;
    Seq::lazy(source.depth(), move |vm| {
        if at.is_none() {
            if let Some(item) = source.next(vm)? {
                seen.push(item.clone());
                return Ok(Some(item));
            }
            at = Some(0);
        }
        let place = at.unwrap_or(0);
        at = Some(if place + 1 < seen.len() { place + 1 } else { 0 });
        Ok(seen.get(place).cloned())
    })
}

const IS_ITERABLE: Builtin = Builtin {
    signature: "fn isIterable(value: any)",
    doc: "Returns whether the value is a collection that can be iterated. Strings and dictionaries are not.",
    examples: &[("isIterable([])", "true"), ("isIterable('a')", "false")],
    run: is_iterable,
};

fn is_iterable(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(is_collection(&args[0])))
}

const GENERATE: Builtin = Builtin {
    signature: "fn generate(initial: any, predicate: lambda, producer: lambda, selector: lambda = none, decycle: bool = false)",
    doc: "Returns an initial value and what the producer makes of each value before, while the predicate is true.",
    examples: &[("generate(1, $ < 20, $ * 2)", "[1, 2, 4, 8, 16]")],
    run: generate,
};

fn generate(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut state = take(&mut args[0]);
    let [predicate, producer, selector] = [1, 2, 3].map(|i| take(&mut args[i]));
    let mut past = args[4].truth().then(Set::new);
    let mut first = true;
    Seq::lazy(0, move |vm| {
        if !std::mem::take(&mut first) {
            state = vm.call(&producer, from_ref(&state))?;
        }
        if !vm.call(&predicate, from_ref(&state))?.truth() {
            return Ok(None);
        }
        if is_past(vm, past.as_mut(), &state)? {
            return Ok(None);
        }
        selected(vm, given(&selector), &state).map(Some)
    })
}

/// Whether the item was seen before, if items are recorded at all.
fn is_past(vm: &Vm<'_>, past: Option<&mut Set>, item: &Value) -> Outcome<bool> {
    let Some(past) = past else { return Ok(false) };
    check_key(item)?;
    let new = past.insert(item.clone());
    quota::check_members(vm.options(), past.len())?;
    Ok(!new)
}

fn selected(vm: &mut Vm<'_>, selector: Option<&Value>, item: &Value) -> Outcome<Value> {
    match selector {
        Some(selector) => vm.call(selector, from_ref(item)),
        None => Ok(item.clone()),
    }
}

const GENERATE_MANY: Builtin = Builtin {
    signature: "fn generateMany(initial: any, producer: lambda, selector: lambda = none, decycle: bool = false, depthFirst: bool = false)",
    doc: "Returns an initial value, the values that the producer makes of it, those it makes of these, and so on.",
    examples: &[(
        "generateMany('ab', switch(len($) > 1 => $.toCharArray(), true => []))",
        "['ab', 'a', 'b']",
    )],
    run: generate_many,
};

fn generate_many(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    // A worklist: a queue gives breadth-first order, a stack depth-first. The producer of an item runs
    // only when the next item is read, so that an endless sequence can be cut off.
    let mut queue = VecDeque::from([take(&mut args[0])]);
    let [producer, selector] = [1, 2].map(|i| take(&mut args[i]));
    let mut past = args[3].truth().then(Set::new);
    let depth_first = args[4].truth();
    let mut last: Option<Value> = None;
    Seq::lazy(0, move |vm| {
        if let Some(last) = last.take() {
            let produced = vm.call(&producer, &[last])?;
            let produced = children(vm, &produced)?;
            if depth_first {
                produced.into_iter().rev().for_each(|child| queue.push_front(child));
            } else {
                queue.extend(produced);
            }
        }
        while let Some(item) = queue.pop_front() {
            if is_past(vm, past.as_mut(), &item)? {
                continue;
            }
            let result = selected(vm, given(&selector), &item)?;
            last = Some(item);
            return Ok(Some(result));
        }
        Ok(None)
    })
}

/// The items of a producer's result: the elements of a collection, the keys of a dictionary, the characters of a string.
fn children(vm: &mut Vm<'_>, produced: &Value) -> Outcome<Vec<Value>> {
    if let Value::Str(text) = produced {
        return Ok(text.as_str().chars().map(|c| Value::string(c.to_string())).collect());
    }
    let mut source = iterate_all(produced)?;
    let mut items = Vec::new();
    while let Some(item) = source.next(vm)? {
        items.push(item);
        quota::check_items(vm.options(), items.len())?;
    }
    Ok(items)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[RANGE_TO, RANGE, SEQUENCE, REPEAT, CYCLE, IS_ITERABLE, GENERATE, GENERATE_MANY];
