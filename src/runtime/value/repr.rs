//! Values as text (see docs/language/yaql.md#text-of-values): null and booleans at the top as
//! programs write them, inside containers as Python does.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::runtime::recursion::REPR_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::show;
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Seq, SequenceKind};
use crate::runtime::value::text::{push_int, push_piece};

/// `str(value)`.
pub(crate) fn text(value: &Value) -> Outcome<String> {
    match value {
        Value::Str(s) => Ok(s.as_str().to_owned()),
        Value::Null => Ok("null".to_owned()),
        Value::Bool(b) => Ok(b.get().to_string()),
        Value::Int(i) => Ok(i.to_string()),
        Value::Extended(other) => match &**other {
            Extended::DateTime(moment) => Ok(moment.checked()?.text()),
            Extended::TimeSpan(span) => Ok(span.text()),
            Extended::Exception(fault) => Ok(format!("{}: {}", fault.name(), fault.text())),
            Extended::Mirror(mirror) => match mirror.text() {
                Some(text) => Ok(text.to_string()),
                None => repr(value),
            },
            Extended::Regex(_)
            | Extended::Context(_)
            | Extended::Rule(..)
            | Extended::Part(..)
            | Extended::Left(..)
            | Extended::Passed => repr(value),
        },
        _ => repr(value),
    }
}

/// `str(value)` as a value; a string is itself.
pub(crate) fn text_value(value: &Value) -> Outcome<Value> {
    match value {
        Value::Str(s) => Ok(Value::Str(Rc::clone(s))),
        Value::Int(i) => Ok(Value::str(itoa::Buffer::new().format(*i))),
        other => text(other).map(Value::string),
    }
}

/// Appends `str(value)`.
pub(crate) fn push_text(out: &mut String, value: &Value) -> Outcome<()> {
    match value {
        Value::Str(s) => push_piece(out, s.as_str()),
        Value::Int(i) => push_int(out, *i),
        other => out.push_str(&text(other)?),
    }
    Ok(())
}

/// A value as it is written inside a container.
pub(crate) fn repr(value: &Value) -> Outcome<String> {
    let mut out = String::new();
    write(&mut out, value, 0)?;
    Ok(out)
}

fn write(out: &mut String, value: &Value, nesting: usize) -> Outcome<()> {
    if nesting > REPR_LEVELS {
        return Err(Fault::value_error("the value is nested too deeply to be written"));
    }
    // The length is limited too: nested lists that share their items are written in full, and
    // forty levels of pairs would be terabytes.
    quota::check_written(out.len())?;
    match value {
        Value::Null | Value::Missing => out.push_str("None"),
        Value::Bool(b) => out.push_str(if b.get() { "True" } else { "False" }),
        Value::Int(i) => drop(write!(out, "{i}")),
        Value::Float(f) => out.push_str(&show::float(f.get())),
        Value::Big(b) => out.push_str(&show::big(b)?),
        Value::Str(s) => quote(out, s.as_str()),
        Value::List(items) => {
            out.push('(');
            list(out, items.iter(), nesting)?;
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Value::Dict(dict) => {
            out.push('{');
            for (i, (key, value)) in dict.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write(out, key, nesting + 1)?;
                out.push_str(": ");
                write(out, value, nesting + 1)?;
            }
            out.push('}');
        }
        Value::Set(set) if set.is_empty() => out.push_str("frozenset()"),
        Value::Set(set) => {
            out.push_str("frozenset({");
            list(out, set.iter(), nesting)?;
            out.push_str("})");
        }
        Value::Seq(seq) => match seq.kind() {
            SequenceKind::List(items) => {
                out.push('[');
                list(out, items.iter(), nesting)?;
                out.push(']');
            }
            SequenceKind::Keys(dict) => view(out, "keys", dict, seq, nesting)?,
            SequenceKind::Items(dict) => view(out, "items", dict, seq, nesting)?,
            SequenceKind::Values(dict) => view(out, "values", dict, seq, nesting)?,
            SequenceKind::Lazy(_) | SequenceKind::Range(_) => {
                sequence(out, seq, nesting)?;
            }
        },
        Value::Closure(_) => out.push_str("<function>"),
        Value::Object(object) => drop(write!(out, "<{}>", object.class.name)),
        Value::Type(class) => drop(write!(out, "<class {}>", class.name)),
        Value::Cell(_) => out.push_str("<variable>"),
        Value::Extended(other) => write_other(out, other, nesting)?,
    }
    Ok(())
}

