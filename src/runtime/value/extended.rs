//! The rarer kinds of values: moments, time spans, compiled regular expressions, contexts, rules.

pub(crate) mod context;
pub(crate) mod datetime;
pub(crate) mod regex;
pub(crate) mod timespan;

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub(crate) use self::context::Context;
pub(crate) use self::datetime::Moment;
pub(crate) use self::regex::Pattern;
pub(crate) use self::timespan::TimeSpan;
use crate::runtime::value::Value;
use crate::runtime::value::class::Class;
use crate::runtime::value::equality;
use crate::runtime::value::fault::Fault;
use crate::runtime::value::object::Object;
use crate::syntax::Text;

/// A value of a rarer kind.
#[derive(Clone)]
pub enum Extended {
    /// A date with a time of day and an offset from UTC.
    DateTime(Moment),
    /// A length of time.
    TimeSpan(TimeSpan),
    /// A compiled regular expression.
    Regex(Pattern),
    /// What `let`, `with`, `def`, `unpack` make: bindings for the right side of `->`.
    Context(Context),
    /// `key => value` outside of keyword arguments: both sides evaluated, or both closures.
    Rule(Value, Value),
    /// A caught exception.
    Exception(Fault),
    /// An object seen as one of its classes: `cast`, `super`.
    Part(Rc<Object>, Rc<Class>),
    /// A result of `typeinfo`, or of its properties.
    Mirror(Rc<dyn Reflected>),
    /// How a branch of `parallel` ended, and its value. Programs never hold it.
    Left(u8, Value),
    /// A part of a template that no contract checks. Programs never hold it.
    Passed,
}

/// A class or a part of one as reflection shows it; the implementation is in
/// [`crate::runtime::object`].
pub trait Reflected: Any {
    /// The kind of value, in the words of messages.
    fn kind(&self) -> &'static str;

    /// Its name.
    fn name(&self) -> Text;

    /// The text of `str()`, unless it is the general description.
    fn text(&self) -> Option<Text>;

    /// Whether it is the same part of the same class.
    fn same(&self, other: &dyn Reflected) -> bool;
}

impl Extended {
    /// The kind of value, in the words of messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Extended::DateTime(_) => "a date",
            Extended::TimeSpan(_) => "a time span",
            Extended::Regex(_) => "a regular expression",
            Extended::Context(_) => "a context",
            Extended::Rule(..) => "a rule",
            Extended::Exception(_) => "an exception",
            Extended::Part(..) => "an object",
            Extended::Mirror(mirror) => mirror.kind(),
            Extended::Left(..) | Extended::Passed => "nothing",
        }
    }

    /// Whether they are equal: moments by instant, spans by length, expressions by pattern and
    /// flags, others never.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Extended::DateTime(x), Extended::DateTime(y)) => x.instant() == y.instant(),
            (Extended::TimeSpan(x), Extended::TimeSpan(y)) => x == y,
            (Extended::Regex(x), Extended::Regex(y)) => x == y,
            (Extended::Part(x, a), Extended::Part(y, b)) => Rc::ptr_eq(x, y) && Rc::ptr_eq(a, b),
            (Extended::Mirror(x), Extended::Mirror(y)) => x.same(&**y),
            _ => false,
        }
    }

    /// Hashes consistently with [`Extended::same`].
    pub fn hash_into<H: Hasher>(&self, state: &mut H) {
        match self {
            Extended::DateTime(moment) => moment.instant().hash(state),
            Extended::TimeSpan(span) => span.micros().hash(state),
            Extended::Regex(pattern) => pattern.source().hash(state),
            Extended::Rule(key, value) => {
                equality::hash(key, state);
                equality::hash(value, state);
            }
            Extended::Part(object, _) => (Rc::as_ptr(object) as usize).hash(state),
            Extended::Mirror(mirror) => mirror.name().hash(state),
            Extended::Context(_)
            | Extended::Exception(_)
            | Extended::Left(..)
            | Extended::Passed => {
                state.write_u8(1);
            }
        }
    }
}

impl Value {
    /// A value of a rarer kind.
    #[must_use]
    pub fn extended(value: Extended) -> Value {
        Value::Extended(Rc::new(value))
    }

    /// A moment.
    #[must_use]
    pub fn moment(moment: Moment) -> Value {
        Value::extended(Extended::DateTime(moment))
    }

    /// A time span.
    #[must_use]
    pub fn time_span(span: TimeSpan) -> Value {
        Value::extended(Extended::TimeSpan(span))
    }

    /// The moment, if it is one.
    #[must_use]
    pub fn as_moment(&self) -> Option<Moment> {
        match self {
            Value::Extended(other) => match &**other {
                Extended::DateTime(moment) => Some(*moment),
                _ => None,
            },
            _ => None,
        }
    }

    /// The time span, if it is one.
    #[must_use]
    pub fn as_time_span(&self) -> Option<TimeSpan> {
        match self {
            Value::Extended(other) => match &**other {
                Extended::TimeSpan(span) => Some(*span),
                _ => None,
            },
            _ => None,
        }
    }

    /// The regular expression, if it is one.
    #[must_use]
    pub fn as_pattern(&self) -> Option<&Pattern> {
        match self {
            Value::Extended(other) => match &**other {
                Extended::Regex(pattern) => Some(pattern),
                _ => None,
            },
            _ => None,
        }
    }

    /// Key and value, if it is a rule.
    #[must_use]
    pub fn as_rule(&self) -> Option<(&Value, &Value)> {
        match self {
            Value::Extended(other) => match &**other {
                Extended::Rule(key, value) => Some((key, value)),
                _ => None,
            },
            _ => None,
        }
    }
}
