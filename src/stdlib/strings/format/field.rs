//! Fields of a template: `name.attribute[key]!conversion:specification`, and their values.

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::repr;
use crate::runtime::value::seq::list_items;

/// A field, without its braces.
pub(super) struct Field<'t> {
    /// The argument, with its attributes and keys.
    pub(super) name: &'t str,
    /// The conversion that is applied first.
    pub(super) conversion: Option<FieldConversion>,
    /// The format specification.
    pub(super) spec: &'t str,
}

/// A conversion to a string.
#[derive(Clone, Copy)]
pub(super) enum FieldConversion {
    /// `!s`
    Text,
    /// `!r`
    Repr,
    /// `!a`
    Ascii,
    /// Any other letter: an error once the value is known.
    Unknown,
}

/// Parses a field after its brace, and returns the rest.
pub(super) fn read(text: &str) -> Outcome<(Field<'_>, &str)> {
    let Some(end) = end_of_name(text)? else {
        return Err(Fault::value_error("`{` without a `}`").hint("write `{{`"));
    };
    let name = &text[..end];
    let mark = &text[end..=end];
    let mut rest = &text[end + 1..];
    let mut conversion = None;
    if mark == "}" {
        return Ok((Field { name, conversion, spec: "" }, rest));
    }
    if mark == "!" {
        let letter = rest.chars().next();
        conversion = Some(conversion_of(letter)?);
        rest = &rest[letter.map_or(0, char::len_utf8)..];
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((Field { name, conversion, spec: "" }, after));
        }
        rest = rest
            .strip_prefix(':')
            .ok_or_else(|| Fault::value_error("expected `:` or `}` after the conversion"))?;
    }
    let end = end_of_spec(rest)?;
    Ok((Field { name, conversion, spec: &rest[..end] }, &rest[end + 1..]))
}

/// The offset of the `}`, `:` or `!` that ends the name; inside brackets they are part of it.
fn end_of_name(text: &str) -> Outcome<Option<usize>> {
    let mut in_brackets = false;
    for (at, c) in text.char_indices() {
        match c {
            ']' => in_brackets = false,
            _ if in_brackets => {}
            '[' => in_brackets = true,
            '{' => return Err(Fault::value_error("a field name cannot contain `{`")),
            '}' | ':' | '!' => return Ok(Some(at)),
            _ => {}
        }
    }
    Ok(None)
}

fn conversion_of(letter: Option<char>) -> Outcome<FieldConversion> {
    match letter {
        Some('s') => Ok(FieldConversion::Text),
        Some('r') => Ok(FieldConversion::Repr),
        Some('a') => Ok(FieldConversion::Ascii),
        Some(_) => Ok(FieldConversion::Unknown),
        None => Err(Fault::value_error("expected a conversion after `!`")),
    }
}

/// The offset of the field's closing brace.
fn end_of_spec(text: &str) -> Outcome<usize> {
    let mut open = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 1 => return Ok(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    Err(Fault::value_error("`{` without a `}`"))
}

/// The arguments of a template.
pub(super) struct TemplateArguments<'v> {
    values: &'v [Value],
    named: &'v Dict,
    /// How fields are numbered.
    next: Numbering,
}

/// How the template numbers its positional arguments: not known yet, by explicit numbers, or in
/// order.
enum Numbering {
    Open,
    Written,
    Next(usize),
}

impl<'v> TemplateArguments<'v> {
    pub(super) fn new(values: &'v [Value], named: &'v Dict) -> Self {
        Self { values, named, next: Numbering::Open }
    }

    /// The value of a name with attributes and keys.
    pub(super) fn value(&mut self, name: &str) -> Outcome<Value> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let mut value = self.argument(first)?;
        while !rest.is_empty() {
            let (found, after) = step(&value, rest)?;
            (value, rest) = (found, after);
        }
        Ok(value)
    }

    fn argument(&mut self, name: &str) -> Outcome<Value> {
        let place = match number(name)? {
            _ if name.is_empty() => self.next_place()?,
            Some(place) => {
                self.number_written()?;
                place
            }
            None => {
                let missing = || Fault::key_error(format!("there is no argument `{name}`"));
                return self.named.get_str(name).cloned().ok_or_else(missing);
            }
        };
        let missing = || Fault::index_error(format!("there is no argument {place}"));
        self.values.get(place).cloned().ok_or_else(missing)
    }

    fn next_place(&mut self) -> Outcome<usize> {
        let place = match self.next {
            Numbering::Open => 0,
            Numbering::Next(place) => place,
            Numbering::Written => return Err(mixed()),
        };
        self.next = Numbering::Next(place + 1);
        Ok(place)
    }

    fn number_written(&mut self) -> Outcome<()> {
        if let Numbering::Next(_) = self.next {
            return Err(mixed());
        }
        self.next = Numbering::Written;
        Ok(())
    }
}

