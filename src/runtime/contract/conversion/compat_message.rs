//! Messages of contract violations in the words of the reference implementation, for programs
//! that catch and compare them: `[Class.property['key'][0]] Value 'x' violates int() contract`.
//! Reports show our own (see docs/language/contracts.md#violations).

use super::Conversion;
use super::path::Path;
use crate::runtime::contract::target::ContractTarget;
use crate::runtime::value::Value;
use crate::runtime::value::repr;

/// Puts the path of the value before a reason; a test of a bare value has none.
pub(super) fn placed(reason: &str, context: Conversion<'_>, path: &Path<'_>) -> String {
    let mut inner = String::new();
    steps(path, &mut inner);
    match context.place {
        ContractTarget::Property(declaration) => {
            format!("[{}.{}{inner}] {reason}", declaration.class_name, declaration.name)
        }
        ContractTarget::Argument(method, name, _) => {
            format!("[{}::{}({name}{inner})] {reason}", method.class_name, method.name)
        }
        ContractTarget::Result(method, _) => {
            format!("[{}::{}{inner}] {reason}", method.class_name, method.name)
        }
        ContractTarget::Value => reason.to_owned(),
    }
}

fn steps(path: &Path<'_>, out: &mut String) {
    match path {
        Path::Root => {}
        Path::Item(outer, n) => {
            steps(outer, out);
            *out += &format!("[{n}]");
        }
        Path::Key(outer, key) => {
            steps(outer, out);
            *out += &format!("[{}]", scalar(key));
        }
    }
}

/// A value as such messages show it: only strings are quoted.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::Null | Value::Missing => "None".into(),
        Value::Bool(b) => if b.get() { "True" } else { "False" }.into(),
        Value::Str(text) => format!("'{}'", text.as_str()),
        other => repr::text(other).unwrap_or_default(),
    }
}

/// The same, without quotes.
pub(super) fn bare(value: &Value) -> String {
    match value {
        Value::Str(text) => text.as_str().to_owned(),
        other => scalar(other),
    }
}

/// "Value 'x' violates int() contract".
pub(super) fn violates(value: &Value, contract: &str, context: Conversion<'_>) -> String {
    // A base class's contract only validates, and its violation has no message.
    if context.strict {
        return String::new();
    }
    format!("Value {} violates {contract}() contract", scalar(value))
}

/// "Array length 5 is not within [1..4] range".
pub(super) fn length(length: usize, min: usize, max: Option<usize>) -> String {
    match max {
        Some(max) => format!("Array length {length} is not within [{min}..{max}] range"),
        None => format!("Array length {length} must not be less than {min}"),
    }
}

/// "Object "x" is not found in object store".
pub(crate) fn no_object(id: &str) -> String {
    format!("Object \"{id}\" is not found in object store")
}
