//! Output of programs: `print`.

use crate::runtime::machine::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::notation;

const PRINT: Builtin = Builtin {
    signature: "fn print(*values: any?)",
    doc: "Prints values as text, with spaces between them, and ends the line.",
    examples: &[("print()", "null")],
    run: print,
};

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
    vm.runtime().write(&format!("{}\n", texts.join(" ")));
    Ok(Value::Null)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[PRINT];
