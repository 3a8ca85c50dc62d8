//! Regular expressions: `matches` searches, and positions are code points.

mod template;
mod walk;

use std::rc::Rc;

use self::template::Template;
use self::walk::{Matches, RegexMatch};
use super::arguments::{given, pattern, sized, take, text};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::extended::regex::{Flags, Pattern, cached};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Seq, fresh_list};

const REGEX: Builtin = Builtin {
    signature: "fn regex(pattern: str, ignoreCase: bool? = false, multiLine: bool? = false, dotAll: bool? = false)",
    doc: "Compiles a regular expression in Python's syntax.",
    examples: &[("regex('[0-9]+').search('ab12')", "'12'")],
    run: regex,
};

fn regex(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let flags = Flags {
        ignore_case: args[1].truth(),
        multi_line: args[2].truth(),
        dot_all: args[3].truth(),
    };
    let source = text(&args[0]);
    let pattern =
        if flags == Flags::default() { cached(source)? } else { Pattern::new(source, flags)? };
    if is_ascii(source) {
        return Err(Fault::value_error(
            "a compiled regular expression cannot have the flag `(?a)`",
        ));
    }
    Ok(Value::extended(Extended::Regex(pattern)))
}

/// Whether the pattern begins with the flag for ASCII letters.
fn is_ascii(source: &str) -> bool {
    let mut rest = source;
    while let Some((letters, after)) = rest.strip_prefix("(?").and_then(|s| s.split_once(')')) {
        if letters.is_empty() || !letters.bytes().all(|b| b"aimsux".contains(&b)) {
            return false;
        }
        if letters.contains('a') {
            return true;
        }
        rest = after;
    }
    false
}

const IS_REGEX: Builtin = Builtin {
    signature: "fn isRegex(value: any)",
    doc: "Returns whether the value is a regular expression.",
    examples: &[("isRegex('a+')", "false")],
    run: is_regex,
};

fn is_regex(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(args[0].as_pattern().is_some()))
}

const MATCHES_OPERATOR: Builtin = Builtin {
    signature: "fn #operator_=~(string: any, pattern: any)",
    doc: "Returns whether the pattern matches anywhere in the string.",
    examples: &[("'harbour' =~ 'b.u'", "true")],
    run: matches,
};

const MATCHES: Builtin = Builtin {
    signature: "method matches(string: str, regexp: str)",
    doc: "Returns whether the pattern matches anywhere in the string.",
    examples: &[("'ab'.matches('b$')", "true")],
    run: matches,
};

fn matches(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::matches(vm, &args[0], &args[1]).map(Value::bool)
}

const MATCHES_NOT: Builtin = Builtin {
    signature: "fn #operator_!~(string: any, pattern: any)",
    doc: "Returns whether the pattern matches nowhere in the string.",
    examples: &[("'harbour' !~ '^b'", "true")],
    run: matches_not,
};

fn matches_not(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::matches(vm, &args[0], &args[1]).map(|found| Value::bool(!found))
}

const REGEX_MATCHES: Builtin = Builtin {
    signature: "method matches(regexp: regex, string: str)",
    doc: "Returns whether the regular expression matches anywhere in the string.",
    examples: &[("regex('^a').matches('ab')", "true")],
    run: regex_matches,
};

fn regex_matches(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    pattern(&args[0])?.is_match(text(&args[1])).map(Value::bool)
}

const SEARCH: Builtin = Builtin {
    signature: "method search(regexp: regex, string: str, selector: lambda = none)",
    doc: "Returns the text of the first match, or the selector's result: `$` is the match with `value`, `start` and `end`, `$2` its first group.",
    examples: &[
        ("regex('b(.)').search('abc', $2.value)", "'c'"),
        ("regex('x').search('abc')", "null"),
    ],
    run: search,
};

fn search(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut matches = Matches::new(pattern(&args[0])?.clone(), &args[1]);
    match matches.next()? {
        None => Ok(Value::Null),
        Some(found) => selected(vm, &found, matches.pattern(), given(&args[2])),
    }
}

