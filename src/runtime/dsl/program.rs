//! What a script says to its user.

use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::native::Builtin;
use crate::runtime::value::Value;
use crate::runtime::vm::Vm;
use crate::runtime::{iterate, notation};

fn print(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::List(items) = &args[0] else { return Ok(Value::Null) };
    let mut texts = Vec::with_capacity(items.len());
    for item in items.iter() {
        texts.push(match item {
            Value::Seq(_) => {
                let list = iterate::to_list(vm, item)?;
                notation::display(&Value::List(list))
            }
            other => notation::display(other),
        });
    }
    vm.world().write(&format!("{}\n", texts.join(" ")));
    Ok(Value::Null)
}

fn args(vm: &mut Vm<'_>, _: &mut [Value]) -> Outcome<Value> {
    let given = vm.world().arguments().args.iter().map(|a| Value::str(a)).collect();
    Ok(Value::list(given))
}

fn var(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let name = args[0].as_str().unwrap_or("").to_owned();
    let given = vm.world().arguments();
    let found = given.vars.iter().rev().find(|(n, _)| *n == name).map(|(_, v)| Value::str(v));
    match (found, args[1].is_missing()) {
        (Some(value), _) => Ok(value),
        (None, false) => Ok(std::mem::take(&mut args[1])),
        (None, true) => Err(Fault::key_error(format!("the variable `{name}` was not given"))
            .hint(format!("give it with `--var {name}=VALUE`, or a default: `var('{name}', …)`"))),
    }
}

/// What a script says to its user.
pub(super) const FUNCTIONS: &[Builtin] = &[
    Builtin {
        signature: "fn print(*values: any?)",
        doc: "Prints values as text, with spaces between them, and ends the line.",
        examples: &[("print()", "null")],
        run: print,
    },
    Builtin {
        signature: "fn args()",
        doc: "The words a script was given after `--` on the command line.",
        examples: &[("args()", "[]")],
        run: args,
    },
    Builtin {
        signature: "fn var(name: str, default: any? = none)",
        doc: "The value a script was given by `--var NAME=VALUE`, as a string; else the default.",
        examples: &[("var('size', 3)", "3")],
        run: var,
    },
];
