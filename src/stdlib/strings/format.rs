//! `'{0:>5} {name[key]!r}'.format(…)`: Python's formatting of templates.
//!
//! This file goes through the template; [`field`] parses a field between braces and finds its
//! value, [`spec`] parses the format specification, [`integer`] and [`float`] format numbers,
//! [`pad`] adds signs and width.

mod field;
mod float;
mod integer;
mod pad;
mod spec;

use self::field::{Field, FieldConversion, TemplateArguments};
use self::spec::Spec;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::Number;
use crate::runtime::value::quota;
use crate::runtime::value::repr;
use crate::stdlib::datetime;

/// Most levels of fields inside format specifications.
const MAX_NESTING: usize = 2;

/// Fills in a template.
///
/// # Errors
///
/// An argument is missing, or a specification does not fit its value.
pub(crate) fn format(template: &str, values: &[Value], named: &Dict) -> Outcome<String> {
    let mut out = String::new();
    fill(&mut out, template, &mut TemplateArguments::new(values, named), MAX_NESTING)?;
    Ok(out)
}

fn fill(
    out: &mut String,
    template: &str,
    names: &mut TemplateArguments<'_>,
    nesting: usize,
) -> Outcome<()> {
    // A specification may contain fields (`{:>{width}}`), which are filled by the same
    // function; Python allows this one level deep, as `MAX_NESTING` does.
    if nesting == 0 {
        return Err(Fault::value_error("formats inside formats are nested too deeply"));
    }
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
        } else if brace == "}" {
            return Err(Fault::value_error("`}` without a `{`").hint("write `}}`"));
        } else {
            let (field, after) = field::read(rest)?;
            rest = after;
            show_field(out, &field, names, nesting)?;
            quota::check_written(out.len())?;
        }
    }
    out.push_str(rest);
    Ok(())
}

fn show_field(
    out: &mut String,
    field: &Field<'_>,
    names: &mut TemplateArguments<'_>,
    nesting: usize,
) -> Outcome<()> {
    let value = names.value(field.name)?;
    let mut spec = String::new();
    if field.spec.contains('{') {
        fill(&mut spec, field.spec, names, nesting - 1)?;
    } else {
        spec.push_str(field.spec);
    }
    match field.conversion {
        None => shown(out, &value, &spec),
        Some(FieldConversion::Text) => text(out, &plain(&value)?, &spec),
        Some(FieldConversion::Repr) => text(out, &repr::repr(&value)?, &spec),
        Some(FieldConversion::Ascii) => text(out, &ascii(&repr::repr(&value)?), &spec),
        Some(FieldConversion::Unknown) => {
            Err(Fault::value_error("a conversion must be `!s`, `!r` or `!a`"))
        }
    }
}

/// Formats a value by a specification.
fn shown(out: &mut String, value: &Value, spec: &str) -> Outcome<()> {
    // The types' `__format__` of Python: texts, integers (a boolean is one), floats and times
    // each have their own specification; anything else accepts only the empty one.
    if spec.is_empty() {
        out.push_str(&plain(value)?);
        return Ok(());
    }
    match value {
        Value::Str(string) => text(out, string.as_str(), spec),
        Value::Bool(holds) => {
            integer::show(out, &i64::from(holds.get()).into(), &Spec::of_number(spec)?)
        }
        Value::Extended(other) if matches!(**other, Extended::DateTime(_)) => {
            out.push_str(&datetime::strftime(value, spec)?);
            Ok(())
        }
        other => match Number::of(other) {
            Some(Number::Float(f)) => float::show(out, f, &Spec::of_number(spec)?),
            Some(number) => {
                integer::show(out, &number.integer().unwrap_or_default(), &Spec::of_number(spec)?)
            }
            None => Err(Fault::type_error(format!(
                "the format `{spec}` does not apply to {}",
                other.kind()
            ))),
        },
    }
}

fn text(out: &mut String, text: &str, spec: &str) -> Outcome<()> {
    if spec.is_empty() {
        out.push_str(text);
        return Ok(());
    }
    pad::text(out, text, &Spec::of_text(spec)?)
}

/// Python's `str()`, which differs from YAQL's for null and booleans.
fn plain(value: &Value) -> Outcome<String> {
    match value {
        Value::Null | Value::Bool(_) => repr::repr(value),
        other => repr::text(other),
    }
}

/// Escapes the characters beyond ASCII.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            0..=0x7F => c.to_string(),
            code @ 0x80..=0xFF => format!("\\x{code:02x}"),
            code @ 0x100..=0xFFFF => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, value: Value) -> String {
        let named: Dict = [(Value::str("n"), Value::Int(6))].into_iter().collect();
        match format(template, &[value], &named) {
            Ok(text) => text,
            Err(fault) => fault.name().to_owned(),
        }
    }

    #[test]
    fn templates() {
        for (template, expected) in [
            ("{{{0}}}", "{-7}"),
            ("{}|{n}", "-7|6"),
            ("{:{n}}", "    -7"),
            ("{0!s:>4}", "  -7"),
            ("{} {0}", "ValueError"),
            ("{0:{0:{0}}}", "ValueError"),
            ("{0", "ValueError"),
            ("}", "ValueError"),
            ("{3}", "IndexError"),
            ("{m}", "KeyError"),
            ("{0!x}", "ValueError"),
            ("{0.real}", "-7"),
            ("{0.size}", "AttributeError"),
            ("{0[a]}", "TypeError"),
        ] {
            assert_eq!(of(template, Value::Int(-7)), expected, "{template}");
        }
    }

    #[test]
    fn parts_of_values() {
        let dict: Dict = [(Value::str("k"), Value::list(vec![Value::Int(1), Value::str("é'")]))]
            .into_iter()
            .collect();
        let dict = Value::dict(dict);
        assert_eq!(of("{0[k][0]} {0[k][1]!r} {0[k][1]!a}", dict.clone()), "1 \"é'\" \"\\xe9'\"");
        assert_eq!(of("{0[l]}", dict.clone()), "KeyError");
        assert_eq!(of("{0[k][7]}", dict.clone()), "IndexError");
        assert_eq!(of("{0[k]x}", dict.clone()), "ValueError");
        assert_eq!(of("{0:>5}", dict), "TypeError");
    }

    #[test]
    fn texts() {
        for (template, expected) in [
            ("{:>5}", "  abc"),
            ("{:*^6}", "*abc**"),
            ("{:.2}", "ab"),
            ("{:05}", "abc00"),
            ("{:+}", "ValueError"),
            ("{:=5}", "ValueError"),
            ("{:d}", "ValueError"),
            ("{:,}", "ValueError"),
        ] {
            assert_eq!(of(template, Value::str("abc")), expected, "{template}");
        }
        assert_eq!(of("{:5}", Value::Null), "TypeError");
        assert_eq!(of("{}{0}", Value::Null), "ValueError");
        assert_eq!(of("{:5}", Value::bool(true)), "    1");
    }
}