const SEARCH_ALL: Builtin = Builtin {
    signature: "method searchAll(regexp: regex, string: str, selector: lambda = none)",
    doc: "Returns the texts of all matches, or the selector's result for each.",
    examples: &[("regex('[0-9]').searchAll('a1b2')", "['1', '2']")],
    run: search_all,
};

fn search_all(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut matches = Matches::new(pattern(&args[0])?.clone(), &args[1]);
    let selector = take(&mut args[2]);
    Seq::lazy(0, move |vm| match matches.next()? {
        None => Ok(None),
        Some(found) => selected(vm, &found, matches.pattern(), given(&selector)).map(Some),
    })
}

/// The text of a match, or the selector's result for it: `$` is the whole match, `$2`, … its
/// groups.
fn selected(
    vm: &mut Vm<'_>,
    found: &RegexMatch,
    pattern: &Pattern,
    selector: Option<&Value>,
) -> Outcome<Value> {
    match selector {
        None => Ok(found.group(0)),
        Some(selector) => {
            refuse_named_groups(pattern, found)?;
            vm.call(selector, &found.records())
        }
    }
}

/// Refuses named groups together with a selector, as the reference implementation does; the
/// kind of fault depends on what they matched.
fn refuse_named_groups(pattern: &Pattern, found: &RegexMatch) -> Outcome<()> {
    let message = "a selector cannot be used with a pattern that has named groups";
    let hint = "use numbered groups: `$2` is the first";
    for (number, _) in pattern.group_names() {
        let value = found.group(number);
        let fault = match value.as_str().map(|text| text.chars().collect::<Vec<char>>()).as_deref()
        {
            None => Fault::type_error(message),
            Some([_, second]) if pattern.group(&second.to_string()).is_some() => continue,
            Some([_, _]) => Fault::index_error(message),
            Some(_) => Fault::value_error(message),
        };
        return Err(fault.hint(hint));
    }
    Ok(())
}

const SPLIT: Builtin = Builtin {
    signature: "method split(regexp: regex, string: str, maxSplit: int = 0)",
    doc: "Splits the string at the matches; the texts of groups are included.",
    examples: &[("regex(', *').split('a, b,c')", "['a', 'b', 'c']")],
    run: split,
};

fn split(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    split_with(vm, pattern(&args[0])?, &args[1], sized(&args[2])?)
}

const STRING_SPLIT: Builtin = Builtin {
    signature: "method split(string: str, regexp: regex, maxSplit: int = 0)",
    doc: "Splits the string at the matches; the texts of groups are included.",
    examples: &[("'a1b2c'.split(regex('[0-9]'), 1)", "['a', 'b2c']")],
    run: string_split,
};

fn string_split(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    split_with(vm, pattern(&args[1])?, &args[0], sized(&args[2])?)
}

fn split_with(vm: &Vm<'_>, pattern: &Pattern, string: &Value, most: i64) -> Outcome<Value> {
    let whole = text(string);
    let mut matches = Matches::new(pattern.clone(), string);
    let (mut parts, mut from) = (Vec::new(), 0);
    for _ in 0..times(most) {
        let Some(found) = matches.next()? else { break };
        let (start, end) = found.bytes();
        parts.push(Value::str(&whole[from..start]));
        parts.extend((1..=pattern.groups()).map(|group| found.group(group)));
        quota::check_items(vm.options(), parts.len())?;
        from = end;
    }
    parts.push(Value::str(&whole[from..]));
    Ok(fresh_list(vm.options(), parts))
}

const REPLACE: Builtin = Builtin {
    signature: "method replace(regexp: regex, string: str, repl: str, count: int = 0)",
    doc: "Replaces the matches in the string; `\\\\1` is the first group.",
    examples: &[("regex('(.)=(.)').replace('a=b', '\\\\2=\\\\1')", "'b=a'")],
    run: replace,
};

fn replace(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    replace_with(vm, pattern(&args[0])?, &args[1], text(&args[2]), sized(&args[3])?)
}

const STRING_REPLACE: Builtin = Builtin {
    signature: "method replace(string: str, regexp: regex, repl: str, count: int = 0)",
    doc: "Replaces the matches in the string; `\\\\1` is the first group.",
    examples: &[("'a1b2'.replace(regex('[0-9]'), '#')", "'a#b#'")],
    run: string_replace,
};

