//! The header of an object in a model, under its key `?`.

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

/// A string of the header: the `id`, the `type`.
pub(super) fn header_text(object: &Dict, key: &str) -> Option<String> {
    match object.get_str("?")? {
        Value::Dict(header) => header.get_str(key)?.as_str().map(str::to_owned),
        _ => None,
    }
}
