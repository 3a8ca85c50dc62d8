//! Access to arguments whose types the signature has checked.

use std::borrow::Cow;
use std::rc::Rc;

use num_bigint::BigInt;

use crate::runtime::machine::iterate;
use crate::runtime::machine::sequence::Memo;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::{Moment, Pattern, TimeSpan};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{self, Number};
use crate::runtime::value::seq::{Seq, fresh_list, list_items, set_members};
use crate::runtime::value::set::Set;

/// Takes an argument out of its place.
pub(super) fn take(value: &mut Value) -> Value {
    std::mem::take(value)
}

/// The text of a string.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The text of a string, unless it is null.
pub(super) fn optional_text(value: &Value) -> Option<&str> {
    value.as_str()
}

/// An integer or boolean as an `i64`; larger ones become the nearest bound.
pub(super) fn int(value: &Value) -> i64 {
    number::clamped(value)
}

/// An integer or boolean where the reference implementation accepts only machine integers.
pub(super) fn sized(value: &Value) -> Outcome<i64> {
    match value {
        Value::Big(_) => Err(Fault::overflow_error("the integer is larger than any size")),
        other => Ok(int(other)),
    }
}

/// An integer as it is; a boolean as an integer.
pub(super) fn whole(value: &Value) -> Value {
    match value {
        Value::Bool(b) => Value::Int(i64::from(b.get())),
        other => other.clone(),
    }
}

/// An integer or boolean of any size.
pub(super) fn big(value: &Value) -> BigInt {
    number::integer(value).unwrap_or_default()
}

/// The argument as a number, which its parameter's type guarantees.
pub(super) fn number(value: &Value) -> Number<'_> {
    Number::of(value).unwrap_or(Number::Int(0))
}

/// A value, unless the argument is missing.
pub(super) fn given(value: &Value) -> Option<&Value> {
    (!value.is_missing()).then_some(value)
}

/// The items of a list of either kind, such as `*rest`.
pub(super) fn items(value: &Value) -> &[Value] {
    list_items(value).map_or(&[], |items| items)
}

/// The argument as a dictionary.
pub(super) fn dict(value: &Value) -> Outcome<&Rc<Dict>> {
    match value {
        Value::Dict(dict) => Ok(dict),
        other => Err(unexpected("a dictionary", other)),
    }
}

/// A dictionary for changes: the argument's own if nobody else holds it, else a copy.
pub(super) fn dict_mut(value: &mut Value) -> Outcome<&mut Dict> {
    match value {
        Value::Dict(dict) => {
            let dict = Rc::make_mut(dict);
            dict.set_fresh(false);
            Ok(dict)
        }
        other => Err(unexpected("a dictionary", other)),
    }
}

/// A dictionary made by a function: of the second kind if the options ask for that.
pub(super) fn fresh_dict(vm: &Vm<'_>, mut dict: Dict) -> Value {
    dict.set_fresh(vm.options().original);
    Value::dict(dict)
}

/// The result of `toList`: in YAQL 0.2 a list of the second kind.
pub(super) fn collected(vm: &Vm<'_>, items: Vec<Value>) -> Value {
    if vm.options().legacy { fresh_list(vm.options(), items) } else { Value::list(items) }
}

/// Memorizes a sequence that is read once; any other value is returned as it is.
pub(super) fn memorized(vm: &Vm<'_>, value: &Value) -> Outcome<Value> {
    match value {
        Value::Seq(seq) if seq.is_iterator() => {
            Seq::memorized(Memo::new(iterate::iterate(vm, value)?))
        }
        other => Ok(other.clone()),
    }
}

/// Whether it is an iterable, whatever the options say of dictionaries.
pub(super) fn is_collection(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Set(_) | Value::Seq(_))
}

/// A set, or a view that counts as one.
pub(super) fn set(value: &Value) -> Outcome<Cow<'_, Set>> {
    set_members(value).ok_or_else(|| unexpected("a set", value))
}

/// The argument as a date.
pub(super) fn moment(value: &Value) -> Outcome<Moment> {
    value.as_moment().ok_or_else(|| unexpected("a date", value))
}

/// A time span; null and a missing argument are the empty one.
pub(super) fn span(value: &Value) -> TimeSpan {
    value.as_time_span().unwrap_or_default()
}

/// The argument as a compiled regular expression.
pub(super) fn pattern(value: &Value) -> Outcome<&Pattern> {
    value.as_pattern().ok_or_else(|| unexpected("a regular expression", value))
}

fn unexpected(wanted: &str, found: &Value) -> Fault {
    Fault::type_error(format!("expected {wanted}, found {}", found.kind()))
}
