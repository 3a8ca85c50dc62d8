//! Choice among values: conditions are evaluated in order, and no further than needed.

use super::arguments::{int, items, take};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::Seq;

const SWITCH: Builtin = Builtin {
    signature: "nokw fn switch(*args: lazyRule)",
    doc: "Returns the value of the first rule whose condition is true, or null if there is none.",
    examples: &[("switch(1 > 2 => 'a', 2 > 1 => 'b')", "'b'"), ("switch(false => 1)", "null")],
    run: switch,
};

fn switch(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    for rule in items(&args[0]) {
        let Some((key, value)) = rule.as_rule() else { continue };
        if vm.call(key, &[])?.truth() {
            return vm.call(value, &[]);
        }
    }
    Ok(Value::Null)
}

const SELECT_CASE: Builtin = Builtin {
    signature: "fn selectCase(*args: lambda)",
    doc: "Returns the index of the first true argument, or the number of arguments if there is none.",
    examples: &[("selectCase(0, null, 'x')", "2"), ("selectCase()", "0")],
    run: select_case,
};

fn select_case(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let cases = items(&args[0]);
    for (i, case) in cases.iter().enumerate() {
        if is_true(vm, case)? {
            return Ok(place(i));
        }
    }
    Ok(place(cases.len()))
}

const SELECT_ALL_CASES: Builtin = Builtin {
    signature: "fn selectAllCases(*args: lambda)",
    doc: "Returns the indices of all true arguments.",
    examples: &[("selectAllCases('a', '', 'b')", "[0, 2]")],
    run: select_all_cases,
};

fn select_all_cases(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let cases = take(&mut args[0]);
    let mut at = 0;
    Seq::lazy(0, move |vm| {
        while let Some(case) = items(&cases).get(at) {
            at += 1;
            if is_true(vm, case)? {
                return Ok(Some(place(at - 1)));
            }
        }
        Ok(None)
    })
}

const EXAMINE: Builtin = Builtin {
    signature: "fn examine(*args: lambda)",
    doc: "Returns for each argument whether it is true.",
    examples: &[("examine('a', '', 7)", "[true, false, true]")],
    run: examine,
};

fn examine(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let cases = take(&mut args[0]);
    let mut at = 0;
    Seq::lazy(0, move |vm| {
        let Some(case) = items(&cases).get(at) else { return Ok(None) };
        at += 1;
        is_true(vm, case).map(|holds| Some(Value::bool(holds)))
    })
}

const SWITCH_CASE: Builtin = Builtin {
    signature: "method switchCase(case: int, *args: lambda)",
    doc: "Returns the argument at that index, or the last one if the index is out of range.",
    examples: &[("0.switchCase('a', 'b')", "'a'"), ("9.switchCase('a', 'b')", "'b'")],
    run: switch_case,
};

fn switch_case(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let cases = items(&args[1]);
    let wanted = usize::try_from(int(&args[0])).ok().and_then(|case| cases.get(case));
    match wanted.or(cases.last()) {
        Some(case) => vm.call(case, &[]),
        None => Ok(Value::Null),
    }
}

const COALESCE: Builtin = Builtin {
    signature: "fn coalesce(*args: lambda)",
    doc: "Returns the first argument that is not null.",
    examples: &[("coalesce(null, 0, 1)", "0")],
    run: coalesce,
};

fn coalesce(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    for candidate in items(&args[0]) {
        let value = vm.call(candidate, &[])?;
        if !value.is_null() {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

const LEGACY_SWITCH: Builtin = Builtin {
    signature: "legacy exclusive nokw both switch(value: any, *conditions: lambda)",
    doc: "Returns the value of the first rule whose condition is true, where `$` is the receiver.",
    examples: &[("5.switch($ < 3 => 'few', $ < 9 => 'some')", "'some'")],
    run: legacy_switch,
};

fn legacy_switch(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let value = std::slice::from_ref(&args[0]);
    for condition in items(&args[1]) {
        let rule = vm.call(condition, value)?;
        let (key, result) = match (rule.as_rule(), items(&rule)) {
            (Some((key, result)), _) => (key, result),
            (None, [key, result]) => (key, result),
            _ => {
                return Err(Fault::value_error(
                    "value` => each argument must be `condition => value` => value`",
                ));
            }
        };
        if vm.call(key, value)?.truth() {
            return vm.call(result, value);
        }
    }
    Ok(Value::Null)
}

/// Whether the condition of a case holds. A missing condition does.
fn is_true(vm: &mut Vm<'_>, case: &Value) -> Outcome<bool> {
    let value = vm.call(case, &[])?;
    Ok(value.is_missing() || value.truth())
}

/// An index as a value.
fn place(index: usize) -> Value {
    Value::Int(i64::try_from(index).unwrap_or(i64::MAX))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[SWITCH, LEGACY_SWITCH, SELECT_CASE, SELECT_ALL_CASES, EXAMINE, SWITCH_CASE, COALESCE];
