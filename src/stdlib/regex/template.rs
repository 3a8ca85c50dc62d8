//! Replacement templates: `\1`, `\g<1>`, `\g<name>`, `\n`, `\\`; parsed once, before the first
//! match.

use super::walk::RegexMatch;
use crate::runtime::value::extended::Pattern;
use crate::runtime::value::fault::{Fault, Outcome};

/// A template in parts.
pub(super) struct Template(Vec<TemplatePart>);

enum TemplatePart {
    Text(String),
    Group(usize),
}

impl Template {
    /// Parses a template; an unknown escape or group is `re.error`.
    pub(super) fn new(text: &str, pattern: &Pattern) -> Outcome<Self> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            plain.push_str(&rest[..at]);
            let (escape, after) = escape(&rest[at + 1..], pattern)?;
            match escape {
                TemplatePart::Text(text) => plain.push_str(&text),
                group @ TemplatePart::Group(_) => {
                    parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
                    parts.push(group);
                }
            }
            rest = after;
        }
        plain.push_str(rest);
        parts.push(TemplatePart::Text(plain));
        Ok(Self(parts))
    }

    /// Appends the replacement for one match; a group without a match is empty.
    pub(super) fn expand(&self, found: &RegexMatch, out: &mut String) {
        for part in &self.0 {
            match part {
                TemplatePart::Text(text) => out.push_str(text),
                TemplatePart::Group(number) => {
                    out.push_str(found.text(*number).unwrap_or_default());
                }
            }
        }
    }
}

/// Parses an escape after its backslash; returns it and the rest.
fn escape<'t>(rest: &'t str, pattern: &Pattern) -> Outcome<(TemplatePart, &'t str)> {
    let Some(c) = rest.chars().next() else {
        return Err(Fault::regex_error("the template ends in a backslash"));
    };
    let after = &rest[c.len_utf8()..];
    let text = |text: &str| Ok((TemplatePart::Text(text.to_owned()), after));
    match c {
        'g' => named(after, pattern),
        '0'..='9' => numbered(rest, pattern),
        'a' => text("\u{7}"),
        'b' => text("\u{8}"),
        'f' => text("\u{c}"),
        'n' => text("\n"),
        'r' => text("\r"),
        't' => text("\t"),
        'v' => text("\u{b}"),
        '\\' => text("\\"),
        c if c.is_ascii_alphabetic() => Err(Fault::regex_error(format!("bad escape \\{c}"))),
        c => Ok((TemplatePart::Text(format!("\\{c}")), after)),
    }
}

/// `\0…` and three octal digits are characters; other digits refer to a group.
fn numbered<'t>(rest: &'t str, pattern: &Pattern) -> Outcome<(TemplatePart, &'t str)> {
    let digits =
        |most: usize, radix: u32| rest.chars().take(most).take_while(|c| c.is_digit(radix)).count();
    let octal = digits(3, 8);
    if rest.starts_with('0') || octal == 3 {
        let (octal, after) = rest.split_at(octal.max(1));
        let code = u32::from_str_radix(octal, 8).unwrap_or(0);
        if code > 0o377 {
            return Err(Fault::regex_error(format!("octal escape value \\{octal} is too large")));
        }
        let c = char::from_u32(code).unwrap_or_default();
        return Ok((TemplatePart::Text(c.to_string()), after));
    }
    let (number, after) = rest.split_at(digits(2, 10));
    group(number.parse().ok(), number, pattern).map(|part| (part, after))
}

/// `\g<1>`, `\g<name>`.
fn named<'t>(rest: &'t str, pattern: &Pattern) -> Outcome<(TemplatePart, &'t str)> {
    let inside = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let Some((name, after)) = inside else {
        return Err(Fault::regex_error("`\\g` needs a group: `\\g<1>`"));
    };
    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
        return group(name.parse().ok(), name, pattern).map(|part| (part, after));
    }
    match pattern.group(name) {
        Some(number) => Ok((TemplatePart::Group(number), after)),
        None if is_identifier(name) => {
            Err(Fault::index_error(format!("the pattern has no group `{name}`")))
        }
        None => Err(Fault::regex_error(format!("`{name}` is not a valid group name"))),
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

fn group(number: Option<usize>, text: &str, pattern: &Pattern) -> Outcome<TemplatePart> {
    match number {
        Some(number) if number <= pattern.groups() => Ok(TemplatePart::Group(number)),
        _ => Err(Fault::regex_error(format!("the pattern has no group {text}"))),
    }
}
