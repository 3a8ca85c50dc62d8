//! Numbers: arithmetic, conversion, rounding, bits.

mod random;
mod truncate;

use num_bigint::BigInt;

use self::truncate::truncated;
use super::arguments::{big, given, int, number};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{Number, parse, power, round};

const ABS: Builtin = Builtin {
    signature: "fn abs(op: num)",
    doc: "Returns the absolute value.",
    examples: &[("abs(-3.5)", "3.5")],
    run: abs,
};

fn abs(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(match number(&args[0]) {
        Number::Float(f) => Value::float(f.abs()),
        Number::Int(i) => Value::big(BigInt::from(i).magnitude().clone().into()),
        Number::Big(b) => Value::big(b.magnitude().clone().into()),
    })
}

const SIGN: Builtin = Builtin {
    signature: "fn sign(num: num)",
    doc: "Returns -1, 0 or 1, the sign of the number.",
    examples: &[("sign(-7)", "-1"), ("sign(0.0)", "0")],
    run: sign,
};

fn sign(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let zero = Number::Int(0);
    let order = crate::runtime::value::number::compare(number(&args[0]), zero);
    Ok(Value::Int(order.map_or(0, |order| order as i64)))
}

const TO_INT: Builtin = Builtin {
    signature: "fn int(value: any)",
    doc: "Converts a value to an integer: floats are truncated, strings parsed.",
    examples: &[("int('12')", "12"), ("int(-2.9)", "-2"), ("int(null)", "0")],
    run: to_int,
};

fn to_int(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match &args[0] {
        Value::Null => Ok(Value::Int(0)),
        Value::Bool(b) => Ok(Value::Int(i64::from(b.get()))),
        Value::Int(_) | Value::Big(_) => Ok(args[0].clone()),
        Value::Float(f) => truncated(f.get()),
        Value::Str(s) => parse::int(s.as_str()),
        other => Err(Fault::type_error(format!("{} cannot become an integer", other.kind()))),
    }
}

const TO_FLOAT: Builtin = Builtin {
    signature: "fn float(value: any)",
    doc: "Converts a value to a float.",
    examples: &[("float('1e3')", "1000.0"), ("float(2)", "2.0")],
    run: to_float,
};

fn to_float(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match &args[0] {
        Value::Null => Ok(Value::float(0.0)),
        Value::Bool(b) => Ok(Value::float(f64::from(u8::from(b.get())))),
        Value::Str(s) => parse::float(s.as_str()).map(Value::float),
        other => match Number::of(other) {
            Some(number) => number.float().map(Value::float),
            None => Err(Fault::type_error(format!("{} cannot become a float", other.kind()))),
        },
    }
}

const IS_INTEGER: Builtin = Builtin {
    signature: "fn isInteger(value: any)",
    doc: "Returns whether the value is an integer. Booleans and 5.0 are not.",
    examples: &[("isInteger(5)", "true"), ("isInteger(5.0)", "false")],
    run: is_integer,
};

fn is_integer(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Int(_) | Value::Big(_))))
}

const IS_NUMBER: Builtin = Builtin {
    signature: "fn isNumber(value: any)",
    doc: "Returns whether the value is an integer or a float.",
    examples: &[("isNumber(0.5)", "true"), ("isNumber(true)", "false")],
    run: is_number,
};

fn is_number(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(Number::of(&args[0]).is_some()))
}

const ROUNDED: Builtin = Builtin {
    signature: "fn round(number: num, ndigits: int = 0)",
    doc: "Rounds half to even; a float stays a float.",
    examples: &[("round(3.5)", "4.0"), ("round(1250, -2)", "1200")],
    run: rounded,
};

fn rounded(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    round::round(number(&args[0]), int(&args[1]))
}

const POW: Builtin = Builtin {
    signature: "fn pow(a: num, b: num, c: num? = null)",
    doc: "Returns `a` to the power of `b`, modulo `c` if that is given.",
    examples: &[("pow(2, 10)", "1024"), ("pow(3, 4, 5)", "1"), ("pow(4, 0.5)", "2.0")],
    run: pow,
};