/// `KeysView({…})`; for a dictionary that was just made `dict_keys([…])`.
fn view(out: &mut String, what: &str, dict: &Rc<Dict>, seq: &Seq, nesting: usize) -> Outcome<()> {
    if dict.is_fresh() {
        let _ = write!(out, "dict_{what}([");
        list(out, seq.view_elements().iter(), nesting)?;
        out.push_str("])");
        return Ok(());
    }
    let (first, rest) = what.split_at(1);
    let _ = write!(out, "{}{rest}View(", first.to_uppercase());
    write(out, &Value::Dict(Rc::clone(dict)), nesting + 1)?;
    out.push(')');
    Ok(())
}

/// The call that would make the sequence, or only that it is one: the reference implementation
/// writes its memory address.
fn sequence(out: &mut String, seq: &Seq, nesting: usize) -> Outcome<()> {
    let Some((name, parts)) = seq.form() else {
        out.push_str("<sequence>");
        return Ok(());
    };
    out.push_str(name);
    out.push('(');
    list(out, parts.iter(), nesting)?;
    out.push(')');
    Ok(())
}

fn list<'a>(
    out: &mut String,
    items: impl Iterator<Item = &'a Value>,
    nesting: usize,
) -> Outcome<()> {
    for (i, item) in items.enumerate() {
        out.push_str(if i > 0 { ", " } else { "" });
        write(out, item, nesting + 1)?;
    }
    Ok(())
}

fn write_other(out: &mut String, other: &Extended, nesting: usize) -> Outcome<()> {
    // Python's `repr` for the kinds that Python has; the others are written in angle brackets,
    // as Python writes objects without a notation.
    match other {
        Extended::DateTime(moment) => out.push_str(&moment.repr()),
        Extended::TimeSpan(span) => out.push_str(&span.repr()),
        Extended::Regex(pattern) => {
            out.push_str("re.compile(");
            quote(out, pattern.source());
            let flags = pattern.flags();
            let names: Vec<&str> = [
                (flags.ignore_case, "re.IGNORECASE"),
                (flags.multi_line, "re.MULTILINE"),
                (flags.dot_all, "re.DOTALL"),
            ]
            .iter()
            .filter_map(|(set, name)| set.then_some(*name))
            .collect();
            out.push_str(if names.is_empty() { "" } else { ", " });
            out.push_str(&names.join("|"));
            out.push(')');
        }
        Extended::Context(_) => out.push_str("<context>"),
        Extended::Exception(fault) => {
            let _ = write!(out, "<{}: {}>", fault.name(), fault.text());
        }
        Extended::Part(object, class) => {
            let _ = write!(out, "<{} as {}>", object.class.name, class.name);
        }
        Extended::Mirror(mirror) => drop(write!(out, "<{} {}>", mirror.kind(), mirror.name())),
        Extended::Left(..) | Extended::Passed => out.push_str("<left>"),
        Extended::Rule(key, value) => {
            write(out, key, nesting + 1)?;
            out.push_str(" => ");
            write(out, value, nesting + 1)?;
        }
    }
    Ok(())
}

/// A string in Python's quotes and escapes.
fn quote(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) => out.push(c),
            c => drop(match u32::from(c) {
                code @ 0..=0xFF => write!(out, "\\x{code:02x}"),
                code @ 0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
                code => write!(out, "\\U{code:08x}"),
            }),
        }
    }
    out.push(quote);
}

/// Whether Python prints the character as it is: not a control character, a separator other
/// than the space, a surrogate, for private use, or unassigned.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // Rust's own escaping decides by the same Unicode categories, but writes grapheme extenders as escapes too.
    let separator = c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let format = matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    if separator || format || private || c.is_control() {
        return false;
    }
    // A letter, mark, digit, symbol: what `escape_debug` leaves alone, and extenders (which follow a base here).
    let mut padded = String::from("a");
    padded.push(c);
    padded.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::value::dict::Dict;

    #[test]
    fn containers_are_written_as_python_does() {
        let list =
            Value::list(vec![Value::Int(1), Value::str("it's"), Value::Null, Value::bool(true)]);
        assert_eq!(text(&list).ok().as_deref(), Some("(1, \"it's\", None, True)"));
        assert_eq!(text(&Value::list(vec![Value::Int(1)])).ok().as_deref(), Some("(1,)"));
        let dict: Dict = [(Value::str("a"), Value::list(vec![]))].into_iter().collect();
        assert_eq!(text(&Value::dict(dict)).ok().as_deref(), Some("{'a': ()}"));
        assert_eq!(text(&Value::Null).ok().as_deref(), Some("null"));
    }

    #[test]
    fn strings_are_escaped() {
        let shown = repr(&Value::str("a'b\"\n\u{1}é\u{301}\u{200b}😀")).expect("a text");
        assert_eq!(shown, "'a\\'b\"\\n\\x01é\u{301}\\u200b😀'");
    }
}
