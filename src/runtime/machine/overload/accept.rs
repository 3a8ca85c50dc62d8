//! Tests whether a value has a parameter's type.
//! See docs/language/yaql.md#parameter-types.

use crate::compile::signature::{Parameter, Type};
use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::seq::list_items;

/// Whether the parameter's type accepts the value.
#[must_use]
#[inline]
pub(crate) fn accepts(vm: &Vm<'_>, parameter: &Parameter, value: &Value) -> bool {
    match parameter.ty {
        Type::Lambda => true,
        _ if value.is_null() => parameter.nullable,
        Type::Any => true,
        Type::Str | Type::Word => matches!(value, Value::Str(_)),
        Type::Int => matches!(value, Value::Int(_) | Value::Big(_) | Value::Bool(_)),
        Type::StrictInt => matches!(value, Value::Int(_) | Value::Big(_)),
        Type::Number => matches!(value, Value::Int(_) | Value::Big(_) | Value::Float(_)),
        Type::Bool => matches!(value, Value::Bool(_)),
        Type::Map => matches!(value, Value::Dict(_)),
        Type::List => list_items(value).is_some(),
        Type::Tuple => matches!(value, Value::List(_)),
        Type::Iterable => iterate::is_iterable(vm, value),
        Type::Ordered => iterate::is_iterable(vm, value) && !is_set(value),
        Type::Iterator => matches!(value, Value::Seq(seq) if seq.is_iterator()),
        Type::Ordering => matches!(value, Value::Seq(seq) if seq.as_ordering().is_some()),
        Type::Set => is_set(value),
        Type::DateTime | Type::TimeSpan | Type::Regex | Type::Context | Type::Object => {
            is_rare(parameter.ty, value)
        }
        Type::LazyRule | Type::Rule => value.as_rule().is_some(),
    }
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Set(_) => true,
        Value::Seq(seq) => seq.is_view(),
        _ => false,
    }
}

fn is_rare(ty: Type, value: &Value) -> bool {
    let Value::Extended(other) = value else {
        return ty == Type::Object && matches!(value, Value::Object(_));
    };
    matches!(
        (ty, &**other),
        (Type::DateTime, Extended::DateTime(_))
            | (Type::TimeSpan, Extended::TimeSpan(_))
            | (Type::Regex, Extended::Regex(_))
            | (Type::Context, Extended::Context(_))
            | (Type::Object, Extended::Part(..))
    )
}
