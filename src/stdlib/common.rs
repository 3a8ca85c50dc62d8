//! Equality, and order, as functions.

use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::fault::Outcome;

fn equals(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(equal(&args[0], &args[1])))
}

fn differs(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(!equal(&args[0], &args[1])))
}

fn less(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::less(vm, &args[0], &args[1]).map(Value::bool)
}

fn less_equal(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::less_equal(vm, &args[0], &args[1]).map(Value::bool)
}

fn greater(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::greater(vm, &args[0], &args[1]).map(Value::bool)
}

fn greater_equal(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::greater_equal(vm, &args[0], &args[1]).map(Value::bool)
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row("fn *equal(left: any, right: any)", "Equal?", &[("1 = 1.0", "true")], equals),
    row("fn *not_equal(left: any, right: any)", "Different?", &[("'a' != 'A'", "true")], differs),
    row(
        "fn #operator_<(left: any, right: any)",
        "Less? Numbers, strings, dates, time spans, sets (as subsets); null is least.",
        &[("'a' < 'b'", "true"), ("null < 0", "true")],
        less,
    ),
    row(
        "fn #operator_<=(left: any, right: any)",
        "Less or equal?",
        &[("2 <= 2", "true")],
        less_equal,
    ),
    row("fn #operator_>(left: any, right: any)", "Greater?", &[("2 > 1.5", "true")], greater),
    row(
        "fn #operator_>=(left: any, right: any)",
        "Greater or equal?",
        &[("'b' >= 'a'", "true")],
        greater_equal,
    ),
];