fn pow(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (a, b) = (number(&args[0]), number(&args[1]));
    if args[2].is_null() {
        return power::power(vm.options(), a, b);
    }
    match (a.integer(), b.integer(), number(&args[2]).integer()) {
        (Some(a), Some(b), Some(c)) => power::power_modulo(&a, &b, &c),
        _ => Err(Fault::type_error("`pow` with a modulus needs integers")),
    }
}

const MAX: Builtin = Builtin {
    signature: "fn max(a: any, b: any)",
    doc: "Returns the greater of two values.",
    examples: &[("max(1, 2)", "2")],
    run: max,
};

/// Returns `b` if it is greater, else `a`.
pub(super) fn max(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let greater = ops::greater(vm, &args[1], &args[0])?;
    Ok(args[usize::from(greater)].clone())
}

const MIN: Builtin = Builtin {
    signature: "fn min(a: any, b: any)",
    doc: "Returns the lesser of two values.",
    examples: &[("min('b', 'a')", "'a'")],
    run: min,
};

/// Returns `a` if `b` is greater, else `b`.
pub(super) fn min(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let greater = ops::greater(vm, &args[1], &args[0])?;
    Ok(args[usize::from(!greater)].clone())
}

const RANDOM: Builtin = Builtin {
    signature: "fn random()",
    doc: "Returns a random float from 0 up to, but not including, 1.",
    examples: &[("random() < 1", "true")],
    run: random,
};

fn random(_vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::float(fastrand::f64()))
}

const RANDOM_BETWEEN: Builtin = Builtin {
    signature: "fn random(from: any, to: any)",
    doc: "Returns a random integer between two bounds, both included.",
    examples: &[("random(3, 3)", "3"), ("random(0, pow(10, 30)) >= 0", "true")],
    run: random_between,
};

fn random_between(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    random::between(&args[0], &args[1])
}

const BITWISE_AND: Builtin = Builtin {
    signature: "fn bitwiseAnd(left: int, right: int)",
    doc: "Returns the bits that are set in both operands.",
    examples: &[("bitwiseAnd(6, 3)", "2"), ("bitwiseAnd(true, false)", "false")],
    run: bitwise_and,
};

fn bitwise_and(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a & b, |a, b| a & b))
}

const BITWISE_OR: Builtin = Builtin {
    signature: "fn bitwiseOr(left: int, right: int)",
    doc: "Returns the bits that are set in either operand.",
    examples: &[("bitwiseOr(6, 3)", "7")],
    run: bitwise_or,
};

fn bitwise_or(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a | b, |a, b| a | b))
}

const BITWISE_XOR: Builtin = Builtin {
    signature: "fn bitwiseXor(left: int, right: int)",
    doc: "Returns the bits that are set in exactly one operand.",
    examples: &[("bitwiseXor(6, 3)", "5")],
    run: bitwise_xor,
};

fn bitwise_xor(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a ^ b, |a, b| a ^ b))
}

/// Applies a bit operation: to two booleans with a boolean result, else to integers.
fn bitwise(
    a: &Value,
    b: &Value,
    booleans: fn(bool, bool) -> bool,
    integers: fn(BigInt, BigInt) -> BigInt,
) -> Value {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Value::bool(booleans(a.get(), b.get())),
        _ => Value::big(integers(big(a), big(b))),
    }
}

const BITWISE_NOT: Builtin = Builtin {
    signature: "fn bitwiseNot(arg: int)",
    doc: "Inverts all bits.",
    examples: &[("bitwiseNot(5)", "-6")],
    run: bitwise_not,
};

fn bitwise_not(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::big(!big(&args[0])))
}

const SHIFT_LEFT: Builtin = Builtin {
    signature: "fn shiftBitsLeft(value: int, bitsNumber: int)",
    doc: "Shifts the bits to the left.",
    examples: &[("shiftBitsLeft(3, 4)", "48")],
    run: shift_left,
};

