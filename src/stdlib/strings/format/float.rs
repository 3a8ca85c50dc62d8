//! Formatting of floats (`e f g %` and their variants), rounded half to even on the exact
//! value.

use super::pad::{self, NumberParts};
use super::spec::Spec;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::number::show;

/// All digits after this many decimals are zero.
const EXACT: usize = 1100;

/// Appends a float in the format of a specification.
pub(super) fn show(out: &mut String, f: f64, spec: &Spec) -> Outcome<()> {
    // Formats the absolute value as text, then splits it into the digits before the point,
    // which can be grouped and padded, and the rest. The sign is added last, because a negative
    // number that is shown as zero may lose it (`z`).
    let kind = match spec.kind {
        Some(letter @ ('E' | 'F' | 'G')) => Some(letter.to_ascii_lowercase()),
        other => other,
    };
    let text = match kind {
        Some('e' | 'f' | 'g' | 'n' | '%') | None if !f.is_finite() => show::float(f.abs()),
        Some('f') => fixed(f.abs(), spec.precision.unwrap_or(6), spec.alternate),
        Some('%') => fixed((f * 100.0).abs(), spec.precision.unwrap_or(6), spec.alternate),
        Some('e') => scientific(f.abs(), spec.precision.unwrap_or(6), spec.alternate),
        Some('g' | 'n') => {
            general(f.abs(), spec.precision.unwrap_or(6), spec.alternate, Fraction::Optional)
        }
        None => match spec.precision {
            Some(precision) => general(f.abs(), precision, spec.alternate, Fraction::Required),
            None => shortest(f.abs(), spec.alternate),
        },
        Some(_) => return Err(spec.unknown("a float")),
    };
    let upper = spec.kind.is_some_and(|letter| letter.is_ascii_uppercase());
    let text = if upper { text.to_uppercase() } else { text };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0') && f.is_finite();
    let parts = NumberParts {
        negative: f.is_sign_negative() && !f.is_nan() && !(zero && spec.positive_zero),
        prefix: "",
        digits: digits.to_owned(),
        rest: if kind == Some('%') { format!("{rest}%") } else { rest.to_owned() },
        group: 3,
    };
    pad::number(out, &parts, spec);
    Ok(())
}

/// The fewest digits that distinguish it from its neighbours.
fn shortest(f: f64, point: bool) -> String {
    let text = show::float(f);
    if point && !text.contains('.') { text.replacen('e', ".e", 1) } else { text }
}

fn fixed(f: f64, precision: usize, point: bool) -> String {
    let text = with_digits(f, precision);
    if f.is_finite() && point && precision == 0 { text + "." } else { text }
}

/// With this many digits behind the point.
fn with_digits(f: f64, precision: usize) -> String {
    if !f.is_finite() {
        return show::float(f);
    }
    let exact = precision.min(EXACT);
    let mut text = format!("{f:.exact$}");
    text.extend(std::iter::repeat_n('0', precision - exact));
    text
}

fn scientific(f: f64, precision: usize, point: bool) -> String {
    let (digits, exponent) = rounded(f, precision);
    let point = if point && precision == 0 { "." } else { "" };
    format!("{digits}{point}{}", exponent_text(exponent))
}

/// The digits for a precision after the first digit, and the decimal exponent.
fn rounded(f: f64, precision: usize) -> (String, i32) {
    let exact = precision.min(EXACT);
    let text = format!("{f:.exact$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits = digits.to_owned();
    digits.extend(std::iter::repeat_n('0', precision - exact));
    (digits, exponent.parse().unwrap_or(0))
}

fn exponent_text(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("e{sign}{:02}", exponent.abs())
}

/// Whether a number without an exponent has a digit after its point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fraction {
    Optional,
    Required,
}

/// The form `g`: a number of significant digits, with an exponent for small and large numbers;
/// trailing zeros are removed unless `point`.
fn general(f: f64, precision: usize, point: bool, fraction: Fraction) -> String {
    // C's rule: fixed notation if the exponent is at least -4 and below the precision. The
    // exponent is that of the rounded number, so rounding comes first.
    let whole = fraction == Fraction::Required;
    let precision = precision.max(1);
    let (digits, exponent) = rounded(f, precision - 1);
    let most = i64::try_from(precision).unwrap_or(i64::MAX) - i64::from(whole);
    let place = i64::from(exponent) + 1;
    let with_exponent = place <= -4 || place > most;
    let text = if with_exponent {
        digits
    } else {
        let behind = i64::try_from(precision).unwrap_or(i64::MAX) - place;
        with_digits(f, usize::try_from(behind).unwrap_or(0))
    };
    let mut text = match text.contains('.') {
        true if !point => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false if point => text + ".",
        _ => text,
    };
    if with_exponent {
        return text + &exponent_text(exponent);
    }
    if whole && !text.contains('.') {
        text.push_str(".0");
    } else if whole && text.ends_with('.') {
        text.push('0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spec: &str, f: f64) -> String {
        let mut out = String::new();
        let shown = Spec::of_number(spec).and_then(|spec| show(&mut out, f, &spec));
        shown.map_or_else(|fault| fault.name().to_owned(), |()| out)
    }

    #[test]
    fn forms() {
        // One case for each letter and flag, and those where rounding decides the form.
        for (spec, f, expected) in [
            ("08.3f", -1.5, "-001.500"),
            (".0f", 2.5, "2"),
            ("#.0f", 2.5, "2."),
            (".2e", 12345.678, "1.23e+04"),
            ("E", 0.00012, "1.200000E-04"),
            ("g", 1_234_567.0, "1.23457e+06"),
            ("g", 0.0001, "0.0001"),
            ("#.3g", 100.0, "100."),
            (".3", 100.0, "1e+02"),
            (".4", 100.0, "100.0"),
            (",.2f", 1_234_567.891, "1,234,567.89"),
            ("012,.1f", 1234.5, "00,001,234.5"),
            (".1%", 0.256, "25.6%"),
            ("z.0f", -0.2, "0"),
            (".0f", -0.2, "-0"),
            ("+", 1e16, "+1e+16"),
            ("#", 1e16, "1.e+16"),
            ("08", f64::INFINITY, "00000inf"),
            ("F", f64::NAN, "NAN"),
            ("6", f64::NEG_INFINITY, "  -inf"),
            ("d", 1.0, "ValueError"),
            (".1200f", 0.5, &format!("0.5{}", "0".repeat(1199))),
        ] {
            assert_eq!(of(spec, f), expected, "{spec}");
        }
    }
}
