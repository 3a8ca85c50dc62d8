//! The fault of an operator that is not defined for its operands.

use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// `+` is not defined for a string and an integer.
#[must_use]
#[cold]
pub(crate) fn mismatch(operator: &str, a: &Value, b: &Value) -> Fault {
    let message = match operator {
        "[]" if is_number(b) => format!("{} has no items", a.kind()),
        _ => format!("`{operator}` is not defined for {} and {}", a.kind(), b.kind()),
    };
    Fault::no_matching_function(message).hint_if(remedy(operator, a, b))
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Big(_) | Value::Float(_))
}

/// `-` is not defined for a string.
#[cold]
pub(super) fn mismatch_one(operator: &str, a: &Value) -> Fault {
    Fault::no_matching_function(format!("`{operator}` is not defined for {}", a.kind()))
}

/// Fails for a dictionary view, which has no set methods in the reference implementation.
pub(crate) fn refuse_view(set: &Value) -> Outcome<()> {
    if matches!(set, Value::Seq(_)) {
        return Err(Fault::attribute_error("a dictionary view has no set methods")
            .hint("`toSet()` converts it to a set"));
    }
    Ok(())
}

fn remedy(operator: &str, a: &Value, b: &Value) -> Option<String> {
    // Common mistakes by operator and kinds of operands. The first row that fits wins, so rows
    // for one kind of operand come before the more general ones.
    let text = match (operator, a, b) {
        ("[]", Value::Seq(_), _) => {
            "a lazy sequence has no items to count yet: store it in a variable, or `.toList()` first"
        }
        ("[]", Value::Str(_), _) => "one character is `.substring(index, 1)`",
        ("[]", Value::Null, _) => "the value is null: nothing was set here",
        (_, Value::Null, _) | (_, _, Value::Null) if operator != "in" => {
            "one side is null: `coalesce(…, default)` gives a default"
        }
        ("+", Value::Str(_), _) | ("+", _, Value::Str(_)) => {
            "convert the other side to a string with `str()`, or the string to a number with `int()`"
        }
        ("-" | "/" | "mod" | "<" | ">" | "<=" | ">=", Value::Str(_), other)
        | ("-" | "/" | "mod" | "<" | ">" | "<=" | ">=", other, Value::Str(_))
            if is_number(other) =>
        {
            "convert the string to a number with `int()` or `float()`"
        }
        ("+", Value::List(_), _) => "to append one item, write `+ [item]`",
        ("in", _, Value::Dict(_)) => "to ask for a key, write `$d.containsKey(key)`",
        ("in", _, Value::Str(_)) => {
            "only a string can be searched for in a string: convert it with `str()`"
        }
        (_, Value::Bool(_), _) | (_, _, Value::Bool(_)) => {
            "booleans are not numbers: `int()` converts one to 0 or 1"
        }
        ("-", Value::List(_), _) | ("-", _, Value::List(_)) => {
            "lists have no difference; sets do: `toSet()`"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
