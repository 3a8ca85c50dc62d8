//! The fault of an operator that is not defined for its operands.

use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// `+` is not defined for a string and an integer.
#[must_use]
#[cold]
pub(crate) fn mismatch(operator: &str, a: &Value, b: &Value) -> Fault {
    let message = format!("`{operator}` is not defined for {} and {}", a.kind(), b.kind());
    Fault::no_matching_function(message).hint_if(remedy(operator, a, b))
}

/// `-` is not defined for a string.
#[cold]
pub(super) fn mismatch_one(operator: &str, a: &Value) -> Fault {
    Fault::no_matching_function(format!("`{operator}` is not defined for {}", a.kind()))
}

/// Views have no methods of sets.
pub(crate) fn refuse_view(set: &Value) -> Outcome<()> {
    if matches!(set, Value::Seq(_)) {
        return Err(Fault::attribute_error("a view of a dictionary has no methods of sets")
            .hint("`toSet()` makes it a set"));
    }
    Ok(())
}

fn remedy(operator: &str, a: &Value, b: &Value) -> Option<String> {
    let text = match (operator, a, b) {
        ("[]", Value::Seq(_), _) => {
            "a lazy sequence has no items to count yet: store it in a variable, or `.toList()` first"
        }
        ("[]", Value::Str(_), _) => "one character is `.substring(index, 1)`",
        ("[]", Value::Null, _) => "nothing was set here",
        (_, Value::Null, _) | (_, _, Value::Null) if operator != "in" => {
            "one side is null: `coalesce(…, default)` gives a default"
        }
        ("+", Value::Str(_), _) | ("+", _, Value::Str(_)) => {
            "turn the other side into a string with `str()`"
        }
        ("+", Value::List(_), _) => "to append one item, write `+ [item]`",
        ("in", _, Value::Dict(_)) => "to ask for a key, write `$d.containsKey(key)`",
        ("in", _, Value::Str(_)) => "in a string only another string can be looked for: `str()`",
        (_, Value::Bool(_), _) | (_, _, Value::Bool(_)) => {
            "booleans are no numbers: `int()` turns one into 0 or 1"
        }
        ("-", Value::List(_), _) | ("-", _, Value::List(_)) => {
            "lists have no difference; sets do: `toSet()`"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
