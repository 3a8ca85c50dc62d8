//! Joining and replacing.

use crate::runtime::fault::Outcome;
use crate::runtime::iterate;
use crate::runtime::native::{Builtin, row};
use crate::runtime::quota;
use crate::runtime::repr;
use crate::runtime::value::Value;
use crate::runtime::vm::Vm;
use crate::stdlib::arguments::{dict, int, items, text};

fn concat(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut all = String::new();
    for part in items(&args[0]) {
        all.push_str(text(part));
        quota::check_bytes_of_text(vm, all.len())?;
    }
    Ok(Value::string(all))
}

fn join(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    joined(vm, &args[0], text(&args[1]))
}

fn join_by(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    joined(vm, &args[1], text(&args[0]))
}

fn joined(vm: &mut Vm<'_>, sequence: &Value, separator: &str) -> Outcome<Value> {
    let mut source = iterate::iterate(vm, sequence)?;
    let mut all = String::new();
    let mut first = true;
    while let Some(item) = source.next(vm)? {
        if !first {
            all.push_str(separator);
        }
        first = false;
        match &item {
            Value::Str(s) => all.push_str(s.as_str()),
            other => all.push_str(&repr::text(other)?),
        }
        quota::check_bytes_of_text(vm, all.len())?;
    }
    Ok(Value::string(all))
}

fn replace(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    replaced(vm, text(&args[0]), text(&args[1]), text(&args[2]), int(&args[3])).map(Value::string)
}

fn replace_all(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut whole = text(&args[0]).to_owned();
    for (old, new) in dict(&args[1])?.iter() {
        whole = replaced(vm, &whole, &repr::text(old)?, &repr::text(new)?, int(&args[2]))?;
    }
    Ok(Value::string(whole))
}

/// The first `count` occurrences replaced, all of them if it is negative.
fn replaced(vm: &Vm<'_>, whole: &str, old: &str, new: &str, count: i64) -> Outcome<String> {
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    if new.len() > old.len() {
        let times = whole.matches(old).take(most).count();
        let growth = times.saturating_mul(new.len() - old.len());
        quota::check_bytes_of_text(vm, whole.len().saturating_add(growth))?;
    }
    Ok(whole.replacen(old, new, most))
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row(
        "fn concat(*args: str)",
        "The strings, one after another.",
        &[("concat('a', 'b')", "'ab'")],
        concat,
    ),
    row(
        "method join(sequence: iter, separator: str)",
        "The elements as text, with a separator between them.",
        &[("[1, 'b'].join('-')", "'1-b'")],
        join,
    ),
    row(
        "method join(separator: str, sequence: iter)",
        "The elements as text, with the receiver between them.",
        &[("', '.join(['a', 'b'])", "'a, b'")],
        join_by,
    ),
    row(
        "method replace(string: str, old: str, new: str, count: int = -1)",
        "With occurrences of one text replaced by another.",
        &[("'a-b-c'.replace('-', '+')", "'a+b+c'"), ("'a-b-c'.replace('-', '', 1)", "'ab-c'")],
        replace,
    ),
    row(
        "method replace(string: str, replacements: dict, count: int = -1)",
        "With each key replaced by its value, one key after another.",
        &[("'x=1'.replace({'x' => 'y', 1 => 2})", "'y=2'")],
        replace_all,
    ),
];
