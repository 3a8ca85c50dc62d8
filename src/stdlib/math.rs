//! Numbers.

mod random;

use num_bigint::BigInt;

use super::arguments::{big, given, int, number};
use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::number::{Number, parse, power, round};

fn abs(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(match number(&args[0]) {
        Number::Float(f) => Value::float(f.abs()),
        Number::Int(i) => Value::big(BigInt::from(i).magnitude().clone().into()),
        Number::Big(b) => Value::big(b.magnitude().clone().into()),
    })
}

fn sign(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let zero = Number::Int(0);
    let order = crate::runtime::value::number::compare(number(&args[0]), zero);
    Ok(Value::Int(order.map_or(0, |order| order as i64)))
}

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

/// A float without its fraction.
fn truncated(f: f64) -> Outcome<Value> {
    if f.is_nan() {
        return Err(Fault::value_error("what is not a number cannot become an integer"));
    }
    match <BigInt as num_traits::FromPrimitive>::from_f64(f.trunc()) {
        Some(whole) => Ok(Value::big(whole)),
        None => Err(Fault::overflow_error("infinity cannot become an integer")),
    }
}

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

fn is_integer(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(matches!(args[0], Value::Int(_) | Value::Big(_))))
}

fn is_number(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(Number::of(&args[0]).is_some()))
}

fn rounded(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    round::round(number(&args[0]), int(&args[1]))
}

fn pow(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (a, b) = (number(&args[0]), number(&args[1]));
    if args[2].is_null() {
        return power::power(vm.options(), a, b);
    }
    match (a.integer(), b.integer(), number(&args[2]).integer()) {
        (Some(a), Some(b), Some(c)) => power::power_modulo(&a, &b, &c),
        _ => Err(Fault::type_error("a power with a modulus is for integers only")),
    }
}

/// `b` if it is greater, else `a`.
pub(super) fn max(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let greater = ops::greater(vm, &args[1], &args[0])?;
    Ok(args[usize::from(greater)].clone())
}

/// `a` if `b` is greater, else `b`.
pub(super) fn min(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let greater = ops::greater(vm, &args[1], &args[0])?;
    Ok(args[usize::from(!greater)].clone())
}

fn random(_vm: &mut Vm<'_>, _args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::float(fastrand::f64()))
}

fn random_between(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    random::between(&args[0], &args[1])
}

fn bitwise_and(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a & b, |a, b| a & b))
}

fn bitwise_or(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a | b, |a, b| a | b))
}

fn bitwise_xor(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(bitwise(&args[0], &args[1], |a, b| a ^ b, |a, b| a ^ b))
}

/// Of two booleans a boolean, else an integer.
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

fn bitwise_not(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::big(!big(&args[0])))
}

fn shift_left(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    power::shift_left(vm.options(), &big(&args[0]), &big(&args[1]))
}

fn shift_right(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    power::shift_right(&big(&args[0]), &big(&args[1]))
}

