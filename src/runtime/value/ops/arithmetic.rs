//! `-` `*` `/` `mod` and the unary signs.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::mismatch::{mismatch, mismatch_one, refuse_view};
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::extended::TimeSpan;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{self, Number, Operation, calculate};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{fresh_list, list_items, set_members};

/// `a - b`: numbers, sets, moments, time spans.
#[inline]
pub(crate) fn sub(a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => match x.checked_sub(*y) {
            Some(difference) => Ok(Value::Int(difference)),
            None => sub_other(a, b),
        },
        (Value::Float(x), Value::Float(y)) => Ok(Value::float(x.get() - y.get())),
        _ => sub_other(a, b),
    }
}

/// `a * b`: numbers, repeated strings and lists, time spans.
#[inline]
pub(crate) fn mul(options: &Options, a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => match x.checked_mul(*y) {
            Some(product) => Ok(Value::Int(product)),
            None => mul_other(options, a, b),
        },
        (Value::Float(x), Value::Float(y)) => Ok(Value::float(x.get() * y.get())),
        _ => mul_other(options, a, b),
    }
}

/// `a / b`: floored for two integers.
pub(crate) fn div(a: &Value, b: &Value) -> Outcome<Value> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        return calculate(Operation::Divide, x, y);
    }
    let Some(span) = a.as_time_span() else { return Err(mismatch("/", a, b)) };
    if let Some(by) = b.as_time_span() {
        return ratio(span, by).map(Value::float);
    }
    match Number::of(b) {
        Some(by) => divided(span, by).map(Value::time_span),
        None => Err(mismatch("/", a, b)),
    }
}

/// `a mod b`: with the sign of `b`.
#[inline]
pub(crate) fn modulo(a: &Value, b: &Value) -> Outcome<Value> {
    match (Number::of(a), Number::of(b)) {
        (Some(x), Some(y)) => calculate(Operation::Modulo, x, y),
        _ => Err(mismatch("mod", a, b)),
    }
}

/// `-a`
pub(crate) fn neg(a: &Value) -> Outcome<Value> {
    match Number::of(a) {
        Some(Number::Int(i)) => {
            Ok(i.checked_neg().map_or_else(|| Value::big(-BigInt::from(i)), Value::Int))
        }
        Some(Number::Float(f)) => Ok(Value::float(-f)),
        Some(Number::Big(b)) => Ok(Value::big(-b)),
        None => match a.as_time_span() {
            Some(span) => TimeSpan::new(-span.micros()).map(Value::time_span),
            None => Err(mismatch_one("-", a)),
        },
    }
}

/// `+a`
pub(crate) fn plus(a: &Value) -> Outcome<Value> {
    if Number::of(a).is_some() || a.as_time_span().is_some() {
        Ok(a.clone())
    } else {
        Err(mismatch_one("+", a))
    }
}

fn sub_other(a: &Value, b: &Value) -> Outcome<Value> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        return calculate(Operation::Subtract, x, y);
    }
    if let (Value::Set(x), Value::Set(y)) = (a, b) {
        return Ok(Value::Set(x.difference(y).into()));
    }
    if let (Some(x), Some(y)) = (set_members(a), set_members(b)) {
        refuse_view(a)?;
        return Ok(Value::Set(x.difference(&y).into()));
    }
    match (a.as_moment(), b.as_moment(), a.as_time_span(), b.as_time_span()) {
        (Some(x), Some(y), _, _) => x.since(y).map(Value::time_span),
        (Some(x), _, _, Some(y)) => x.plus(TimeSpan::new(-y.micros())?).map(Value::moment),
        (_, _, Some(x), Some(y)) => TimeSpan::new(x.micros() - y.micros()).map(Value::time_span),
        _ => Err(mismatch("-", a, b)),
    }
}

