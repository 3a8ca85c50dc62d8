//! Parallel calls, and `sleep`.

use std::time::Duration;

use crate::runtime::machine::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

const PSELECT: Builtin = Builtin {
    signature: "method pselect(collection: iter, selector: lambda)",
    doc: "Returns the selector's result for each element, evaluated in parallel; the order is preserved.",
    examples: &[("[1, 2].pselect($ + 1)", "[2, 3]")],
    run: pselect,
};

fn pselect(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let items = iterate::collect(vm, &args[0])?;
    vm.call_parallel(&args[1], items, None).map(Value::list)
}

const SLEEP: Builtin = Builtin {
    signature: "fn sleep(seconds: num)",
    doc: "Waits a number of seconds; other branches run meanwhile.",
    examples: &[("sleep(0)", "null")],
    run: sleep,
};

fn sleep(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let seconds = match &args[0] {
        Value::Int(n) => *n as f64,
        Value::Float(f) => f.get(),
        _ => f64::NAN,
    };
    let time = Duration::try_from_secs_f64(seconds)
        .map_err(|_| Fault::value_error("`sleep` takes a non-negative number of seconds"))?;
    vm.sleep(time)?;
    Ok(Value::Null)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[PSELECT, SLEEP];
