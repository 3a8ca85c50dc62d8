//! `+`: numbers, strings, collections, dictionaries, moments and time spans; and `+=`, which
//! works in place.

use std::rc::Rc;

use crate::runtime::machine::iterate::{self, Iter};
use crate::runtime::machine::sequence::Iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::TimeSpan;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::number::{Number, Operation, calculate};
use crate::runtime::value::ops::mismatch;
use crate::runtime::value::quota;
use crate::runtime::value::seq::Seq;

/// `a + b`
#[inline]
pub(crate) fn add(vm: &mut Vm<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => match x.checked_add(*y) {
            Some(sum) => Ok(Value::Int(sum)),
            None => add_other(vm, a, b),
        },
        (Value::Float(x), Value::Float(y)) => Ok(Value::float(x.get() + y.get())),
        _ => add_other(vm, a, b),
    }
}

/// `a = a + b`: in place if nobody else holds `a`. After a fault `a` is unchanged.
pub(crate) fn add_assign(vm: &mut Vm<'_>, a: &mut Value, b: &Value) -> Outcome<()> {
    match (&mut *a, b) {
        (Value::Int(x), Value::Int(y)) => match x.checked_add(*y) {
            Some(sum) => *x = sum,
            None => *a = add_other(vm, a, b)?,
        },
        (Value::Str(x), Value::Str(y)) if Rc::strong_count(x) == 1 => {
            Rc::make_mut(x).push_str(y.as_str());
            return undo_if_too_large(vm, a, y.as_str().len());
        }
        (Value::List(x), Value::List(y)) if Rc::strong_count(x) == 1 => {
            iterate::check_size(vm, b)?;
            iterate::check_size(vm, &Value::List(Rc::clone(x)))?;
            quota::check_items(vm.options(), x.len() + y.len())?;
            Rc::make_mut(x).extend_from_slice(y);
        }
        (Value::Dict(x), Value::Dict(y)) if Rc::strong_count(x) == 1 => {
            Rc::make_mut(x).extend(y.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        _ => *a = add(vm, a, b)?,
    }
    Ok(())
}

/// Checks that `more` elements may be added to a list of `length`.
pub(crate) fn may_grow(vm: &Vm<'_>, length: usize, more: usize) -> Outcome<()> {
    iterate::check_length(vm, length.max(more))?;
    quota::check_items(vm.options(), length + more)
}

/// Removes the appended text if the whole is too large.
fn undo_if_too_large(vm: &Vm<'_>, a: &mut Value, appended: usize) -> Outcome<()> {
    let Err(fault) = quota::check(vm.options(), a) else { return Ok(()) };
    if let Some(text) = a.as_str() {
        *a = Value::str(&text[..text.len() - appended]);
    }
    Err(fault)
}

fn add_other(vm: &mut Vm<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        return calculate(Operation::Add, x, y);
    }
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => {
            let sum = Value::string([x.as_str(), y.as_str()].concat());
            quota::check(vm.options(), &sum)?;
            Ok(sum)
        }
        (Value::Dict(x), Value::Dict(y)) => {
            let mut sum = x.as_ref().clone();
            sum.extend(y.iter().map(|(k, v)| (k.clone(), v.clone())));
            Ok(Value::dict(sum))
        }
        _ if iterate::is_iterable(vm, a) && iterate::is_iterable(vm, b) => chained(vm, a, b),
        _ => add_times(a, b),
    }
}

/// Two lists are a list, two sets a set, anything else a lazy chain.
fn chained(vm: &mut Vm<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    let (first, second) = (iterate::iterate(vm, a)?, iterate::iterate(vm, b)?);
    match (a, b) {
        (Value::List(x), Value::List(y)) => {
            quota::check_items(vm.options(), x.len() + y.len())?;
            Ok(Value::list([x.as_slice(), y.as_slice()].concat()))
        }
        (Value::Set(x), Value::Set(y)) => Ok(Value::Set(x.union(y).into())),
        _ => Seq::once(first.depth().max(second.depth()), Chain { first: Some(first), second }),
    }
}

struct Chain {
    first: Option<Iter>,
    second: Iter,
}

impl Iterate for Chain {
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        if let Some(first) = &mut self.first {
            if let Some(value) = first.next(vm)? {
                return Ok(Some(value));
            }
            self.first = None;
        }
        self.second.next(vm)
    }
}

fn add_times(a: &Value, b: &Value) -> Outcome<Value> {
    match (a.as_moment(), b.as_moment(), a.as_time_span(), b.as_time_span()) {
        (Some(moment), _, _, Some(span)) | (_, Some(moment), Some(span), _) => {
            moment.plus(span).map(Value::moment)
        }
        (_, _, Some(x), Some(y)) => TimeSpan::new(x.micros() + y.micros()).map(Value::time_span),
        _ => Err(mismatch("+", a, b)),
    }
}
