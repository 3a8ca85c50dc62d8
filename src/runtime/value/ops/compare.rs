//! `<` `<=` `>` `>=`: numbers, strings, sets (subsets), moments, time spans; null is less than anything else.

use std::cmp::Ordering;

use super::mismatch::mismatch;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::number::{self, Number};
use crate::runtime::value::seq::set_members;
use crate::runtime::value::set::Set;

/// `a < b`
#[inline]
pub(crate) fn less(a: &Value, b: &Value) -> Outcome<bool> {
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        return Ok(x < y);
    }
    compare("<", a, b).map(|order| order == Some(Ordering::Less))
}

/// `a <= b`
#[inline]
pub(crate) fn less_equal(a: &Value, b: &Value) -> Outcome<bool> {
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        return Ok(x <= y);
    }
    compare("<=", a, b).map(|order| order.is_some_and(Ordering::is_le))
}

/// `a > b`
#[inline]
pub(crate) fn greater(a: &Value, b: &Value) -> Outcome<bool> {
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        return Ok(x > y);
    }
    compare(">", a, b).map(|order| order == Some(Ordering::Greater))
}

/// `a >= b`
#[inline]
pub(crate) fn greater_equal(a: &Value, b: &Value) -> Outcome<bool> {
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        return Ok(x >= y);
    }
    compare(">=", a, b).map(|order| order.is_some_and(Ordering::is_ge))
}

/// The order for sorting; values without an order among themselves (NaN, unrelated sets) count
/// as equal.
pub(crate) fn order(a: &Value, b: &Value) -> Outcome<Ordering> {
    compare("<", a, b).map(|order| order.unwrap_or(Ordering::Equal))
}

/// The order of two values that have one; `Ok(None)` for values that are neither less, equal nor greater.
fn compare(operator: &str, a: &Value, b: &Value) -> Outcome<Option<Ordering>> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        return Ok(number::compare(x, y));
    }
    let order = match (a, b) {
        (Value::Str(x), Value::Str(y)) => Some(x.as_str().cmp(y.as_str())),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, _) => Some(Ordering::Less),
        (_, Value::Null) => Some(Ordering::Greater),
        (Value::Set(x), Value::Set(y)) => by_inclusion(x, y),
        (Value::Seq(_), _) | (_, Value::Seq(_)) => return compare_views(operator, a, b),
        _ => match (a.as_moment(), b.as_moment(), a.as_time_span(), b.as_time_span()) {
            (Some(x), Some(y), _, _) => {
                x.check_beside(y)?;
                Some(x.instant().cmp(&y.instant()))
            }
            (_, _, Some(x), Some(y)) => Some(x.cmp(&y)),
            _ => return Err(mismatch(operator, a, b)),
        },
    };
    Ok(order)
}

fn by_inclusion(x: &Set, y: &Set) -> Option<Ordering> {
    match (x.is_subset(y), y.is_subset(x)) {
        (true, true) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        (false, false) => None,
    }
}

fn compare_views(operator: &str, a: &Value, b: &Value) -> Outcome<Option<Ordering>> {
    match (set_members(a), set_members(b)) {
        (Some(x), Some(y)) => Ok(by_inclusion(&x, &y)),
        _ => Err(mismatch(operator, a, b)),
    }
}
