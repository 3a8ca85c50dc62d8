//! Width, signs, and separators between groups of digits.

use super::spec::Spec;
use crate::runtime::value::fault::Outcome;

/// Appends a text, cut to the precision and padded to the width.
#[expect(clippy::unnecessary_wraps, reason = "as numbers are shown")]
pub(super) fn text(out: &mut String, text: &str, spec: &Spec) -> Outcome<()> {
    let cut: String = match spec.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.to_owned(),
    };
    aligned(out, "", &cut, spec);
    Ok(())
}

/// The parts of a formatted number.
pub(super) struct NumberParts {
    /// Whether the number is negative.
    pub(super) negative: bool,
    /// `0x` and the like.
    pub(super) prefix: &'static str,
    /// The digits before the point.
    pub(super) digits: String,
    /// The point, the fraction, the exponent.
    pub(super) rest: String,
    /// Number of digits in a group.
    pub(super) group: usize,
}

/// Appends a number with its sign, padded to the width.
pub(super) fn number(out: &mut String, parts: &NumberParts, spec: &Spec) {
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        (false, _) => "",
    };
    let head = format!("{sign}{}", parts.prefix);
    let around = head.len() + parts.rest.len();
    let least = if spec.fills_with_zeros() { spec.width.saturating_sub(around) } else { 0 };
    let digits = grouped(&parts.digits, least, spec.grouping, parts.group);
    aligned(out, &head, &(digits + &parts.rest), spec);
}

/// Groups digits, with zeros before them up to a width; a separator is never first.
fn grouped(digits: &str, least: usize, separator: Option<char>, group: usize) -> String {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return digits.to_owned();
    }
    let Some(separator) = separator else { return format!("{digits:0>least$}") };
    let mut reversed = String::new();
    let mut left = digits.bytes().rev().peekable();
    let mut in_group = 0;
    while left.peek().is_some() || reversed.len() < least {
        if in_group == group {
            reversed.push(separator);
            in_group = 0;
        }
        reversed.push(left.next().map_or('0', char::from));
        in_group += 1;
    }
    reversed.chars().rev().collect()
}

/// Appends a head, which `=` keeps on the left, and a body, padded to the width.
fn aligned(out: &mut String, head: &str, body: &str, spec: &Spec) {
    let length = head.chars().count() + body.chars().count();
    let filling = spec.width.saturating_sub(length);
    let (before, between, after) = match spec.align {
        '<' => (0, 0, filling),
        '^' => (filling / 2, 0, filling - filling / 2),
        '=' => (0, filling, 0),
        _ => (filling, 0, 0),
    };
    let fill = |out: &mut String, count| out.extend(std::iter::repeat_n(spec.fill, count));
    fill(out, before);
    out.push_str(head);
    fill(out, between);
    out.push_str(body);
    fill(out, after);
}
