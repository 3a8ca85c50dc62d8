//! Numbers: integers of any size, and floats; arithmetic, comparison and rounding across both.

pub(crate) mod parse;
pub(crate) mod power;
pub(crate) mod round;
pub(crate) mod show;

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::runtime::value::Value;
use crate::runtime::value::equality::integral;
use crate::runtime::value::fault::{Fault, Outcome};

/// A number, borrowed from its value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number<'a> {
    /// A small integer.
    Int(i64),
    /// A large one.
    Big(&'a BigInt),
    /// A float.
    Float(f64),
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `mod`
    Modulo,
}

impl<'a> Number<'a> {
    /// The number that a value is; a boolean is not one.
    #[must_use]
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Int(i) => Some(Number::Int(*i)),
            Value::Float(f) => Some(Number::Float(f.get())),
            Value::Big(b) => Some(Number::Big(b)),
            _ => None,
        }
    }

    /// As a float; an integer that does not fit is an `OverflowError`.
    #[expect(clippy::cast_precision_loss, reason = "rounds to the nearest float")]
    pub(crate) fn float(self) -> Outcome<f64> {
        match self {
            Number::Int(i) => Ok(i as f64),
            Number::Float(f) => Ok(f),
            Number::Big(b) => match b.to_f64() {
                Some(f) if f.is_finite() => Ok(f),
                _ => Err(Fault::overflow_error("the integer is too large for a float")),
            },
        }
    }

    /// As an integer, unless it is a float.
    #[must_use]
    pub(crate) fn integer(self) -> Option<BigInt> {
        match self {
            Number::Int(i) => Some(BigInt::from(i)),
            Number::Big(b) => Some(b.clone()),
            Number::Float(_) => None,
        }
    }
}

/// The integer of a value, for a parameter that takes integers and booleans.
#[must_use]
pub(crate) fn integer(value: &Value) -> Option<BigInt> {
    match value {
        Value::Bool(b) => Some(BigInt::from(u8::from(b.get()))),
        other => Number::of(other)?.integer(),
    }
}

/// An integer or boolean as an `i64`; larger ones become the nearest bound.
#[must_use]
pub(crate) fn clamped(value: &Value) -> i64 {
    match value {
        Value::Int(i) => *i,
        Value::Bool(b) => i64::from(b.get()),
        Value::Big(b) if b.is_negative() => i64::MIN,
        Value::Big(_) => i64::MAX,
        _ => 0,
    }
}

/// Computes with two numbers: integers stay integers, `/` on them is floored, anything with a float is a float.
pub(crate) fn calculate(operation: Operation, a: Number<'_>, b: Number<'_>) -> Outcome<Value> {
    if let (Number::Int(x), Number::Int(y)) = (a, b)
        && let Some(result) = small(operation, x, y)
    {
        return Ok(Value::Int(result));
    }
    match (a.integer(), b.integer()) {
        (Some(x), Some(y)) => large(operation, &x, &y),
        _ => floating(operation, a.float()?, b.float()?).map(Value::float),
    }
}

/// Compares by exact value; `None` if one is not a number (NaN).
#[must_use]
pub(crate) fn compare(a: Number<'_>, b: Number<'_>) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(x), Number::Int(y)) => Some(x.cmp(&y)),
        (Number::Float(x), Number::Float(y)) => x.partial_cmp(&y),
        (Number::Float(x), y) => compare_int(y, x).map(Ordering::reverse),
        (x, Number::Float(y)) => compare_int(x, y),
        (x, y) => Some(x.integer()?.cmp(&y.integer()?)),
    }
}

/// Computes with small integers; `None` if the result does not fit or the divisor is zero.
fn small(operation: Operation, x: i64, y: i64) -> Option<i64> {
    match operation {
        Operation::Add => x.checked_add(y),
        Operation::Subtract => x.checked_sub(y),
        Operation::Multiply => x.checked_mul(y),
        Operation::Divide => {
            let quotient = x.checked_div(y)?;
            let inexact = x % y != 0 && (x < 0) != (y < 0);
            Some(quotient - i64::from(inexact))
        }
        Operation::Modulo => {
            let rest = x.checked_rem(y)?;
            Some(if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest })
        }
    }
}

fn large(operation: Operation, x: &BigInt, y: &BigInt) -> Outcome<Value> {
    Ok(Value::big(match operation {
        Operation::Add => x + y,
        Operation::Subtract => x - y,
        Operation::Multiply => x * y,
        Operation::Divide | Operation::Modulo if y.is_zero() => return Err(by_zero()),
        Operation::Divide => x.div_floor(y),
        Operation::Modulo => x.mod_floor(y),
    }))
}

fn floating(operation: Operation, x: f64, y: f64) -> Outcome<f64> {
    Ok(match operation {
        Operation::Add => x + y,
        Operation::Subtract => x - y,
        Operation::Multiply => x * y,
        Operation::Divide | Operation::Modulo if y == 0.0 => return Err(by_zero()),
        Operation::Divide => x / y,
        Operation::Modulo => {
            let rest = x % y;
            if rest == 0.0 {
                0.0_f64.copysign(y)
            } else if (rest < 0.0) != (y < 0.0) {
                rest + y
            } else {
                rest
            }
        }
    })
}

fn by_zero() -> Fault {
    Fault::zero_division("division by zero")
}

fn compare_int(int: Number<'_>, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = integral(float.floor())?;
    let order = int.integer()?.cmp(&whole);
    // The floor of a fraction equals the integer, so the integer is less than the fraction.
    Some(if order == Ordering::Equal && float.fract() != 0.0 { Ordering::Less } else { order })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(operation: Operation, a: i64, b: i64) -> Value {
        calculate(operation, Number::Int(a), Number::Int(b)).expect("a number")
    }

    #[test]
    fn division_is_floored_and_the_rest_has_the_divisors_sign() {
        for (a, b, quotient, rest) in
            [(-9, 2, -5, 1), (9, -2, -5, -1), (-7, 3, -3, 2), (8, 4, 2, 0)]
        {
            assert!(matches!(of(Operation::Divide, a, b), Value::Int(q) if q == quotient));
            assert!(matches!(of(Operation::Modulo, a, b), Value::Int(r) if r == rest));
        }
        assert!(calculate(Operation::Divide, Number::Float(1.0), Number::Float(0.0)).is_err());
    }

    #[test]
    fn nothing_wraps() {
        assert!(matches!(of(Operation::Add, i64::MAX, 1), Value::Big(_)));
        assert!(matches!(of(Operation::Divide, i64::MIN, -1), Value::Big(_)));
        assert!(matches!(of(Operation::Modulo, i64::MIN, -1), Value::Int(0)));
    }

    #[test]
    fn comparison_is_exact() {
        let big = 9_007_199_254_740_993;
        assert_eq!(
            compare(Number::Int(big), Number::Float(9_007_199_254_740_992.0)),
            Some(Ordering::Greater)
        );
        assert_eq!(compare(Number::Int(-2), Number::Float(-1.5)), Some(Ordering::Less));
        assert_eq!(compare(Number::Float(f64::INFINITY), Number::Int(1)), Some(Ordering::Greater));
        assert_eq!(compare(Number::Float(f64::NAN), Number::Int(1)), None);
    }
}
