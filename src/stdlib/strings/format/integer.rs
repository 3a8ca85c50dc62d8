//! Formatting of integers (`d n b o x X c`); the other letters format them as floats.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::float;
use super::pad::{self, NumberParts};
use super::spec::Spec;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{Number, show};

/// Appends an integer in the format of a specification.
pub(super) fn show(out: &mut String, number: &BigInt, spec: &Spec) -> Outcome<()> {
    // Reduces every letter to a radix, where 0 stands for a character. A character has no
    // digits to group: its text is the rest, as a float's fraction is.
    let (radix, prefix) = match spec.kind {
        None | Some('d' | 'n') => (10, ""),
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        Some('c') => (0, ""),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            return float::show(out, Number::Big(number).float()?, spec);
        }
        Some(_) => return Err(spec.unknown("an integer")),
    };
    if spec.precision.is_some() {
        return Err(Fault::value_error("an integer cannot have a precision"));
    }
    if spec.positive_zero {
        return Err(Fault::value_error("an integer cannot have the flag `z`"));
    }
    let (digits, rest) = match radix {
        0 => (String::new(), character(number, spec)?),
        10 => (show::big(number)?.trim_start_matches('-').to_owned(), String::new()),
        _ => (number.magnitude().to_str_radix(radix), String::new()),
    };
    let parts = NumberParts {
        negative: radix != 0 && number.sign() == Sign::Minus,
        prefix: if spec.alternate { prefix } else { "" },
        digits: if spec.kind == Some('X') { digits.to_uppercase() } else { digits },
        rest,
        group: if radix == 10 { 3 } else { 4 },
    };
    pad::number(out, &parts, spec);
    Ok(())
}

/// The character with that code point.
fn character(number: &BigInt, spec: &Spec) -> Outcome<String> {
    if spec.sign.is_some() || spec.alternate {
        return Err(Fault::value_error("a character cannot have a sign or `#`"));
    }
    let found = number.to_u32().and_then(char::from_u32);
    let missing = || Fault::overflow_error(format!("{number} is not a code point"));
    found.map(String::from).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spec: &str, number: i128) -> String {
        let mut out = String::new();
        let shown =
            Spec::of_number(spec).and_then(|spec| show(&mut out, &BigInt::from(number), &spec));
        shown.map_or_else(|fault| fault.name().to_owned(), |()| out)
    }

    #[test]
    fn forms() {
        // One case for each letter, flag and alignment, then the combinations that Python
        // refuses.
        for (spec, number, expected) in [
            ("5", 42, "   42"),
            ("<5", 42, "42   "),
            ("^5", -42, " -42 "),
            ("=+6", 42, "+   42"),
            ("05", -42, "-0042"),
            ("08,", 1234, "0,001,234"),
            (",", 123_456_789_012_345_678_901, "123,456,789,012,345,678,901"),
            ("_b", 1000, "11_1110_1000"),
            ("#010x", 255, "0x000000ff"),
            ("#X", -255, "-0XFF"),
            ("o", 8, "10"),
            (" d", 5, " 5"),
            ("c", 233, "é"),
            ("5c", 65, "    A"),
            (".1f", 3, "3.0"),
            ("%", 1, "100.000000%"),
            ("c", -1, "OverflowError"),
            (".2", 5, "ValueError"),
            ("s", 5, "ValueError"),
            ("z", 5, "ValueError"),
            (",x", 5, "ValueError"),
            (",_", 5, "ValueError"),
            ("5dd", 5, "ValueError"),
            (".", 5, "ValueError"),
        ] {
            assert_eq!(of(spec, number), expected, "{spec}");
        }
    }
}
