//! Case, trimming, character classes.

use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::stdlib::arguments::{optional_text, text};

const LEN: Builtin = Builtin {
    signature: "both len(string: str)",
    doc: "Returns the number of code points.",
    examples: &[("len('añ')", "2")],
    run: len,
};

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::Str(s) = &args[0] else { return Ok(Value::Int(0)) };
    Ok(Value::Int(i64::try_from(s.chars()).unwrap_or(i64::MAX)))
}

const TO_UPPER: Builtin = Builtin {
    signature: "method toUpper(string: str)",
    doc: "Converts a string to upper case.",
    examples: &[("'aß'.toUpper()", "'ASS'")],
    run: to_upper,
};

fn to_upper(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::string(text(&args[0]).to_uppercase()))
}

const TO_LOWER: Builtin = Builtin {
    signature: "method toLower(string: str)",
    doc: "Converts a string to lower case.",
    examples: &[("'ÄB'.toLower()", "'äb'")],
    run: to_lower,
};

fn to_lower(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::string(text(&args[0]).to_lowercase()))
}

/// A predicate for characters to strip: white space, or any of the given characters.
fn is_stripped(chars: Option<&str>) -> impl Fn(char) -> bool {
    move |c| chars.map_or_else(|| is_space(c), |chars| chars.contains(c))
}

const TRIM: Builtin = Builtin {
    signature: "method trim(string: str, chars: str? = null)",
    doc: "Removes white space, or any of the given characters, from both ends.",
    examples: &[("' a '.trim()", "'a'"), ("'--a-'.trim('-')", "'a'")],
    run: trim,
};

fn trim(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_matches(is_stripped(optional_text(&args[1])))))
}

const TRIM_LEFT: Builtin = Builtin {
    signature: "method trimLeft(string: str, chars: str? = null)",
    doc: "Removes white space, or any of the given characters, from the beginning.",
    examples: &[("' a '.trimLeft()", "'a '")],
    run: trim_left,
};

fn trim_left(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_start_matches(is_stripped(optional_text(&args[1])))))
}

const TRIM_RIGHT: Builtin = Builtin {
    signature: "method trimRight(string: str, chars: str? = null)",
    doc: "Removes white space, or any of the given characters, from the end.",
    examples: &[("' a '.trimRight()", "' a'")],
    run: trim_right,
};

fn trim_right(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::str(text(&args[0]).trim_end_matches(is_stripped(optional_text(&args[1])))))
}

const NORM: Builtin = Builtin {
    signature: "both norm(string: str?, chars: str? = null)",
    doc: "Trims a string; returns null if nothing is left.",
    examples: &[("norm(' x ')", "'x'"), ("norm('  ')", "null")],
    run: norm,
};

fn norm(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let trimmed = text(&args[0]).trim_matches(is_stripped(optional_text(&args[1])));
    Ok(if trimmed.is_empty() { Value::Null } else { Value::str(trimmed) })
}

const IS_EMPTY: Builtin = Builtin {
    signature: "both isEmpty(string: str?, trim: bool = true, chars: str? = null)",
    doc: "Returns whether the string is null, or empty after trimming.",
    examples: &[("isEmpty(' ')", "true"), ("isEmpty(null)", "true"), ("'a'.isEmpty()", "false")],
    run: is_empty,
};

fn is_empty(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let whole = text(&args[0]);
    let rest = if args[1].truth() {
        whole.trim_matches(is_stripped(optional_text(&args[2])))
    } else {
        whole
    };
    Ok(Value::bool(rest.is_empty()))
}

const IS_STRING: Builtin = Builtin {
    signature: "fn isString(arg: any)",
    doc: "Returns whether the value is a string.",
    examples: &[("isString('1')", "true"), ("isString(1)", "false")],
    run: is_string,
};

fn is_string(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Str(_))))
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const WHITESPACE: &str = " \t\n\r\u{b}\u{c}";

/// One entry for each parameter; `None` for those that exist only as a name.
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

const CHARACTERS: Builtin = Builtin {
    signature: "fn characters(digits: bool? = false, hexdigits: bool? = false, asciiLowercase: bool? = false, asciiUppercase: bool? = false, asciiLetters: bool? = false, letters: bool? = false, octdigits: bool? = false, punctuation: bool? = false, printable: bool? = false, lowercase: bool? = false, uppercase: bool? = false, whitespace: bool? = false)",
    doc: "Returns the characters of the chosen ASCII classes.",
    examples: &[("characters(octdigits => true).len()", "8")],
    run: characters,
};

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

/// White space as in Python: Unicode's, and the four separators of ASCII.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[LEN, TO_UPPER, TO_LOWER, TRIM, TRIM_LEFT, TRIM_RIGHT, NORM, IS_EMPTY, IS_STRING, CHARACTERS];
