//! Case, trimming, classes of characters.

use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::stdlib::arguments::{optional_text, text};

use super::is_space;

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::Str(s) = &args[0] else { return Ok(Value::Int(0)) };
    Ok(Value::Int(i64::try_from(s.chars()).unwrap_or(i64::MAX)))
}

fn to_upper(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::string(text(&args[0]).to_uppercase()))
}

fn to_lower(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::string(text(&args[0]).to_lowercase()))
}

/// What is stripped from an end: white space, or any of the given characters.
fn is_stripped(chars: Option<&str>) -> impl Fn(char) -> bool {
    move |c| chars.map_or_else(|| is_space(c), |chars| chars.contains(c))
}

fn trim(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_matches(is_stripped(optional_text(&args[1])))))
}

fn trim_left(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_start_matches(is_stripped(optional_text(&args[1])))))
}

fn trim_right(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_end_matches(is_stripped(optional_text(&args[1])))))
}

fn norm(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let trimmed = text(&args[0]).trim_matches(is_stripped(optional_text(&args[1])));
    Ok(if trimmed.is_empty() { Value::Null } else { Value::str(trimmed) })
}

fn is_empty(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let whole = text(&args[0]);
    let rest = if args[1].truth() {
        whole.trim_matches(is_stripped(optional_text(&args[2])))
    } else {
        whole
    };
    Ok(Value::bool(rest.is_empty()))
}

fn is_string(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Str(_))))
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const WHITESPACE: &str = " \t\n\r\u{b}\u{c}";

/// One entry a parameter; `None` for those that the language only names.
const CLASSES: [Option<&[&str]>; 12] = [
    Some(&[DIGITS]),
    Some(&[DIGITS, "abcdefABCDEF"]),
    Some(&[LOWER]),
    Some(&[UPPER]),
    Some(&[LOWER, UPPER]),
    None,
    Some(&["01234567"]),
    Some(&[PUNCTUATION]),
    Some(&[DIGITS, LOWER, UPPER, PUNCTUATION, WHITESPACE]),
    None,
    None,
    Some(&[WHITESPACE]),
];

fn characters(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut chosen: Vec<char> = Vec::new();
    for (_, class) in args.iter().zip(CLASSES).filter(|(wanted, _)| wanted.truth()) {
        let Some(parts) = class else {
            return Err(Fault::attribute_error(
                "that class depends on a locale and has no members",
            )
            .hint("there are `asciiLetters`, `asciiLowercase` and `asciiUppercase`"));
        };
        for c in parts.iter().flat_map(|part| part.chars()) {
            if !chosen.contains(&c) {
                chosen.push(c);
            }
        }
    }
    let one = |c: char| Value::string(c.to_string());
    Ok(Value::list(chosen.into_iter().map(one).collect()))
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row("both len(string: str)", "Its number of code points.", &[("len('añ')", "2")], len),
    row("method toUpper(string: str)", "In capitals.", &[("'aß'.toUpper()", "'ASS'")], to_upper),
    row(
        "method toLower(string: str)",
        "In small letters.",
        &[("'ÄB'.toLower()", "'äb'")],
        to_lower,
    ),
    row(
        "method trim(string: str, chars: str? = null)",
        "Without white space, or any of the characters, at both ends.",
        &[("' a '.trim()", "'a'"), ("'--a-'.trim('-')", "'a'")],
        trim,
    ),
    row(
        "method trimLeft(string: str, chars: str? = null)",
        "Without white space, or any of the characters, at the beginning.",
        &[("' a '.trimLeft()", "'a '")],
        trim_left,
    ),
    row(
        "method trimRight(string: str, chars: str? = null)",
        "Without white space, or any of the characters, at the end.",
        &[("' a '.trimRight()", "' a'")],
        trim_right,
    ),
    row(
        "both norm(string: str?, chars: str? = null)",
        "Trimmed; null if nothing is left.",
        &[("norm(' x ')", "'x'"), ("norm('  ')", "null")],
        norm,
    ),
    row(
        "both isEmpty(string: str?, trim: bool = true, chars: str? = null)",
        "Is nothing left after trimming? Null is empty.",
        &[("isEmpty(' ')", "true"), ("isEmpty(null)", "true"), ("'a'.isEmpty()", "false")],
        is_empty,
    ),
    row(
        "fn isString(arg: any)",
        "Is it a string?",
        &[("isString('1')", "true"), ("isString(1)", "false")],
        is_string,
    ),
    row(
        "fn characters(digits: bool? = false, hexdigits: bool? = false, asciiLowercase: bool? = false, asciiUppercase: bool? = false, asciiLetters: bool? = false, letters: bool? = false, octdigits: bool? = false, punctuation: bool? = false, printable: bool? = false, lowercase: bool? = false, uppercase: bool? = false, whitespace: bool? = false)",
        "The characters of the chosen classes of ASCII.",
        &[("characters(octdigits => true).len()", "8")],
        characters,
    ),
];
