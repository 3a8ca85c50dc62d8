//! Random integers between two bounds of any size.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive};

use super::truncate::truncated;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{integer, parse};

/// A random integer between two bounds, both included.
pub(super) fn between(from: &Value, to: &Value) -> Outcome<Value> {
    let (first, last) = (bound(from)?, last(to)?);
    if first > last {
        return Err(Fault::value_error(format!("there is no number from {first} to {last}")));
    }
    Ok(Value::big(&first + below(&(last - &first + BigInt::one()))))
}

/// The upper bound. The reference implementation adds one to it first, so its type decides the
/// error.
fn last(value: &Value) -> Outcome<BigInt> {
    match value {
        Value::Float(f) => Ok(bound(&Value::float(f.get() + 1.0))? - BigInt::one()),
        Value::Str(_) => Err(Fault::type_error("a bound must be an integer, found a string")),
        other => bound(other),
    }
}

fn bound(value: &Value) -> Outcome<BigInt> {
    let whole = match value {
        Value::Float(f) => {
            let whole = truncated(f.get())?;
            if f.get().fract() != 0.0 {
                return Err(Fault::value_error("a bound must be an integer"));
            }
            whole
        }
        Value::Str(text) => {
            parse::int(text.as_str())?;
            return Err(Fault::value_error("a bound must be an integer, found a string"));
        }
        other => other.clone(),
    };
    let message =
        || Fault::type_error(format!("a bound must be an integer, found {}", value.kind()));
    integer(&whole).ok_or_else(message)
}

/// A random integer from 0 up to an exclusive end, by rejection sampling.
fn below(end: &BigInt) -> BigInt {
    if let Some(end) = end.to_u64() {
        return BigInt::from(fastrand::u64(..end));
    }
    let bits = (end - BigInt::one()).bits();
    loop {
        // At least half of the draws are accepted.
        let drawn = bits_drawn(bits);
        if !drawn.is_negative() && drawn < *end {
            return drawn;
        }
    }
}

fn bits_drawn(bits: u64) -> BigInt {
    let mut drawn = BigInt::ZERO;
    for _ in 0..bits / 32 {
        drawn = (drawn << 32) + fastrand::u32(..);
    }
    let rest = bits % 32;
    (drawn << rest) + fastrand::u32(..) % (1 << rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FaultKind;

    #[test]
    fn bounds_may_be_long() {
        let first = BigInt::from(10).pow(30);
        let (from, to) = (Value::big(first.clone()), Value::big(&first + 2));
        for _ in 0..50 {
            let drawn = between(&from, &to).ok().and_then(|drawn| integer(&drawn));
            assert!(drawn.is_some_and(|n| (0..3).any(|more| n == &first + more)));
        }
        assert!(between(&to, &from).is_err_and(|fault| fault.is(FaultKind::ValueError)));
        assert!(between(&Value::Null, &to).is_err_and(|fault| fault.is(FaultKind::TypeError)));
        assert!(
            between(&Value::float(f64::INFINITY), &to)
                .is_err_and(|f| f.is(FaultKind::OverflowError))
        );
    }

    #[test]
    fn drawn_numbers_are_below_the_end() {
        let end = (BigInt::from(1) << 70) + 5;
        let drawn: Vec<BigInt> = (0..200).map(|_| below(&end)).collect();
        assert!(drawn.iter().all(|n| *n >= BigInt::ZERO && *n < end));
        assert!(drawn.iter().any(|n| n.bits() > 64));
    }
}
