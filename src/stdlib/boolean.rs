//! Truth.

use super::arguments::take;
use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

fn to_bool(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(args[0].truth()))
}

fn is_boolean(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Bool(_))))
}

fn not(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(!args[0].truth()))
}

fn and(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let left = vm.call(&take(&mut args[0]), &[])?;
    if left.truth() { vm.call(&args[1], &[]) } else { Ok(left) }
}

fn or(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let left = vm.call(&take(&mut args[0]), &[])?;
    if left.truth() { Ok(left) } else { vm.call(&args[1], &[]) }
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row(
        "fn bool(value: any)",
        "Is it true? False are null, false, zero, and what is empty.",
        &[("bool('no')", "true"), ("bool([])", "false")],
        to_bool,
    ),
    row(
        "fn isBoolean(value: any)",
        "Is it `true` or `false` itself?",
        &[("isBoolean(false)", "true"), ("isBoolean(0)", "false")],
        is_boolean,
    ),
    row(
        "fn #unary_operator_not(arg: any)",
        "False if the operand is true.",
        &[("not ''", "true")],
        not,
    ),
    row(
        "fn #operator_and(left: lambda, right: lambda)",
        "The left operand if it is false, else the right one, which is not evaluated before.",
        &[("0 and 1 / 0", "0"), ("1 and 2", "2")],
        and,
    ),
    row(
        "fn #operator_or(left: lambda, right: lambda)",
        "The left operand if it is true, else the right one, which is not evaluated before.",
        &[("3 or 1 / 0", "3"), ("'' or 'x'", "'x'")],
        or,
    ),
];
