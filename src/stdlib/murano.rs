//! Functions that MuranoPL adds to YAQL and that need no objects: templates, patches,
//! encodings, random names.

mod bind;
mod encode;
mod patch;

use std::sync::atomic::{AtomicU64, Ordering};

use self::encode::{decode, encode};
use super::arguments::{dict, items, text};
use super::strings::format::format;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::quota;

const BASE64_ENCODE: Builtin = Builtin {
    signature: "both base64encode(string: str)",
    doc: "Encodes a string in Base64.",
    examples: &[("base64encode('murano')", "'bXVyYW5v'")],
    run: base64_encode,
};

fn base64_encode(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::string(encode(text(&args[0]).as_bytes())))
}

const BASE64_DECODE: Builtin = Builtin {
    signature: "both base64decode(string: str)",
    doc: "Decodes a string from Base64.",
    examples: &[("base64decode('bXVyYW5v')", "'murano'")],
    run: base64_decode,
};

fn base64_decode(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let bytes = decode(text(&args[0]));
    Ok(Value::string(String::from_utf8_lossy(&bytes).into_owned()))
}

const BIND: Builtin = Builtin {
    signature: "both bind(template: any, replacements: dict)",
    doc: "Fills in a template: `$name` becomes the value, `$…{name}…` a string with the values in it.",
    examples: &[("{'a' => '$x', 'b' => '$v{x}'}.bind({'x' => 1})", "{'a' => 1, 'b' => 'v1'}")],
    run: bind_,
};

fn bind_(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    bind::bind(&args[0], dict(&args[1])?)
}

const PATCH: Builtin = Builtin {
    signature: "method patch(document: any, operations: any)",
    doc: "Applies one JSON Patch operation, or a list of them.",
    examples: &[
        ("{'a' => 1}.patch({'op' => 'add', 'path' => '/b', 'value' => 2})", "{'a' => 1, 'b' => 2}"),
        ("[1, 2].patch([{'op' => 'remove', 'path' => '/0'}])", "[2]"),
    ],
    run: patch_,
};

fn patch_(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match &args[1] {
        Value::List(operations) => patch::patch(&args[0], operations),
        one => patch::patch(&args[0], std::slice::from_ref(one)),
    }
}

const RANDOM_NAME: Builtin = Builtin {
    signature: "fn randomName()",
    doc: "Returns a unique name.",
    examples: &[("randomName() != randomName()", "true")],
    run: random_name,
};

/// Five random letters, then the time and a counter, so that names made one after another differ.
fn random_name(vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let letters = std::iter::repeat_with(fastrand::lowercase).take(5);
    let millis = u64::try_from(vm.runtime().clock.now() / 1000).unwrap_or(0);
    let counter = COUNTER.fetch_add(1, Ordering::Relaxed) % 1296;
    let name: String = letters.chain(base36(millis).chars()).collect();
    Ok(Value::string(format!("{name}{:0>2}", base36(counter))))
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.push(char::from_digit(u32::try_from(number % 36).unwrap_or(0), 36).unwrap_or('0'));
        number /= 36;
    }
    digits.into_iter().rev().collect()
}

const FORMAT: Builtin = Builtin {
    signature: "both format(template: str, *args: any, **kwargs: any)",
    doc: "Replaces `{}`, `{0}` and `{name}` with the arguments.",
    examples: &[
        ("'{0} and {x}'.format('a', x => 1)", "'a and 1'"),
        ("'{0:>5}|{1:08.3f}|{2!r}'.format(7, 2.5, 'x')", "\"    7|0002.500|'x'\""),
        ("'{0[key]:,}'.format({'key' => 1234567})", "'1,234,567'"),
    ],
    run: format_,
};

fn format_(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    format(text(&args[0]), items(&args[1]), dict(&args[2])?).map(Value::string)
}

const INTERPOLATE: Builtin = Builtin {
    signature: "fn interpolate(*pieces: any?)",
    doc: "Concatenates the pieces as text, as `\"…\\(expr)…\"` does in `.murano`: for classes in YAML.",
    examples: &[("interpolate('a', 1, [null])", "'a1[null]'")],
    run: interpolate,
};

/// Concatenates the pieces of a string, each as `print` writes it.
fn interpolate(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut text = String::new();
    for piece in items(&args[0]) {
        let piece = vm.display(piece)?;
        text.push_str(piece.as_str().unwrap_or_default());
        quota::check_bytes_of_text(vm.options(), text.len())?;
    }
    Ok(Value::string(text))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[BASE64_ENCODE, BASE64_DECODE, BIND, PATCH, RANDOM_NAME, INTERPOLATE, FORMAT];
