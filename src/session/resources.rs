//! `io.murano.system.Resources`: resource files of packages, as strings and as data.
//! See docs/language/library.md#resources.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::data::{self, DataFormat};
use crate::compile::ir::ClassId;
use crate::compile::package::{Package, safe_path};
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

const CLASS: &str = "io.murano.system.Resources";
/// Its method and property for the class whose code creates an object of it.
const CALLER: &str = "_caller";
const MAKER: &str = "_maker";

/// Binds the native methods of the class.
pub(super) fn bind(runtime: &Runtime) {
    let string: NativeMethod = Rc::new(string);
    runtime.bind(CLASS, "string", string);
    let caller: NativeMethod = Rc::new(|vm, this, _| caller(vm, this));
    runtime.bind(CLASS, CALLER, caller);
    for (method, kind) in [("json", DataFormat::Json), ("yaml", DataFormat::Yaml11)] {
        let read: NativeMethod = Rc::new(move |vm, this, args| structured(vm, this, args, kind));
        runtime.bind(CLASS, method, read);
    }
}

/// The class whose code creates an object of `Resources`: the innermost on the call stack that is not its own.
fn caller(vm: &mut Vm<'_>, this: &Value) -> Outcome<Value> {
    let Value::Object(object) = this else { return Ok(Value::Null) };
    let own: Vec<ClassId> = object.class.lineage().map(|class| class.id).collect();
    match vm.code_classes().find(|class| !own.contains(class)) {
        Some(class) => Ok(Value::Type(vm.runtime().class(class)?)),
        None => Ok(Value::Null),
    }
}

fn string(vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
    let bytes = bytes(vm, this, args)?;
    if args.get(2).is_some_and(Value::truth) {
        return Ok(Value::string(STANDARD.encode(bytes)));
    }
    Ok(Value::string(text(bytes, args)?))
}

fn structured(
    vm: &mut Vm<'_>,
    this: &Value,
    args: &mut [Value],
    kind: DataFormat,
) -> Outcome<Value> {
    let text = text(bytes(vm, this, args)?, args)?;
    data::read(&text, Some(kind)).map_err(|bad| {
        let message = format!(
            "the resource `{}` cannot be read: {} (line {}, column {})",
            name(args),
            bad.message,
            bad.line,
            bad.column
        );
        Fault::value_error(message)
    })
}

fn name(args: &[Value]) -> &str {
    args.first().and_then(Value::as_str).unwrap_or("")
}

fn text(bytes: Vec<u8>, args: &[Value]) -> Outcome<String> {
    String::from_utf8(bytes).map_err(|_| {
        let message = format!("the resource `{}` is not UTF-8 text", name(args));
        Fault::value_error(message).hint("`binary => true` gives its bytes in base 64")
    })
}

fn bytes(vm: &mut Vm<'_>, this: &Value, args: &[Value]) -> Outcome<Vec<u8>> {
    let name = name(args);
    let package = package(vm, this, args.get(1))?;
    let path = safe_path("Resources", name).ok_or_else(|| {
        Fault::value_error(format!("the resource `{name}` is outside its package"))
    })?;
    package.contents.read(&path).map_err(|why| {
        let title = package.contents.title(&path);
        let message = format!("the resource `{title}` cannot be read: {why}");
        Fault::new(FaultKind::FileNotFound, codes::UNREADABLE, message)
    })
}

/// The package of the owner argument; else of the code that created the `Resources` object; else of the calling code.
fn package(vm: &mut Vm<'_>, this: &Value, owner: Option<&Value>) -> Outcome<Rc<Package>> {
    let maker = match this {
        Value::Object(object) => object.declared(MAKER),
        _ => Value::Null,
    };
    let class = match (owner, maker) {
        (Some(owner), _) if !owner.is_null() => class_of(vm, owner)?,
        (_, Value::Type(class)) => Some(class.id),
        _ => vm.code_class(),
    };
    let package = class.and_then(|class| vm.runtime().registry.given_package(class));
    package.ok_or_else(|| {
        let message = "this code belongs to no package, so it has no resources";
        Fault::value_error(message).hint("give an object or a class of the package as the owner")
    })
}

fn class_of(vm: &mut Vm<'_>, owner: &Value) -> Outcome<Option<ClassId>> {
    match owner {
        Value::Object(object) => Ok(Some(object.class.id)),
        Value::Type(class) => Ok(Some(class.id)),
        Value::Str(name) => vm.class_by_text(name.as_str()).map(|class| Some(class.id)),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Ok(Some(class.id)),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}
