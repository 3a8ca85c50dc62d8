//! Strings parsed as numbers, as Python's `int` and `float` do.

use num_bigint::BigInt;

use super::show::MAX_DIGITS;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// An integer: white space around, a sign, decimal digits of any script, single `_` between digits.
pub(crate) fn int(text: &str) -> Outcome<Value> {
    let bad = || Fault::value_error(format!("`{text}` is not an integer"));
    let trimmed = text.trim();
    let (negative, digits) = sign(trimmed);
    let digits = ascii_digits(digits).filter(|d| is_digits(d)).ok_or_else(bad)?;
    if digits.len() > MAX_DIGITS {
        return Err(Fault::value_error(format!("the integer has more than {MAX_DIGITS} digits")));
    }
    let number: BigInt = digits.parse().map_err(|_| bad())?;
    Ok(Value::big(if negative { -number } else { number }))
}

/// A float: decimal or with an exponent, `inf`, `infinity`, `nan` in any case.
pub(crate) fn float(text: &str) -> Outcome<f64> {
    let bad = || Fault::value_error(format!("`{text}` is not a number"));
    let plain = ascii_digits(text.trim()).ok_or_else(bad)?;
    let (_, unsigned) = sign(&plain);
    let named = ["inf", "infinity", "nan"].iter().any(|n| unsigned.eq_ignore_ascii_case(n));
    if !named && !is_decimal(unsigned) {
        return Err(bad());
    }
    plain.parse().map_err(|_| bad())
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Converts digits of any script to ASCII and removes single `_` between digits; `None` for a
/// `_` elsewhere.
fn ascii_digits(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut after_digit = false;
    while let Some(c) = rest.next() {
        if c == '_' {
            let before_digit = rest.peek().is_some_and(|c| digit(*c).is_some());
            if !after_digit || !before_digit {
                return None;
            }
            continue;
        }
        after_digit = digit(c).is_some();
        plain.push(digit(c).unwrap_or(c));
    }
    Some(plain)
}

/// Converts a decimal digit of any script to ASCII.
fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    // In every script the ten digits are consecutive.
    let zero = DIGIT_ZEROS.iter().rev().find(|zero| **zero <= u32::from(c))?;
    char::from_digit(u32::from(c) - zero, 10)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `digits[.digits][e±digits]` with at least one digit before the exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_is_fine = !(whole.is_empty() && fraction.is_empty())
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    mantissa_is_fine && exponent.is_none_or(|e| is_digits(sign(e).1))
}

/// The digit zero of the scripts of Unicode that have decimal digits, in order.
const DIGIT_ZEROS: &[u32] = &[
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0,
    0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16B50, 0x1D7CE, 0x1D7D8,
    0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        assert!(matches!(int(" -4_2\n"), Ok(Value::Int(-42))));
        assert!(matches!(int("٣"), Ok(Value::Int(3))));
        assert!(matches!(int("9223372036854775808"), Ok(Value::Big(_))));
        for bad in ["", "1.5", "0x1", "1__2", "_1", "1_", "+-1", "1 2"] {
            assert!(int(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn floats() {
        assert_eq!(float(" 5. ").ok(), Some(5.0));
        assert_eq!(float(".5").ok(), Some(0.5));
        assert_eq!(float("-1_0e-1").ok(), Some(-1.0));
        assert_eq!(float("-InFinity").ok(), Some(f64::NEG_INFINITY));
        for bad in ["", ".", "e5", "1e", "0x1", "infinite", "1_e5"] {
            assert!(float(bad).is_err(), "{bad}");
        }
    }
}
