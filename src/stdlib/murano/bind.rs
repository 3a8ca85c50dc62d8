//! Templates: strings that begin with `$` are replaced, in keys and values, at any depth.

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::repr;

/// Most levels of nested containers.
const MAX_NESTING: usize = 200;

/// Fills in a template.
pub(super) fn bind(template: &Value, replacements: &Dict) -> Outcome<Value> {
    filled(template, replacements, 0)
}

fn filled(template: &Value, replacements: &Dict, nesting: usize) -> Outcome<Value> {
    if nesting > MAX_NESTING {
        return Err(Fault::value_error("the template is nested too deeply"));
    }
    match template {
        Value::Dict(dict) => {
            let mut out = Dict::with_capacity(dict.len());
            for (key, value) in dict.iter() {
                let key = filled(key, replacements, nesting + 1)?;
                out.insert(key, filled(value, replacements, nesting + 1)?);
            }
            Ok(Value::dict(out))
        }
        Value::List(items) => {
            let items = items.iter().map(|item| filled(item, replacements, nesting + 1));
            items.collect::<Outcome<Vec<Value>>>().map(Value::list)
        }
        Value::Str(text) => match text.as_str().strip_prefix('$') {
            Some(rest) => replaced(template, rest, replacements),
            None => Ok(template.clone()),
        },
        other => Ok(other.clone()),
    }
}

/// The value for `name`, or a string with each `{name}` replaced.
fn replaced(template: &Value, rest: &str, replacements: &Dict) -> Outcome<Value> {
    if let Some(text) = interpolated(rest, replacements)? {
        return Ok(Value::string(text));
    }
    match replacements.get_str(rest) {
        Some(Value::Null) => Ok(template.clone()),
        Some(value) => Ok(value.clone()),
        None => Err(Fault::key_error(format!("the template needs a replacement for `{rest}`"))),
    }
}

/// The string with its `{…}` replaced; `None` if it has none.
fn interpolated(text: &str, replacements: &Dict) -> Outcome<Option<String>> {
    let mut out = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        let is_name = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_alphanumeric());
        out.push_str(before);
        if is_name {
            found = true;
            match replacements.get_str(name).unwrap_or(&Value::Null) {
                Value::Str(s) => out.push_str(s.as_str()),
                other => out.push_str(&repr::repr(other)?),
            }
            rest = after;
        } else {
            out.push('{');
            rest = &rest[before.len() + 1..];
        }
    }
    out.push_str(rest);
    Ok(found.then_some(out))
}