/// Integers of the platform's hexadecimal notation.
fn hex(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match given(&args[0]).and_then(Number::of).and_then(Number::integer) {
        Some(int) => Ok(Value::string(format!("{int:#x}"))),
        None => Err(Fault::type_error(format!("{} has no hexadecimal digits", args[0].kind()))),
    }
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row("fn abs(op: num)", "Without its sign.", &[("abs(-3.5)", "3.5")], abs),
    row("fn sign(num: num)", "-1, 0 or 1.", &[("sign(-7)", "-1"), ("sign(0.0)", "0")], sign),
    row(
        "fn int(value: any)",
        "As an integer: cut off, or read from digits.",
        &[("int('12')", "12"), ("int(-2.9)", "-2"), ("int(null)", "0")],
        to_int,
    ),
    row(
        "fn float(value: any)",
        "As a float.",
        &[("float('1e3')", "1000.0"), ("float(2)", "2.0")],
        to_float,
    ),
    row(
        "fn isInteger(value: any)",
        "Is it an integer? Booleans and 5.0 are none.",
        &[("isInteger(5)", "true"), ("isInteger(5.0)", "false")],
        is_integer,
    ),
    row(
        "fn isNumber(value: any)",
        "Is it an integer or a float?",
        &[("isNumber(0.5)", "true"), ("isNumber(true)", "false")],
        is_number,
    ),
    row(
        "fn round(number: num, ndigits: int = 0)",
        "Rounds half to even; a float stays a float.",
        &[("round(3.5)", "4.0"), ("round(1250, -2)", "1200")],
        rounded,
    ),
    row(
        "fn pow(a: num, b: num, c: num? = null)",
        "`a` to the power `b`, modulo `c` if that is given.",
        &[("pow(2, 10)", "1024"), ("pow(3, 4, 5)", "1"), ("pow(4, 0.5)", "2.0")],
        pow,
    ),
    row("fn max(a: any, b: any)", "The greater of two.", &[("max(1, 2)", "2")], max),
    row("fn min(a: any, b: any)", "The less of two.", &[("min('b', 'a')", "'a'")], min),
    row("fn random()", "A float from 0 up to 1.", &[("random() < 1", "true")], random),
    row(
        "fn random(from: any, to: any)",
        "An integer between two, both included.",
        &[("random(3, 3)", "3"), ("random(0, pow(10, 30)) >= 0", "true")],
        random_between,
    ),
    row(
        "fn bitwiseAnd(left: int, right: int)",
        "Bits of both.",
        &[("bitwiseAnd(6, 3)", "2"), ("bitwiseAnd(true, false)", "false")],
        bitwise_and,
    ),
    row(
        "fn bitwiseOr(left: int, right: int)",
        "Bits of either.",
        &[("bitwiseOr(6, 3)", "7")],
        bitwise_or,
    ),
    row(
        "fn bitwiseXor(left: int, right: int)",
        "Bits of exactly one.",
        &[("bitwiseXor(6, 3)", "5")],
        bitwise_xor,
    ),
    row("fn bitwiseNot(arg: int)", "The other bits.", &[("bitwiseNot(5)", "-6")], bitwise_not),
    row(
        "fn shiftBitsLeft(value: int, bitsNumber: int)",
        "Bits moved up.",
        &[("shiftBitsLeft(3, 4)", "48")],
        shift_left,
    ),
    row(
        "fn shiftBitsRight(value: int, bitsNumber: int)",
        "Bits moved down; the sign stays.",
        &[("shiftBitsRight(-16, 2)", "-4")],
        shift_right,
    ),
    row("fn hex(num: num?)", "In hexadecimal.", &[("hex(255)", "'0xff'")], hex),
    row(
        "fn #operator_mod(left: any, right: any)",
        "The rest of a division, with the divisor's sign.",
        &[("7 mod 3", "1"), ("-7 mod 3", "2")],
        |vm, args| ops::modulo(vm, &args[0], &args[1]),
    ),
    row(
        "fn #operator_/(left: any, right: any)",
        "Divides; two integers to an integer, rounded down.",
        &[("7 / 2", "3"), ("7 / 2.0", "3.5")],
        |vm, args| ops::div(vm, &args[0], &args[1]),
    ),
    row(
        "fn #operator_*(left: any, right: any)",
        "Multiplies; repeats a string or a list.",
        &[("3 * 4", "12"), ("'ab' * 2", "'abab'"), ("[0] * 3", "[0, 0, 0]")],
        |vm, args| ops::mul(vm, &args[0], &args[1]),
    ),
    row(
        "fn #operator_-(left: any, right: any)",
        "Subtracts; the difference of sets, of dates.",
        &[("3 - 4", "-1")],
        |vm, args| ops::sub(vm, &args[0], &args[1]),
    ),
    row(
        "fn #operator_+(left: any, right: any)",
        "Adds; joins strings, lists, sets, dictionaries.",
        &[("3 + 4", "7"), ("'a' + 'b'", "'ab'"), ("[1] + [2]", "[1, 2]")],
        |vm, args| ops::add(vm, &args[0], &args[1]),
    ),
    row("fn #unary_operator_-(op: any)", "The opposite.", &[("-(3)", "-3")], |vm, args| {
        ops::neg(vm, &args[0])
    }),
    row("fn #unary_operator_+(op: any)", "The same number.", &[("+(3)", "3")], |vm, args| {
        ops::plus(vm, &args[0])
    }),
];