#[cold]
fn mixed() -> Fault {
    Fault::value_error("either all fields must have numbers or none")
}

/// A number, if the text consists of digits.
fn number(text: &str) -> Outcome<Option<usize>> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let too_long = |_| Fault::value_error("the number has too many digits");
    text.parse::<i64>().map_err(too_long).map(|n| usize::try_from(n).ok())
}

/// One `.attribute` or `[key]` of a value, and the rest of the name.
fn step<'t>(value: &Value, rest: &'t str) -> Outcome<(Value, &'t str)> {
    if let Some(inside) = rest.strip_prefix('[') {
        let Some((key, after)) = inside.split_once(']') else {
            return Err(Fault::value_error("`[` without a `]`"));
        };
        if key.is_empty() {
            return Err(Fault::value_error("a field name has an empty key `[]`"));
        }
        return Ok((item(value, key)?, after));
    }
    let Some(inside) = rest.strip_prefix('.') else {
        return Err(Fault::value_error("only `.` or `[` may follow a `]`"));
    };
    let (name, after) = inside.split_at(inside.find(['.', '[']).unwrap_or(inside.len()));
    if name.is_empty() {
        return Err(Fault::value_error("a field name has no attribute after `.`"));
    }
    Ok((attribute(value, name)?, after))
}

fn item(value: &Value, key: &str) -> Outcome<Value> {
    let place = number(key)?;
    if let Value::Dict(dict) = value {
        let key = place.map_or_else(|| Value::str(key), |n| Value::Int(n as i64));
        check_key(&key)?;
        let text = repr::repr(&key)?;
        let missing = || Fault::key_error(format!("the dictionary has no key {text}"));
        return dict.get(&key).cloned().ok_or_else(missing);
    }
    let character = |c: char| Value::string(c.to_string());
    let found = match (value, list_items(value), place) {
        (_, Some(items), Some(place)) => items.get(place).cloned(),
        (Value::Str(text), _, Some(place)) => text.as_str().chars().nth(place).map(character),
        _ => {
            return Err(Fault::type_error(format!("{} has no element `{key}`", value.kind())));
        }
    };
    found.ok_or_else(|| Fault::index_error(format!("{} has no element {key}", value.kind())))
}

/// The attributes of Python's plain values that hold data.
fn attribute(value: &Value, name: &str) -> Outcome<Value> {
    // Python's numbers have `real`, `imag` and so on, and a boolean is a number there; its
    // dates have their parts. Other attributes are methods, whose text would be of no use.
    let whole = match value {
        Value::Bool(holds) => Value::Int(i64::from(holds.get())),
        other => other.clone(),
    };
    let moment = value.as_moment().map(|moment| moment.fields());
    let found = match (name, &whole, moment) {
        ("real", Value::Int(_) | Value::Big(_) | Value::Float(_), _)
        | ("numerator", Value::Int(_) | Value::Big(_), _) => whole.clone(),
        ("imag", Value::Int(_) | Value::Big(_), _) => Value::Int(0),
        ("imag", Value::Float(_), _) => Value::float(0.0),
        ("denominator", Value::Int(_) | Value::Big(_), _) => Value::Int(1),
        ("year", _, Some(fields)) => Value::Int(fields.year),
        ("month", _, Some(fields)) => Value::Int(fields.month),
        ("day", _, Some(fields)) => Value::Int(fields.day),
        ("hour", _, Some(fields)) => Value::Int(fields.hour),
        ("minute", _, Some(fields)) => Value::Int(fields.minute),
        ("second", _, Some(fields)) => Value::Int(fields.second),
        ("microsecond", _, Some(fields)) => Value::Int(fields.micro),
        _ => {
            let message = format!("{} has no attribute `{name}`", value.kind());
            return Err(Fault::attribute_error(message));
        }
    };
    Ok(found)
}
