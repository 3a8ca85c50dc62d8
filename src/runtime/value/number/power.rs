//! Powers and shifts, as far as memory allows.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::Number;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;

/// `a` to the power `b`.
pub(crate) fn power(options: &Options, a: Number<'_>, b: Number<'_>) -> Outcome<Value> {
    let (Some(base), Some(exponent)) = (a.integer(), b.integer()) else {
        return floats(a.float()?, b.float()?).map(Value::float);
    };
    if exponent.is_negative() {
        return floats(a.float()?, b.float()?).map(Value::float);
    }
    if base.is_zero() || base.abs().is_one() {
        return Ok(Value::big(of_unit(&base, &exponent)));
    }
    let Some(exponent) = exponent.to_u32() else { return Err(quota::exceeded()) };
    quota::check_bits(options, base.bits().saturating_mul(u64::from(exponent)))?;
    Ok(Value::big(base.pow(exponent)))
}

/// `a` to the power `b`, modulo `c`; the result has `c`'s sign.
pub(crate) fn power_modulo(a: &BigInt, b: &BigInt, c: &BigInt) -> Outcome<Value> {
    if c.is_zero() {
        return Err(Fault::value_error("the modulus of a power cannot be zero"));
    }
    let modulus = c.abs();
    let base = if b.is_negative() { inverse(a, &modulus)? } else { a.clone() };
    let power = base.modpow(&b.abs(), &modulus);
    Ok(Value::big(power.mod_floor(c)))
}

/// Shifts an integer left; refuses a result that would be too long.
pub(crate) fn shift_left(options: &Options, value: &BigInt, bits: &BigInt) -> Outcome<Value> {
    let bits = count(bits)?;
    if value.is_zero() {
        return Ok(Value::Int(0));
    }
    quota::check_bits(options, value.bits().saturating_add(bits))?;
    Ok(Value::big(value << bits))
}

/// Shifts right, and keeps the sign.
pub(crate) fn shift_right(value: &BigInt, bits: &BigInt) -> Outcome<Value> {
    let bits = count(bits)?;
    if bits > value.bits() {
        return Ok(Value::Int(if value.sign() == Sign::Minus { -1 } else { 0 }));
    }
    Ok(Value::big(value >> bits))
}

fn count(bits: &BigInt) -> Outcome<u64> {
    if bits.is_negative() {
        return Err(Fault::value_error("the number of bits to shift by cannot be negative"));
    }
    Ok(bits.to_u64().unwrap_or(u64::MAX))
}

fn of_unit(base: &BigInt, exponent: &BigInt) -> BigInt {
    if exponent.is_zero() {
        BigInt::one()
    } else if base.is_negative() && exponent.is_even() {
        -base
    } else {
        base.clone()
    }
}

fn floats(base: f64, exponent: f64) -> Outcome<f64> {
    if base == 0.0 && exponent < 0.0 {
        return Err(Fault::zero_division("zero to a negative power"));
    }
    let power = base.powf(exponent);
    if power.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(Fault::overflow_error("the power is too large for a float"));
    }
    if power.is_nan() && !base.is_nan() && !exponent.is_nan() {
        return Err(Fault::value_error(
            "a negative number to a fractional power is not a real number",
        ));
    }
    Ok(power)
}

fn inverse(a: &BigInt, modulus: &BigInt) -> Outcome<BigInt> {
    let gcd = a.mod_floor(modulus).extended_gcd(modulus);
    if !gcd.gcd.is_one() {
        return Err(Fault::value_error("the base has no inverse for that modulus"));
    }
    Ok(gcd.x.mod_floor(modulus))
}
