//! Rounding half to even, on the exact value.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

use super::Number;
use crate::runtime::value::Value;
use crate::runtime::value::equality::integral;
use crate::runtime::value::fault::{Fault, Outcome};

/// Rounds to `digits` digits after the point (before it, if negative); floats stay floats, integers integers.
pub(crate) fn round(number: Number<'_>, digits: i64) -> Outcome<Value> {
    match number {
        Number::Float(f) => float(f, digits).map(Value::float),
        Number::Int(i) if digits >= 0 => Ok(Value::Int(i)),
        Number::Big(b) if digits >= 0 => Ok(Value::big(b.clone())),
        Number::Int(i) => {
            Ok(Value::big(to_tens(&BigInt::from(i), digits.unsigned_abs(), Tie::Exact)))
        }
        Number::Big(b) => Ok(Value::big(to_tens(b, digits.unsigned_abs(), Tie::Exact))),
    }
}

/// Whether a remainder above the rounded integer breaks a tie.
#[derive(Clone, Copy, PartialEq)]
enum Tie {
    Exact,
    FractionAbove,
}

fn float(f: f64, digits: i64) -> Outcome<f64> {
    if !f.is_finite() || digits > 330 {
        return Ok(f);
    }
    if digits == 0 {
        return Ok(f.round_ties_even());
    }
    if digits < -310 {
        return Ok(0.0_f64.copysign(f));
    }
    let text = match usize::try_from(digits) {
        Ok(digits) => format!("{f:.digits$}"),
        Err(_) => {
            let tie = if f.fract() == 0.0 { Tie::Exact } else { Tie::FractionAbove };
            let whole = integral(f.abs().floor()).unwrap_or_default();
            to_tens(&whole, digits.unsigned_abs(), tie).to_string()
        }
    };
    let rounded: f64 = text.parse().unwrap_or(f);
    if rounded.is_infinite() {
        return Err(Fault::overflow_error("the rounded value is too large for a float"));
    }
    Ok(rounded.copysign(f))
}

/// Rounds to a multiple of a power of ten; a tie goes to the even one.
fn to_tens(number: &BigInt, zeros: u64, tie: Tie) -> BigInt {
    let digits_at_most = number.bits() / 3 + 2;
    if zeros > digits_at_most {
        return BigInt::zero();
    }
    let unit = BigInt::from(10).pow(u32::try_from(zeros).unwrap_or(u32::MAX));
    let (quotient, rest) = number.abs().div_rem(&unit);
    let up = match (rest * 2_u8).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => tie == Tie::FractionAbove || quotient.is_odd(),
    };
    let magnitude = (quotient + u8::from(up)) * unit;
    if number.is_negative() { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(f: f64, digits: i64) -> f64 {
        float(f, digits).expect("a float")
    }

    #[test]
    fn ties_go_to_even_and_the_exact_value_decides() {
        assert_eq!(rounded(2.5, 0), 2.0);
        assert_eq!(rounded(2.675, 2), 2.67);
        assert_eq!(rounded(0.125, 2), 0.12);
        assert_eq!(rounded(0.375, 2), 0.38);
        assert_eq!(rounded(1250.0, -2), 1200.0);
        assert_eq!(rounded(-1250.5, -2), -1300.0);
        assert!(matches!(round(Number::Int(1350), -2), Ok(Value::Int(1400))));
        assert!(matches!(round(Number::Int(15), -1), Ok(Value::Int(20))));
        assert!(matches!(round(Number::Int(-25), -1), Ok(Value::Int(-20))));
        assert!(matches!(round(Number::Int(5), -40), Ok(Value::Int(0))));
    }
}
