//! `{0}`, `{}`, `{name}`, `{{`: Python's formatting without access to attributes and items.

use crate::runtime::dict::Dict;
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::repr;
use crate::runtime::value::Value;

/// Fills a template.
///
/// # Errors
///
/// It wants an argument that is not there.
pub fn format(template: &str, values: &[Value], named: &Dict) -> Outcome<String> {
    let mut out = String::new();
    let mut rest = template;
    let mut next = 0;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
        } else if brace == "}" {
            return Err(Fault::value_error("there is a `}` without a `{`").hint("write `}}`"));
        } else {
            let Some((field, after)) = rest.split_once('}') else {
                return Err(Fault::value_error("there is a `{` without a `}`").hint("write `{{`"));
            };
            rest = after;
            out.push_str(&shown(field_value(field, values, named, &mut next)?)?);
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn field_value<'v>(
    field: &str,
    values: &'v [Value],
    named: &'v Dict,
    next: &mut usize,
) -> Outcome<&'v Value> {
    if field.contains(['.', '[', ':', '!', '{']) {
        return Err(Fault::value_error(format!(
            "`{{{field}}}` is more than the number or the name of an argument"
        )));
    }
    if field.is_empty() {
        *next += 1;
        return values.get(*next - 1).ok_or_else(|| too_few(*next - 1));
    }
    match field.parse::<usize>() {
        Ok(place) => values.get(place).ok_or_else(|| too_few(place)),
        Err(_) => named
            .get_str(field)
            .ok_or_else(|| Fault::key_error(format!("there is no argument `{field}`"))),
    }
}

fn too_few(place: usize) -> Fault {
    Fault::index_error(format!("there is no argument {place}"))
}

fn shown(value: &Value) -> Outcome<String> {
    match value {
        Value::Null | Value::Bool(_) => repr::repr(value),
        other => repr::text(other),
    }
}
