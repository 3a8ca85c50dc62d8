//! Operators as instructions and library functions call them: each takes the machine and its operands.
//!
//! Operators that need only values are in [`crate::runtime::value::ops`]; here are those that
//! read sequences or depend on the session's settings.

mod add;
mod attributes;
mod contains;

use std::cmp::Ordering;

pub(crate) use self::add::{add, add_assign, may_grow};
pub(crate) use self::attributes::attributes;
pub(crate) use self::contains::contains;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::ops;
pub(crate) use crate::runtime::value::ops::{found_or_key, is_moment_attribute, refuse_view};

/// Wraps operators of values in the common signature.
macro_rules! of_values {
    ($($(#[$doc:meta])* $name:ident -> $result:ty;)*) => {
        $($(#[$doc])*
        #[inline]
        pub(crate) fn $name(_: &mut Vm<'_>, a: &Value, b: &Value) -> Outcome<$result> {
            ops::$name(a, b)
        })*
    };
}

of_values! {
    /// `a - b`
    sub -> Value;
    /// `a / b`
    div -> Value;
    /// `a mod b`
    modulo -> Value;
    /// `a < b`
    less -> bool;
    /// `a <= b`
    less_equal -> bool;
    /// `a > b`
    greater -> bool;
    /// `a >= b`
    greater_equal -> bool;
    /// The order of two values in a sort.
    order -> Ordering;
    /// `collection[key]`
    index -> Value;
    /// `string =~ pattern`
    matches -> bool;
}

/// `a * b`
#[inline]
pub(crate) fn mul(vm: &mut Vm<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    ops::mul(vm.options(), a, b)
}

/// `-a`
pub(crate) fn neg(_: &mut Vm<'_>, a: &Value) -> Outcome<Value> {
    ops::neg(a)
}

/// `+a`
pub(crate) fn plus(_: &mut Vm<'_>, a: &Value) -> Outcome<Value> {
    ops::plus(a)
}

/// `value.name` for a moment or a time span; `None` if it has no such property.
pub(crate) fn moment_attribute(vm: &Vm<'_>, value: &Value, name: &str) -> Outcome<Option<Value>> {
    ops::moment_attribute(vm.options(), value, name)
}
