//! Splitting of strings.

use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::fresh_list;
use crate::stdlib::arguments::{optional_text, sized, text};

use super::case::is_space;
use super::occurrences::Occurrences;

const SPLIT: Builtin = Builtin {
    signature: "method split(string: str, separator: str? = null, maxSplits: int = -1)",
    doc: "Splits the string at a separator, or at runs of white space.",
    examples: &[("'a,b,,c'.split(',')", "['a', 'b', '', 'c']"), ("' a  b '.split()", "['a', 'b']")],
    run: split,
};

fn split(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (whole, cuts) = (text(&args[0]), cuts(&args[2])?);
    let parts: Vec<Value> = match optional_text(&args[1]) {
        Some("") => return Err(no_separator()),
        Some(separator) => between(whole, separator, cuts),
        None => words(whole, cuts).into_iter().map(Value::str).collect(),
    };
    Ok(fresh_list(vm.options(), parts))
}

/// The parts before the first `cuts` occurrences of a separator, and the rest.
fn between(whole: &str, separator: &str, cuts: usize) -> Vec<Value> {
    let mut parts = Vec::with_capacity(4);
    let mut from = 0;
    for at in Occurrences::of(whole, separator).take(cuts) {
        parts.push(Value::str(&whole[from..at]));
        from = at + separator.len();
    }
    parts.push(Value::str(&whole[from..]));
    parts
}

const RIGHT_SPLIT: Builtin = Builtin {
    signature: "method rightSplit(string: str, separator: str? = null, maxSplits: int = -1)",
    doc: "Splits the string at a separator, counting splits from the end.",
    examples: &[("'a.b.c'.rightSplit('.', 1)", "['a.b', 'c']")],
    run: right_split,
};

fn right_split(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (whole, cuts) = (text(&args[0]), cuts(&args[2])?);
    let mut parts: Vec<&str> = match optional_text(&args[1]) {
        Some("") => return Err(no_separator()),
        Some(separator) => whole.rsplitn(cuts.saturating_add(1), separator).collect(),
        None => words_from_right(whole, cuts),
    };
    parts.reverse();
    Ok(fresh_list(vm.options(), parts.into_iter().map(Value::str).collect()))
}

fn cuts(value: &Value) -> Outcome<usize> {
    Ok(usize::try_from(sized(value)?).unwrap_or(usize::MAX))
}

fn no_separator() -> Fault {
    Fault::value_error("the separator is empty").hint("`toCharArray()` gives the characters")
}

/// Splits at runs of white space; the rest after the last cut keeps its own.
fn words(whole: &str, cuts: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = whole.trim_start_matches(is_space);
    while !rest.is_empty() {
        if parts.len() == cuts {
            parts.push(rest);
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// Like [`words`] from the end; the parts are in the order of the string.
fn words_from_right(whole: &str, cuts: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = whole.trim_end_matches(is_space);
    while !rest.is_empty() {
        if parts.len() == cuts {
            parts.push(rest);
            break;
        }
        let word = rest.rsplit(is_space).next().unwrap_or(rest);
        parts.push(word);
        rest = rest[..rest.len() - word.len()].trim_end_matches(is_space);
    }
    parts
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[SPLIT, RIGHT_SPLIT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_separates_words() {
        assert_eq!(words(" a  b  c ", 1), ["a", "b  c "]);
        assert_eq!(words(" a  b ", usize::MAX), ["a", "b"]);
        assert_eq!(words_from_right(" a  b  c ", 1), ["c", " a  b"]);
        assert!(words("  ", 3).is_empty());
    }
}
