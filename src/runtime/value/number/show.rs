//! Numbers as text, as Python writes them.

use num_bigint::BigInt;

use crate::runtime::value::fault::{Fault, Outcome};

/// Most digits of an integer that are written or parsed.
pub(super) const MAX_DIGITS: usize = 4300;

/// A large integer in decimal; one of more than 4,300 digits is a `ValueError`.
pub(crate) fn big(number: &BigInt) -> Outcome<String> {
    // 14,285 bits are 4,300 digits and some.
    if number.bits() <= 14_300 {
        let text = number.to_string();
        if text.trim_start_matches('-').len() <= MAX_DIGITS {
            return Ok(text);
        }
    }
    Err(Fault::value_error(format!("the integer has more than {MAX_DIGITS} digits")))
}

/// A float: the shortest digits that parse as the same float, with an exponent below 1e-4 and
/// from 1e16.
#[must_use]
pub(crate) fn float(f: f64) -> String {
    if f.is_nan() {
        return "nan".to_owned();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{f:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{f}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_python_writes_them() {
        for (f, text) in [
            (100.0, "100.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-0.0, "-0.0"),
            (1.5e300, "1.5e+300"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(float(f), text);
        }
    }

    #[test]
    fn integers_of_many_digits_are_refused() {
        let ten = BigInt::from(10);
        assert_eq!(big(&ten.pow(4299)).map(|t| t.len()).ok(), Some(4300));
        assert!(big(&ten.pow(4300)).is_err());
    }
}
