//! Membership of keys, and `=~`.

use super::mismatch::mismatch;
use crate::runtime::value::Value;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::extended::regex;
use crate::runtime::value::fault::Outcome;

/// The result of a search among keys; a value that cannot be a key is an error instead of not
/// found.
pub(crate) fn found_or_key(found: bool, item: &Value) -> Outcome<bool> {
    if found { Ok(true) } else { check_key(item).map(|()| false) }
}

/// `string =~ pattern`: whether the pattern matches anywhere in the string.
pub(crate) fn matches(string: &Value, regex: &Value) -> Outcome<bool> {
    match (string, regex) {
        (Value::Str(text), Value::Str(source)) => {
            regex::cached(source.as_str())?.is_match(text.as_str())
        }
        (Value::Str(text), other) => match other.as_pattern() {
            Some(pattern) => pattern.is_match(text.as_str()),
            None => Err(mismatch("=~", string, regex)),
        },
        _ => Err(mismatch("=~", string, regex)),
    }
}
