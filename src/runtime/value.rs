//! Values: sixteen bytes, cheap to copy, immutable to programs.
//!
//! Null, booleans, integers and floats are immediate; everything else is a counted reference. A value nobody else holds
//! is updated in place (`Rc::make_mut`), which programs cannot see. There is one kind of list and one kind of dictionary.
//!
//! Every kind has one part of eight bytes, which is an integer or a reference ([`Flag`] and [`Bits`] are there for that). So
//! the compiler moves a value as two words, in registers where it can. With parts of other sizes it would copy values through
//! memory as a whole, and reading as one what was just written in two parts stalls on store forwarding.

pub(crate) mod class;
pub(crate) mod closure;
pub(crate) mod describe;
pub(crate) mod dict;
pub(crate) mod equality;
pub(crate) mod extended;
pub(crate) mod fault;
pub(crate) mod iterative_drop;
pub(crate) mod key;
pub(crate) mod lazy;
pub(crate) mod list;
pub(crate) mod literal;
mod masked;
pub(crate) mod memory;
pub(crate) mod notation;
pub(crate) mod number;
pub(crate) mod object;
pub(crate) mod ops;
pub(crate) mod quota;
pub(crate) mod repr;
pub(crate) mod seq;
pub(crate) mod set;
pub(crate) mod text;
pub(crate) mod truth;

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;

use crate::runtime::value::class::Class;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::list::List;
use crate::runtime::value::object::Object;
use crate::runtime::value::seq::Seq;
use crate::runtime::value::set::Set;
use crate::runtime::value::text::Str;

/// A value of the language.
#[derive(Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// No value: a skipped argument, a property that is not set. Programs never hold it.
    Missing,
    /// `true`, `false`.
    Bool(Flag),
    /// An integer that fits; larger ones are [`Value::Big`].
    Int(i64),
    /// A float.
    Float(Bits),
    /// A string of Unicode code points.
    Str(Rc<Str>),
    /// An integer beyond 64 bits (never one that would fit).
    Big(Rc<BigInt>),
    /// A list.
    List(Rc<List>),
    /// A dictionary in order of insertion.
    Dict(Rc<Dict>),
    /// A set in order of insertion.
    Set(Rc<Set>),
    /// A lazy sequence.
    Seq(Rc<Seq>),
    /// An unevaluated argument, or a function made by `def`.
    Closure(Rc<Closure>),
    /// An object.
    Object(Rc<Object>),
    /// A class as a value.
    Type(Rc<Class>),
    /// The rarer kinds.
    Extended(Rc<Extended>),
    /// A variable shared by parallel branches. Programs never hold it: they see what is in it.
    Cell(Rc<RefCell<Value>>),
}

/// A boolean, as wide as the parts of other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(u64);

impl Flag {
    /// Returns whether it is `true`.
    #[inline]
    #[must_use]
    pub const fn get(self) -> bool {
        self.0 != 0
    }
}

/// A float by its bits.
#[derive(Debug, Clone, Copy)]
pub struct Bits(u64);

impl Bits {
    /// The float.
    #[inline]
    #[must_use]
    pub const fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl Value {
    /// `true` or `false`.
    #[inline]
    #[must_use]
    pub const fn bool(holds: bool) -> Value {
        Value::Bool(Flag(holds as u64))
    }

    /// A float.
    #[inline]
    #[must_use]
    pub const fn float(number: f64) -> Value {
        Value::Float(Bits(number.to_bits()))
    }

    /// A string.
    #[must_use]
    pub fn str(text: &str) -> Value {
        match text.as_bytes() {
            [byte] => Value::Str(text::single(*byte)),
            _ => Value::Str(Rc::new(Str::from(text))),
        }
    }

    /// A string that is owned already.
    #[must_use]
    pub fn string(text: String) -> Value {
        Value::Str(Rc::new(Str::from(text)))
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Rc::new(List::from(items)))
    }

    /// A dictionary.
    #[must_use]
    pub fn dict(dict: Dict) -> Value {
        Value::Dict(Rc::new(dict))
    }

    /// An integer: [`Value::Int`] if it fits, otherwise [`Value::Big`].
    #[must_use]
    pub fn big(number: BigInt) -> Value {
        i64::try_from(&number).map_or_else(|_| Value::Big(Rc::new(number)), Value::Int)
    }

    /// Whether methods can be declared for it: an object, a part of one, or a class.
    #[must_use]
    pub fn has_methods(&self) -> bool {
        match self {
            Value::Object(_) | Value::Type(_) => true,
            Value::Extended(other) => matches!(**other, Extended::Part(..)),
            _ => false,
        }
    }

    /// Whether it is `true` itself; other values that count as true are not.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(flag) if flag.get())
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether it is a counted reference.
    #[inline]
    #[must_use]
    pub fn is_counted(&self) -> bool {
        !matches!(
            self,
            Value::Null | Value::Missing | Value::Bool(_) | Value::Int(_) | Value::Float(_)
        )
    }

