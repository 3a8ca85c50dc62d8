//! The rarer kinds of values: moments, time spans, compiled regular expressions, contexts, rules.

pub mod context;
pub mod moment;
pub mod pattern;
pub mod span;

use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub use self::context::Context;
pub use self::moment::Moment;
pub use self::pattern::Pattern;
pub use self::span::TimeSpan;
use super::class::Class;
use super::equality;
use super::fault::Fault;
use super::mirror::Mirror;
use super::object::Object;
use super::value::Value;

/// A rarer kind.
#[derive(Clone)]
pub enum Other {
    /// A date with a time of day and an offset from UTC.
    DateTime(Moment),
    /// A length of time.
    TimeSpan(TimeSpan),
    /// A compiled regular expression.
    Regex(Pattern),
    /// What `let`, `with`, `def`, `unpack` make: bindings for the right side of `->`.
    Context(Context),
    /// `key => value` where it is no keyword argument: both sides evaluated, or both closures.
    Rule(Value, Value),
    /// A caught exception.
    Exception(Fault),
    /// An object seen as one of its classes: `cast`, `super`.
    Part(Rc<Object>, Rc<Class>),
    /// What `typeinfo` gives, and what that leads to.
    Mirror(Mirror),
    /// How a branch of `parallel` was left, and with what. Programs never hold it.
    Left(u8, Value),
    /// A part of a template that no contract looks at. Programs never hold it.
    Passed,
}

impl Other {
    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Other::DateTime(_) => "a date",
            Other::TimeSpan(_) => "a time span",
            Other::Regex(_) => "a regular expression",
            Other::Context(_) => "a context",
            Other::Rule(..) => "a rule",
            Other::Exception(_) => "an exception",
            Other::Part(..) => "an object",
            Other::Mirror(mirror) => mirror.kind(),
            Other::Left(..) | Other::Passed => "nothing",
        }
    }

    /// Equal: moments by instant, spans by length, expressions by pattern and flags, others never.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Other::DateTime(x), Other::DateTime(y)) => x.instant() == y.instant(),
            (Other::TimeSpan(x), Other::TimeSpan(y)) => x == y,
            (Other::Regex(x), Other::Regex(y)) => x == y,
            (Other::Part(x, a), Other::Part(y, b)) => Rc::ptr_eq(x, y) && Rc::ptr_eq(a, b),
            (Other::Mirror(x), Other::Mirror(y)) => x.same(y),
            _ => false,
        }
    }

    /// Hashes in step with [`Other::same`].
    pub fn hash_into<H: Hasher>(&self, state: &mut H) {
        match self {
            Other::DateTime(moment) => moment.instant().hash(state),
            Other::TimeSpan(span) => span.micros().hash(state),
            Other::Regex(pattern) => pattern.source().hash(state),
            Other::Rule(key, value) => {
                equality::hash(key, state);
                equality::hash(value, state);
            }
            Other::Part(object, _) => (Rc::as_ptr(object) as usize).hash(state),
            Other::Mirror(mirror) => mirror.hash_into(state),
            Other::Context(_) | Other::Exception(_) | Other::Left(..) | Other::Passed => {
                state.write_u8(1);
            }
        }
    }
}

impl Value {
    /// A value of a rarer kind.
    #[must_use]
    pub fn other(other: Other) -> Value {
        Value::Other(Rc::new(other))
    }

    /// A moment.
    #[must_use]
    pub fn moment(moment: Moment) -> Value {
        Value::other(Other::DateTime(moment))
    }

    /// A time span.
    #[must_use]
    pub fn time_span(span: TimeSpan) -> Value {
        Value::other(Other::TimeSpan(span))
    }

    /// The moment it is.
    #[must_use]
    pub fn as_moment(&self) -> Option<Moment> {
        match self {
            Value::Other(other) => match &**other {
                Other::DateTime(moment) => Some(*moment),
                _ => None,
            },
            _ => None,
        }
    }

    /// The time span it is.
    #[must_use]
    pub fn as_time_span(&self) -> Option<TimeSpan> {
        match self {
            Value::Other(other) => match &**other {
                Other::TimeSpan(span) => Some(*span),
                _ => None,
            },
            _ => None,
        }
    }

    /// The regular expression it is.
    #[must_use]
    pub fn as_pattern(&self) -> Option<&Pattern> {
        match self {
            Value::Other(other) => match &**other {
                Other::Regex(pattern) => Some(pattern),
                _ => None,
            },
            _ => None,
        }
    }

    /// Key and value of the rule it is.
    #[must_use]
    pub fn as_rule(&self) -> Option<(&Value, &Value)> {
        match self {
            Value::Other(other) => match &**other {
                Other::Rule(key, value) => Some((key, value)),
                _ => None,
            },
            _ => None,
        }
    }
}
