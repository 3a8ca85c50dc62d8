//! Truth of values: what conditions count as true.
//! See docs/language/yaql.md#truth.

use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;

impl Value {
    /// Whether it counts as true. False are null, false, zero, empty values, and a time span of
    /// length zero.
    #[must_use]
    #[inline]
    pub fn truth(&self) -> bool {
        // A lazy sequence is true without being read, as an iterator in Python: only one of
        // known size can be false. Every kind is listed, so that a new one has to decide.
        match self {
            Value::Bool(b) => b.get(),
            Value::Null | Value::Missing => false,
            Value::Int(i) => *i != 0,
            Value::Float(f) => f.get() != 0.0,
            Value::Str(s) => !s.as_str().is_empty(),
            Value::List(items) => !items.is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Set(set) => !set.is_empty(),
            Value::Extended(other) => match &**other {
                Extended::TimeSpan(span) => span.micros() != 0,
                Extended::DateTime(_)
                | Extended::Regex(_)
                | Extended::Context(_)
                | Extended::Rule(..)
                | Extended::Exception(_)
                | Extended::Part(..)
                | Extended::Mirror(_)
                | Extended::Left(..)
                | Extended::Passed => true,
            },
            Value::Seq(seq) => seq.size() != Some(0),
            Value::Big(_)
            | Value::Closure(_)
            | Value::Object(_)
            | Value::Type(_)
            | Value::Cell(_) => true,
        }
    }
}