fn mul_other(options: &Options, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Some(x), Some(y)) = (Number::of(a), Number::of(b)) {
        if let (Value::Big(x), Value::Big(y)) = (a, b) {
            quota::check_bits(options, x.bits() + y.bits())?;
        }
        return calculate(Operation::Multiply, x, y);
    }
    match (a, b) {
        (_, Value::Int(_) | Value::Bool(_) | Value::Big(_)) if is_repeatable(a) => {
            repeat(options, a, b)
        }
        (Value::Int(_) | Value::Bool(_) | Value::Big(_), _) if is_repeatable(b) => {
            repeat(options, b, a)
        }
        _ => match (a.as_time_span(), b.as_time_span(), Number::of(a), Number::of(b)) {
            (Some(span), _, _, Some(by)) | (_, Some(span), Some(by), _) => {
                multiplied(span, by).map(Value::time_span)
            }
            _ => Err(mismatch("*", a, b)),
        },
    }
}

fn repeat(options: &Options, what: &Value, times: &Value) -> Outcome<Value> {
    // The size is checked before anything is allocated. A count that is no machine integer
    // cannot fit: the reference implementation reports the quota there if one is set, else an
    // overflow. A negative count repeats nothing.
    if let Value::Big(times) = times
        && times.is_positive()
    {
        let text = what.as_str().is_some_and(|text| !text.is_empty());
        if text && options.memory_quota.is_some() {
            return Err(quota::exceeded());
        }
        return Err(Fault::overflow_error("the number of repetitions is too large"));
    }
    let times = usize::try_from(number::clamped(times)).unwrap_or(0);
    quota::check_repeated(options, what, times)?;
    match what {
        Value::Str(text) => {
            quota::check_text(options, text.as_str(), times)?;
            Ok(Value::string(text.as_str().repeat(times)))
        }
        list => {
            let Some(items) = list_items(list) else { return Ok(Value::Null) };
            if matches!(list, Value::Seq(seq) if seq.is_range()) {
                return Err(Fault::type_error("a range cannot be repeated").hint("`toList()`"));
            }
            let len = items.len().saturating_mul(times);
            quota::check_items(options, len)?;
            let repeated = items.iter().cycle().take(len).cloned().collect();
            Ok(match list {
                Value::List(_) => Value::list(repeated),
                _ => fresh_list(options, repeated),
            })
        }
    }
}

fn is_repeatable(value: &Value) -> bool {
    matches!(value, Value::Str(_)) || list_items(value).is_some()
}

/// A span times a number, to the microsecond, half to even.
fn multiplied(span: TimeSpan, by: Number<'_>) -> Outcome<TimeSpan> {
    match by {
        Number::Int(n) => match span.micros().checked_mul(i128::from(n)) {
            Some(micros) => TimeSpan::new(micros),
            None => Err(too_long()),
        },
        Number::Big(_) if span.micros() == 0 => Ok(span),
        Number::Big(_) => Err(too_long()),
        Number::Float(f) => scaled(as_float(span) * f),
    }
}

/// Divides a span by a number, to the microsecond, half to even: a division of floats, as in
/// the reference implementation.
fn divided(span: TimeSpan, by: Number<'_>) -> Outcome<TimeSpan> {
    let by = match by {
        Number::Float(f) => f,
        #[expect(clippy::cast_precision_loss, reason = "the quotient is a float")]
        Number::Int(i) => i as f64,
        Number::Big(b) => b.to_f64().unwrap_or(f64::INFINITY),
    };
    if by == 0.0 {
        return Err(Fault::zero_division("division by zero"));
    }
    scaled(as_float(span) / by)
}

#[expect(clippy::cast_precision_loss, reason = "floats scale spans")]
fn as_float(span: TimeSpan) -> f64 {
    span.micros() as f64
}

/// A span of that many microseconds.
#[expect(clippy::cast_possible_truncation, reason = "what is too long saturates, and is refused")]
fn scaled(micros: f64) -> Outcome<TimeSpan> {
    if micros.is_nan() {
        return Err(Fault::value_error("a time span cannot be scaled by NaN"));
    }
    if micros.is_infinite() {
        return Err(too_long());
    }
    TimeSpan::new(micros.round_ties_even() as i128)
}

fn ratio(a: TimeSpan, b: TimeSpan) -> Outcome<f64> {
    if b.micros() == 0 {
        return Err(Fault::zero_division("division by a time span of no length"));
    }
    Ok(as_float(a) / as_float(b))
}

fn too_long() -> Fault {
    Fault::overflow_error("a time span must be shorter than 1,000,000,000 days")
}
