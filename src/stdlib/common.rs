//! Comparison operators as functions.

use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::fault::Outcome;

const EQUALS: Builtin = Builtin {
    signature: "fn *equal(left: any, right: any)",
    doc: "Returns whether the operands are equal.",
    examples: &[("1 = 1.0", "true")],
    run: equals,
};

fn equals(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(equal(&args[0], &args[1])))
}

const DIFFERS: Builtin = Builtin {
    signature: "fn *not_equal(left: any, right: any)",
    doc: "Returns whether the operands differ.",
    examples: &[("'a' != 'A'", "true")],
    run: differs,
};

fn differs(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(!equal(&args[0], &args[1])))
}

const LESS: Builtin = Builtin {
    signature: "fn #operator_<(left: any, right: any)",
    doc: "Returns whether the left operand is less: numbers, strings, dates, time spans, sets (as proper subsets); null is the least.",
    examples: &[("'a' < 'b'", "true"), ("null < 0", "true")],
    run: less,
};

fn less(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::less(vm, &args[0], &args[1]).map(Value::bool)
}

const LESS_EQUAL: Builtin = Builtin {
    signature: "fn #operator_<=(left: any, right: any)",
    doc: "Returns whether the left operand is less than or equal to the right one.",
    examples: &[("2 <= 2", "true")],
    run: less_equal,
};

fn less_equal(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::less_equal(vm, &args[0], &args[1]).map(Value::bool)
}

const GREATER: Builtin = Builtin {
    signature: "fn #operator_>(left: any, right: any)",
    doc: "Returns whether the left operand is greater.",
    examples: &[("2 > 1.5", "true")],
    run: greater,
};

fn greater(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::greater(vm, &args[0], &args[1]).map(Value::bool)
}

const GREATER_EQUAL: Builtin = Builtin {
    signature: "fn #operator_>=(left: any, right: any)",
    doc: "Returns whether the left operand is greater than or equal to the right one.",
    examples: &[("'b' >= 'a'", "true")],
    run: greater_equal,
};

fn greater_equal(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::greater_equal(vm, &args[0], &args[1]).map(Value::bool)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[EQUALS, DIFFERS, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL];