fn shift_left(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    power::shift_left(vm.options(), &big(&args[0]), &big(&args[1]))
}

const SHIFT_RIGHT: Builtin = Builtin {
    signature: "fn shiftBitsRight(value: int, bitsNumber: int)",
    doc: "Shifts the bits to the right; the sign is preserved.",
    examples: &[("shiftBitsRight(-16, 2)", "-4")],
    run: shift_right,
};

fn shift_right(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    power::shift_right(&big(&args[0]), &big(&args[1]))
}

const HEX: Builtin = Builtin {
    signature: "fn hex(num: num?)",
    doc: "Formats an integer in hexadecimal.",
    examples: &[("hex(255)", "'0xff'")],
    run: hex,
};

/// Integers of the platform's hexadecimal notation.
fn hex(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match given(&args[0]).and_then(Number::of).and_then(Number::integer) {
        Some(int) => Ok(Value::string(format!("{int:#x}"))),
        None => {
            Err(Fault::type_error(format!("{} cannot be written in hexadecimal", args[0].kind())))
        }
    }
}

const MODULO: Builtin = Builtin {
    signature: "fn #operator_mod(left: any, right: any)",
    doc: "Returns the remainder of a division, which has the divisor's sign.",
    examples: &[("7 mod 3", "1"), ("-7 mod 3", "2")],
    run: |vm, args| ops::modulo(vm, &args[0], &args[1]),
};

const DIVIDE: Builtin = Builtin {
    signature: "fn #operator_/(left: any, right: any)",
    doc: "Divides; the quotient of two integers is an integer, rounded down.",
    examples: &[("7 / 2", "3"), ("7 / 2.0", "3.5")],
    run: |vm, args| ops::div(vm, &args[0], &args[1]),
};

const MULTIPLY: Builtin = Builtin {
    signature: "fn #operator_*(left: any, right: any)",
    doc: "Multiplies numbers, or repeats a string or a list.",
    examples: &[("3 * 4", "12"), ("'ab' * 2", "'abab'"), ("[0] * 3", "[0, 0, 0]")],
    run: |vm, args| ops::mul(vm, &args[0], &args[1]),
};

const SUBTRACT: Builtin = Builtin {
    signature: "fn #operator_-(left: any, right: any)",
    doc: "Subtracts numbers, dates and time spans; of two sets, returns the difference.",
    examples: &[("3 - 4", "-1")],
    run: |vm, args| ops::sub(vm, &args[0], &args[1]),
};

const ADD: Builtin = Builtin {
    signature: "fn #operator_+(left: any, right: any)",
    doc: "Adds numbers, dates and time spans; concatenates strings and lists; merges sets and dictionaries.",
    examples: &[("3 + 4", "7"), ("'a' + 'b'", "'ab'"), ("[1] + [2]", "[1, 2]")],
    run: |vm, args| ops::add(vm, &args[0], &args[1]),
};

const NEGATE: Builtin = Builtin {
    signature: "fn #unary_operator_-(op: any)",
    doc: "Negates a number.",
    examples: &[("-(3)", "-3")],
    run: |vm, args| ops::neg(vm, &args[0]),
};

const PLUS: Builtin = Builtin {
    signature: "fn #unary_operator_+(op: any)",
    doc: "Returns the number unchanged.",
    examples: &[("+(3)", "3")],
    run: |vm, args| ops::plus(vm, &args[0]),
};

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    ABS,
    SIGN,
    TO_INT,
    TO_FLOAT,
    IS_INTEGER,
    IS_NUMBER,
    ROUNDED,
    POW,
    MAX,
    MIN,
    RANDOM,
    RANDOM_BETWEEN,
    BITWISE_AND,
    BITWISE_OR,
    BITWISE_XOR,
    BITWISE_NOT,
    SHIFT_LEFT,
    SHIFT_RIGHT,
    HEX,
    MODULO,
    DIVIDE,
    MULTIPLY,
    SUBTRACT,
    ADD,
    NEGATE,
    PLUS,
];
