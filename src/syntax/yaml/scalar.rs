//! The value of a plain scalar by the rules of YAML 1.1, before it is considered as YAQL.
//! See docs/language/yaml.md#values.

use crate::syntax::{ExprKind, Text};

/// Whether it is a spelling of null.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The value of a plain scalar that is not a string: null, a boolean, a number, a date.
pub(super) fn plain(text: &str) -> Option<ExprKind> {
    if is_null(text) {
        return Some(ExprKind::Null);
    }
    if let Some(value) = boolean(text) {
        return Some(ExprKind::Bool(value));
    }
    // All others begin with a digit, a sign or a dot.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    integer(text).or_else(|| float(text).map(ExprKind::Float))
}

/// `yes`, `Off`, `TRUE` …: in lower, Capitalised or UPPER case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let value = match lower.as_str() {
        "yes" | "on" | "true" => true,
        "no" | "off" | "false" => false,
        _ => return None,
    };
    let mut capital = lower.clone();
    capital[..1].make_ascii_uppercase();
    (text == lower || text == capital || text == lower.to_ascii_uppercase()).then_some(value)
}

/// Decimal, `0x…`, `0b…`, octal `010`, `1_000`, and `12:30` to the base of sixty.
pub(super) fn integer(text: &str) -> Option<ExprKind> {
    // The forms of YAML 1.1 in PyYAML's resolver, tried by their prefix. A form that has the
    // right prefix but a wrong digit is not a number of another form: the scalar is then a
    // string.
    let (sign, digits) = signed(text);
    if digits.is_empty() || digits.starts_with('_') {
        return None;
    }
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    let of = |digits: &str, base: u32| {
        let wide = i128::from_str_radix(digits, base).ok()?;
        let wide = if sign { -wide } else { wide };
        Some(match i64::try_from(wide) {
            Ok(n) => ExprKind::Int(n),
            Err(_) => ExprKind::BigInt(wide.to_string().into()),
        })
    };
    if let Some(hex) = plain.strip_prefix("0x") {
        return hex.bytes().all(|b| b.is_ascii_hexdigit()).then(|| of(hex, 16)).flatten();
    }
    if let Some(binary) = plain.strip_prefix("0b") {
        return binary.bytes().all(|b| matches!(b, b'0' | b'1')).then(|| of(binary, 2)).flatten();
    }
    if plain.contains(':') {
        return sixty(&plain, sign);
    }
    if !plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if plain.len() > 1 && plain.starts_with('0') {
        return plain.bytes().all(|b| b < b'8').then(|| of(&plain, 8)).flatten();
    }
    of(&plain, 10).or_else(|| Some(ExprKind::BigInt(signed_text(&plain, sign))))
}

/// `12:30` is 750: base sixty. Every part but the first is below sixty, and the first does not
/// begin with `0`.
fn sixty(digits: &str, sign: bool) -> Option<ExprKind> {
    let mut parts = digits.split(':');
    let first = parts.next()?;
    if first.starts_with('0') || first.is_empty() || !first.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut total: i64 = first.parse().ok()?;
    for part in parts {
        let small = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let part: i64 = part.parse().ok().filter(|n| small && *n < 60)?;
        total = total.checked_mul(60)?.checked_add(part)?;
    }
    Some(ExprKind::Int(if sign { -total } else { total }))
}

fn signed_text(digits: &str, sign: bool) -> Text {
    if sign { format!("-{digits}").into() } else { digits.into() }
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// `1.`, `.5`, `1.5e+3`, `.inf`, `.nan`; without a dot it is not a float, and an exponent has a
/// sign.
pub(super) fn float(text: &str) -> Option<f64> {
    let (sign, rest) = signed(text);
    let positive = match rest {
        ".inf" | ".Inf" | ".INF" => f64::INFINITY,
        ".nan" | ".NaN" | ".NAN" if rest == text => f64::NAN,
        _ => decimal(rest)?,
    };
    Some(if sign { -positive } else { positive })
}

fn decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    if !digits(whole) || !digits(fraction) || whole.starts_with('_') || fraction.starts_with('_') {
        return None;
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let has_exponent = mantissa.len() < text.len();
    if has_exponent {
        let power = exponent.strip_prefix(['-', '+'])?;
        if power.is_empty() || !power.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    let exponent = if has_exponent { format!("e{exponent}") } else { String::new() };
    format!("0{whole}.{fraction}0{exponent}").replace('_', "").parse().ok()
}

/// `2015-08-29`, `2015-08-29 12:00:00`, `2015-08-29T12:00:00.5+02:00`.
pub(super) fn is_timestamp(text: &str) -> bool {
    // The pattern of PyYAML's resolver, written out: a date alone has two digits for month and
    // day; with a time of day, one is enough.
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !(0..4).all(digit) || bytes.get(4) != Some(&b'-') {
        return false;
    }
    let mut rest = &text[5..];
    let number = |rest: &mut &str, most: usize| {
        let n = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        *rest = &rest[n..];
        n
    };
    let month = number(&mut rest, 2);
    let Some(after) = rest.strip_prefix('-') else { return false };
    rest = after;
    let day = number(&mut rest, 2);
    if month == 0 || day == 0 {
        return false;
    }
    if rest.is_empty() {
        return month == 2 && day == 2;
    }
    let time = rest.strip_prefix(['T', 't']).or_else(|| {
        let trimmed = rest.trim_start_matches([' ', '\t']);
        (trimmed.len() < rest.len()).then_some(trimmed)
    });
    time.is_some_and(is_time)
}

fn is_time(text: &str) -> bool {
    let end = text.find(['Z', '+', '-', ' ', '\t']).unwrap_or(text.len());
    let (time, zone) = text.split_at(end);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let parts: Vec<&str> = clock.split(':').collect();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let good = parts.len() == 3
        && (1..=2).contains(&parts[0].len())
        && parts[1..].iter().all(|p| p.len() == 2)
        && parts.iter().all(|p| digits(p))
        && digits(fraction);
    let zone = zone.trim_start();
    let zone_good = zone.is_empty()
        || zone == "Z"
        || zone.strip_prefix(['+', '-']).is_some_and(|z| {
            !z.is_empty() && z.len() <= 5 && z.bytes().all(|b| b.is_ascii_digit() || b == b':')
        });
    good && zone_good
}

/// Whether every character is a letter, digit, `_`, white space or a dot. Such a scalar is
/// never an expression.
pub(super) fn is_words(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.' || c.is_whitespace())
}
