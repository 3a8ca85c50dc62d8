//! Concatenation and replacement.

use crate::runtime::machine::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::memory;
use crate::runtime::value::quota;
use crate::runtime::value::repr;
use crate::runtime::value::seq::list_items;
use crate::runtime::value::text::push_piece;
use crate::stdlib::arguments::{dict, items, sized, text};

use super::occurrences::Occurrences;

/// Up to this many strings are joined without computing the length first.
const FEW: usize = 8;

const CONCAT: Builtin = Builtin {
    signature: "fn concat(*args: str)",
    doc: "Concatenates the strings.",
    examples: &[("concat('a', 'b')", "'ab'")],
    run: concat,
};

fn concat(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut all = vm.buffer();
    for part in items(&args[0]) {
        all.push_str(text(part));
        quota::check_bytes_of_text(vm.options(), all.len())?;
    }
    memory::count(all.len())?;
    Ok(vm.built(all))
}

const JOIN: Builtin = Builtin {
    signature: "method join(sequence: iter, separator: str)",
    doc: "Concatenates the elements as text, with a separator between them.",
    examples: &[("[1, 'b'].join('-')", "'1-b'")],
    run: join,
};

fn join(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    joined(vm, &args[0], text(&args[1]))
}

const JOIN_BY: Builtin = Builtin {
    signature: "method join(separator: str, sequence: iter)",
    doc: "Concatenates the elements as text, with the receiver between them.",
    examples: &[("', '.join(['a', 'b'])", "'a, b'")],
    run: join_by,
};

fn join_by(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    joined(vm, &args[1], text(&args[0]))
}

fn joined(vm: &mut Vm<'_>, sequence: &Value, separator: &str) -> Outcome<Value> {
    if let Some(items) = list_items(sequence) {
        iterate::check_size(vm, sequence)?;
        return joined_list(vm, items, separator);
    }
    let mut source = iterate::iterate(vm, sequence)?;
    let mut all = String::new();
    let mut first = true;
    while let Some(item) = source.next(vm)? {
        if !first {
            all.push_str(separator);
        }
        first = false;
        repr::push_text(&mut all, &item)?;
        quota::check_bytes_of_text(vm.options(), all.len())?;
    }
    memory::count(all.len())?;
    Ok(Value::string(all))
}

/// Joins the elements of a list.
fn joined_list(vm: &mut Vm<'_>, items: &[Value], separator: &str) -> Outcome<Value> {
    let mut all = vm.buffer();
    if items.len() > FEW {
        let length = length_of_strings(items, separator);
        quota::check_bytes_of_text(vm.options(), length)?;
        all.reserve(length);
    }
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            push_piece(&mut all, separator);
        }
        repr::push_text(&mut all, item)?;
        quota::check_bytes_of_text(vm.options(), all.len())?;
    }
    memory::count(all.len())?;
    Ok(vm.built(all))
}

/// The least length of the joined string: that of the strings among the elements.
fn length_of_strings(items: &[Value], separator: &str) -> usize {
    let texts: usize = items.iter().map(|item| item.as_str().map_or(1, str::len)).sum();
    texts.saturating_add(separator.len().saturating_mul(items.len() - 1))
}

const REPLACE: Builtin = Builtin {
    signature: "method replace(string: str, old: str, new: str, count: int = -1)",
    doc: "Replaces occurrences of a string by another.",
    examples: &[
        ("'a-b-c'.replace('-', '+')", "'a+b+c'"),
        ("'a-b-c'.replace('-', '', 1)", "'ab-c'"),
    ],
    run: replace,
};

fn replace(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut out = vm.buffer();
    let most = usize::try_from(sized(&args[3])?).unwrap_or(usize::MAX);
    let whole = text(&args[0]);
    match replaced(vm, &mut out, whole, text(&args[1]), text(&args[2]), most)? {
        true => Ok(vm.built(out)),
        false => Ok(args[0].clone()),
    }
}

const REPLACE_ALL: Builtin = Builtin {
    signature: "method replace(string: str, replacements: dict, count: int = -1)",
    doc: "Replaces each key of a dictionary by its value, one key after another.",
    examples: &[("'x=1'.replace({'x' => 'y', 1 => 2})", "'y=2'")],
    run: replace_all,
};

fn replace_all(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut whole, mut out) = (text(&args[0]).to_owned(), String::new());
    for (old, new) in dict(&args[1])?.iter() {
        let (old, new) = (repr::text(old)?, repr::text(new)?);
        let most = usize::try_from(sized(&args[2])?).unwrap_or(usize::MAX);
        if replaced(vm, &mut out, &whole, &old, &new, most)? {
            std::mem::swap(&mut whole, &mut out);
            out.clear();
        }
    }
    Ok(Value::string(whole))
}

/// Appends a string with up to a number of occurrences replaced; `false` if there are none, and
/// then nothing is appended.
fn replaced(
    vm: &Vm<'_>,
    out: &mut String,
    whole: &str,
    old: &str,
    new: &str,
    most: usize,
) -> Outcome<bool> {
    let mut end = 0;
    let mut any = false;
    for at in Occurrences::of(whole, old).take(most) {
        out.push_str(&whole[end..at]);
        out.push_str(new);
        quota::check_bytes_of_text(vm.options(), out.len())?;
        end = at + old.len();
        any = true;
    }
    if any {
        out.push_str(&whole[end..]);
        quota::check_bytes_of_text(vm.options(), out.len())?;
    }
    Ok(any)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[CONCAT, JOIN, JOIN_BY, REPLACE, REPLACE_ALL];