    /// Whether it can hold other values.
    #[inline]
    #[must_use]
    pub fn holds_values(&self) -> bool {
        !matches!(
            self,
            Value::Null
                | Value::Missing
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::Str(_)
                | Value::Big(_)
                | Value::Type(_)
        )
    }

    /// Whether it marks a part of a template that no contract checks.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        matches!(self, Value::Extended(other) if matches!(**other, Extended::Passed))
    }

    /// Whether it is [`Value::Missing`].
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s.as_str()),
            _ => None,
        }
    }

    /// The kind of value in the words of messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Missing => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Big(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Str(_) => "a string",
            Value::List(_) => "a list",
            Value::Dict(_) => "a dictionary",
            Value::Set(_) => "a set",
            Value::Seq(seq) if seq.as_list().is_some() => "a list",
            Value::Seq(seq) if seq.is_view() => "a set",
            Value::Seq(_) => "a lazy sequence",
            Value::Closure(_) => "a function",
            Value::Object(_) => "an object",
            Value::Type(_) => "a class",
            Value::Extended(other) => other.kind(),
            Value::Cell(_) => "a variable",
        }
    }
}

impl Value {
    /// Overwrites with a value; fast where the old one owns nothing.
    #[inline(always)]
    pub(in crate::runtime) fn put(&mut self, value: Value) {
        if self.is_counted() {
            *self = value;
        } else {
            // Nothing has to be dropped: the compiler leaves out the match on the kind.
            self.write(value);
        }
    }

    /// A clone that is always inlined: for the machine's instructions.
    #[inline(always)]
    pub(in crate::runtime) fn copied(&self) -> Value {
        match self {
            Value::Null => Value::Null,
            Value::Missing => Value::Missing,
            Value::Bool(b) => Value::Bool(*b),
            Value::Int(n) => Value::Int(*n),
            Value::Float(f) => Value::Float(*f),
            Value::Str(text) => Value::Str(text.clone()),
            Value::Big(number) => Value::Big(number.clone()),
            Value::List(items) => Value::List(items.clone()),
            Value::Dict(dict) => Value::Dict(dict.clone()),
            Value::Set(set) => Value::Set(set.clone()),
            Value::Seq(seq) => Value::Seq(seq.clone()),
            Value::Closure(closure) => Value::Closure(closure.clone()),
            Value::Object(object) => Value::Object(object.clone()),
            Value::Type(class) => Value::Type(class.clone()),
            Value::Extended(other) => Value::Extended(other.clone()),
            Value::Cell(cell) => Value::Cell(cell.clone()),
        }
    }

    /// Overwrites a value that owns nothing.
    #[inline(always)]
    pub(in crate::runtime) fn write(&mut self, value: Value) {
        debug_assert!(!self.is_counted(), "the old value has to be released first");
        std::mem::forget(std::mem::replace(self, value));
    }

    /// Releases the old value, if it is counted.
    #[inline(always)]
    pub(in crate::runtime) fn release(&mut self) {
        if self.is_counted() {
            *self = Value::Null;
        }
    }

    /// The kind of a sequence.
    pub(in crate::runtime) const SEQ: u32 = 10;

    /// The kind of the rarer values.
    pub(in crate::runtime) const OTHER: u32 = 14;

    /// Its kind as a number below sixteen.
    #[inline(always)]
    pub(in crate::runtime) const fn tag(&self) -> u32 {
        match self {
            Value::Null => 0,
            Value::Missing => 1,
            Value::Bool(_) => 2,
            Value::Int(_) => 3,
            Value::Float(_) => 4,
            Value::Str(_) => 5,
            Value::Big(_) => 6,
            Value::List(_) => 7,
            Value::Dict(_) => 8,
            Value::Set(_) => 9,
            Value::Seq(_) => Self::SEQ,
            Value::Closure(_) => 11,
            Value::Object(_) => 12,
            Value::Type(_) => 13,
            Value::Extended(_) => Self::OTHER,
            Value::Cell(_) => 15,
        }
    }
}

impl Clone for Value {
    // Values without a reference count are copied inline; only the others call `share`.
    #[inline]
    fn clone(&self) -> Value {
        match self {
            Value::Null => Value::Null,
            Value::Bool(b) => Value::Bool(*b),
            Value::Int(n) => Value::Int(*n),
            Value::Float(f) => Value::Float(*f),
            other => share(other),
        }
    }
}

/// Another reference to a counted value.
fn share(value: &Value) -> Value {
    value.copied()
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Int(n)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::str(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::string(text)
    }
}

/// Items as a list.
impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::list(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_floats_keep_their_values() {
        for holds in [true, false] {
            assert!(matches!(Value::bool(holds), Value::Bool(flag) if flag.get() == holds));
        }
        for number in [0.0, -0.0, 1.5, f64::NAN, f64::INFINITY] {
            let Value::Float(bits) = Value::float(number) else { panic!("a float") };
            assert_eq!(bits.get().to_bits(), number.to_bits());
        }
    }

    #[test]
    fn a_value_has_sixteen_bytes() {
        assert_eq!(std::mem::size_of::<Value>(), 16);
        assert_eq!(std::mem::size_of::<Option<Value>>(), 16);
    }
}
