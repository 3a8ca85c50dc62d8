//! Functions that reach outside of a program: the log, settings of the interpreter, secrets.

use crate::diag::{FaultKind, codes};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::{InitialValues, Vm};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};

const LOGGER: Builtin = Builtin {
    signature: "fn logger(name: str)",
    doc: "Returns a logger, whose `.debug()`, `.info()`, `.warning()`, `.error()` and others write to the log.",
    examples: &[("logger('app').info('started')", "null")],
    run: logger,
};

fn logger(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let class = vm.runtime().class_named("io.murano.system.Logger")?;
    let mut given = Dict::new();
    given.insert_str("loggerName", args[0].clone());
    let object = vm.apart(|vm| vm.make(&class, InitialValues::Dict(&given.into()), None))?;
    Ok(Value::Object(object))
}

const CONFIG: Builtin = Builtin {
    signature: "fn config(group: str, setting: str? = null, readAsFile: bool = false)",
    doc: "Returns a setting of the interpreter, for classes of io.murano.",
    examples: &[("config('home_region')", "!NoFunctionRegisteredException")],
    run: config,
};

/// `config(group, setting, readAsFile)`, `config(setting)`: only for code of io.murano.
fn config(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let registry = &vm.runtime().registry;
    let may = |class| registry.is_core(class) || *registry.package_name(class) == *"io.murano";
    if !vm.code_class().is_some_and(may) {
        return Err(Fault::no_function("there is no function `config`")
            .hint("only the interpreter's own classes can read its settings"));
    }
    let name = match (&args[0], &args[1]) {
        (Value::Str(group), Value::Str(setting)) => {
            format!("{}.{}", group.as_str(), setting.as_str())
        }
        (first, _) => first.as_str().unwrap_or("").to_owned(),
    };
    Ok(vm.runtime().setting(&name).unwrap_or_default())
}

const DECRYPT_DATA: Builtin = Builtin {
    signature: "fn decryptData(id: str)",
    doc: "Raises an error: there is no secret store here.",
    examples: &[("decryptData('secret')", "!RuntimeError")],
    run: decrypt_data,
};

/// There is no secret store, which is a different error from a wrong id.
fn decrypt_data(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let id = args[0].as_str().unwrap_or("");
    let message = format!("`{id}` cannot be decrypted: no secret store is configured");
    Err(Fault::new(FaultKind::Runtime, codes::NOT_FOUND, message))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[LOGGER, CONFIG, DECRYPT_DATA];
