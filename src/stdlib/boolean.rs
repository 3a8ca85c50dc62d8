//! Boolean functions and operators.

use super::arguments::take;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

const TO_BOOL: Builtin = Builtin {
    signature: "fn bool(value: any)",
    doc: "Returns whether the value counts as true. Null, false, zero and empty values do not.",
    examples: &[("bool('no')", "true"), ("bool([])", "false")],
    run: to_bool,
};

fn to_bool(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(args[0].truth()))
}

const IS_BOOLEAN: Builtin = Builtin {
    signature: "fn isBoolean(value: any)",
    doc: "Returns whether the value is `true` or `false` itself.",
    examples: &[("isBoolean(false)", "true"), ("isBoolean(0)", "false")],
    run: is_boolean,
};

fn is_boolean(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Bool(_))))
}

const NOT: Builtin = Builtin {
    signature: "fn #unary_operator_not(arg: any)",
    doc: "Returns whether the operand counts as false.",
    examples: &[("not ''", "true")],
    run: not,
};

fn not(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(!args[0].truth()))
}

const AND: Builtin = Builtin {
    signature: "fn #operator_and(left: lambda, right: lambda)",
    doc: "Returns the left operand if it counts as false, otherwise the right one, which is evaluated only then.",
    examples: &[("0 and 1 / 0", "0"), ("1 and 2", "2")],
    run: and,
};

fn and(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let left = vm.call(&take(&mut args[0]), &[])?;
    if left.truth() { vm.call(&args[1], &[]) } else { Ok(left) }
}

const OR: Builtin = Builtin {
    signature: "fn #operator_or(left: lambda, right: lambda)",
    doc: "Returns the left operand if it counts as true, otherwise the right one, which is evaluated only then.",
    examples: &[("3 or 1 / 0", "3"), ("'' or 'x'", "'x'")],
    run: or,
};

fn or(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let left = vm.call(&take(&mut args[0]), &[])?;
    if left.truth() { Ok(left) } else { vm.call(&args[1], &[]) }
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[TO_BOOL, IS_BOOLEAN, NOT, AND, OR];