fn string_replace(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    replace_with(vm, pattern(&args[1])?, &args[0], text(&args[2]), sized(&args[3])?)
}

fn replace_with(
    vm: &mut Vm<'_>,
    pattern: &Pattern,
    string: &Value,
    template: &str,
    most: i64,
) -> Outcome<Value> {
    let template = Template::new(template, pattern)?;
    substitute(vm, pattern, string, most, |_, found, out| {
        template.expand(found, out);
        Ok(())
    })
}

const REPLACE_BY: Builtin = Builtin {
    signature: "method replaceBy(regexp: regex, string: str, repl: lambda, count: int = 0)",
    doc: "Replaces each match in the string by the callback's result.",
    examples: &[("regex('[a-z]').replaceBy('ab', $.value.toUpper())", "'AB'")],
    run: replace_by,
};

fn replace_by(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    replace_by_calls(vm, pattern(&args[0])?, &args[1], &args[2], sized(&args[3])?)
}

const STRING_REPLACE_BY: Builtin = Builtin {
    signature: "method replaceBy(string: str, regexp: regex, repl: lambda, count: int = 0)",
    doc: "Replaces each match in the string by the callback's result.",
    examples: &[("'ab'.replaceBy(regex('b'), str($.start))", "'a1'")],
    run: string_replace_by,
};

fn string_replace_by(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    replace_by_calls(vm, pattern(&args[1])?, &args[0], &args[2], sized(&args[3])?)
}

fn replace_by_calls(
    vm: &mut Vm<'_>,
    pattern: &Pattern,
    string: &Value,
    callee: &Value,
    most: i64,
) -> Outcome<Value> {
    substitute(vm, pattern, string, most, |vm, found, out| {
        refuse_named_groups(pattern, found)?;
        let new = vm.call(callee, &found.records())?;
        // In the reference implementation null is the empty string here.
        if new.is_null() {
            return Ok(());
        }
        let Some(new) = new.as_str() else {
            let kind = new.kind();
            return Err(Fault::type_error(format!(
                "the replacement must be a string, found {kind}"
            ))
            .hint("convert it to a string with `str()`"));
        };
        out.push_str(new);
        Ok(())
    })
}

/// Replaces up to `most` matches (0: all) by the text that a function writes.
fn substitute(
    vm: &mut Vm<'_>,
    pattern: &Pattern,
    string: &Value,
    most: i64,
    mut write: impl FnMut(&mut Vm<'_>, &RegexMatch, &mut String) -> Outcome<()>,
) -> Outcome<Value> {
    let whole = text(string);
    let mut matches = Matches::new(pattern.clone(), string);
    let (mut out, mut from) = (String::new(), 0);
    for _ in 0..times(most) {
        let Some(found) = matches.next()? else { break };
        let (start, end) = found.bytes();
        out.push_str(&whole[from..start]);
        write(vm, &found, &mut out)?;
        quota::check_bytes_of_text(vm.options(), out.len())?;
        from = end;
    }
    out.push_str(&whole[from..]);
    Ok(Value::string(out))
}

/// The limit on replacements: 0 is unlimited, and a negative number is zero.
fn times(most: i64) -> usize {
    if most == 0 { usize::MAX } else { usize::try_from(most).unwrap_or(0) }
}

const ESCAPE: Builtin = Builtin {
    signature: "fn escapeRegex(string: str)",
    doc: "Escapes a string, so that as a pattern it matches exactly itself.",
    examples: &[("'a.b' =~ escapeRegex('a.b')", "true")],
    run: escape,
};

fn escape(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    const SPECIAL: &str = "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}";
    let mut out = String::new();
    for c in text(&args[0]).chars() {
        if SPECIAL.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(Value::Str(Rc::new(out.into())))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    REGEX,
    IS_REGEX,
    MATCHES_OPERATOR,
    MATCHES_NOT,
    REGEX_MATCHES,
    MATCHES,
    SEARCH,
    SEARCH_ALL,
    SPLIT,
    STRING_SPLIT,
    REPLACE,
    STRING_REPLACE,
    REPLACE_BY,
    STRING_REPLACE_BY,
    ESCAPE,
];
