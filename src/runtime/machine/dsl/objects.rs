//! Creating and inspecting objects: `new`, `find`, `cast`, `id`, `name`, `type`, ….

use std::rc::Rc;

use crate::compile::package::VersionSpec;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::{InitialValues, Vm};
use crate::runtime::model::dump::Form;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::object::mirror::Mirror;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

/// The class that a value is or names.
pub(super) fn class_of(vm: &mut Vm<'_>, value: &Value) -> Outcome<Rc<Class>> {
    match value {
        Value::Type(class) => Ok(class.clone()),
        Value::Str(text) => vm.class_by_text(text.as_str()),
        Value::Object(object) => Ok(object.class.clone()),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Ok(class.clone()),
            Extended::Mirror(mirror) => match Mirror::of(&**mirror) {
                Some(Mirror::Class(class)) => Ok(class.clone()),
                _ => Err(no_class_in(value)),
            },
            _ => Err(no_class_in(value)),
        },
        other => Err(no_class_in(other)),
    }
}

/// The object that a value is, or is a part of.
pub(super) fn object_of(value: &Value) -> Option<Rc<Object>> {
    match value {
        Value::Object(object) => Some(object.clone()),
        Value::Extended(other) => match &**other {
            Extended::Part(object, _) => Some(object.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn owner_of(value: &Value) -> Outcome<Option<Rc<Object>>> {
    match value {
        Value::Null | Value::Missing => Ok(None),
        other => match object_of(other) {
            Some(object) => Ok(Some(object)),
            None => Err(Fault::type_error(format!(
                "an owner must be an object, found {}",
                other.kind()
            ))),
        },
    }
}

const NEW: Builtin = Builtin {
    signature: "fn new(_type: any, _owner: object? = null, _objectName: str? = null, _extra: dict? = null, **properties: any?)",
    doc: "Creates an object of a class: owner, name and header by position, properties by name.",
    examples: &[("class Port { number: int }\nnew(:Port, number => 80).number", "80")],
    run: new,
};

/// `new(type, owner, objectName, extra, **properties)`: the first four by position only.
fn new(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::Dict(named) = std::mem::take(&mut args[4]) else { return Ok(Value::Null) };
    made(vm, args, named)
}

const NEW_OF_PARAMETERS: Builtin = Builtin {
    signature: "fn new(type: any, parameters: dict, owner: object? = null, objectName: str? = null, extra: dict? = null)",
    doc: "Creates an object of a class, with its properties in a dictionary.",
    examples: &[("class Port { number: int }\nnew(:Port, { number => 80 }).number", "80")],
    run: new_of_parameters,
};

/// `new(type, parameters, owner, objectName, extra)`.
fn new_of_parameters(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::Dict(given) = std::mem::take(&mut args[1]) else { return Ok(Value::Null) };
    let rest = [0, 2, 3, 4].map(|n| std::mem::take(&mut args[n]));
    made(vm, &rest, given)
}

/// An object of a class, with owner, name and further keys of its header.
fn made(vm: &mut Vm<'_>, args: &[Value], given: Rc<Dict>) -> Outcome<Value> {
    let class = class_of(vm, &args[0])?;
    let owner = owner_of(&args[1])?;
    let object = vm.make(&class, InitialValues::Dict(&given), owner)?;
    if let Some(name) = args[2].as_str() {
        object.edit_header(|h| h.name = Some(name.into()));
    }
    if let Value::Dict(extra) = &args[3] {
        let own = extra.iter().filter(|(k, _)| k.as_str().is_some_and(|k| k.starts_with('_')));
        let own: Dict = own.map(|(k, v)| (k.clone(), v.clone())).collect();
        object.edit_header(|h| h.extra = own);
    }
    Ok(Value::Object(object))
}

const NEW_OF_MODEL: Builtin = Builtin {
    signature: "fn new(model: dict, owner: object? = null)",
    doc: "Creates an object from an object model.",
    examples: &[(
        "class Port { number: int }\nnew({ '?' => { type => 'Port' }, number => 80 }).number",
        "80",
    )],
    run: new_of_model,
};

/// `new(model, owner)`.
fn new_of_model(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Value::Dict(model) = std::mem::take(&mut args[0]) else { return Ok(Value::Null) };
    let owner = owner_of(&args[1])?;
    vm.make_model(model, owner).map(Value::Object)
}

const DUMP: Builtin = Builtin {
    signature: "fn dump(object: any?, serializationType: str = 'Serializable', ignoreUpcasts: bool = true)",
    doc: "Converts an object to its object model, with classes as names, or as types ('Mixed', 'Inline').",
    examples: &[
        ("class Port { number: int }\ndump(new(:Port, number => 80)).number", "80"),
        ("class Port { number: int }\ndump(new(:Port, number => 80)).get('?').type", "'Port'"),
    ],
    run: dump,
};

/// `dump(object, serializationType, ignoreUpcasts)`.
fn dump(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let form = match args[1].as_str().unwrap_or("") {
        "Serializable" => Form::Serializable,
        "Mixed" => Form::Mixed,
        "Inline" => Form::Inline,
        other => {
            let message = format!("an object cannot be dumped as '{other}'");
            return Err(
                Fault::value_error(message).hint("there are: 'Serializable', 'Mixed', 'Inline'")
            );
        }
    };
    let value = args[0].clone();
    vm.dump(&value, form, args[2].truth())
}

const FIND: Builtin = Builtin {
    signature: "both find(object: any, type: any)",
    doc: "Returns the nearest owner of an object that is an instance of a class, or null.",
    examples: &[(
        "class House { room: Room }\nclass Room { house() { return $.find(:House) } }\n$house = new House { room: {} }\n$house.room.house() == $house",
        "true",
    )],
    run: find,
};

fn find(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Some(object) = object_of(&args[0]) else {
        return Err(Fault::no_matching_method(format!(
            "`find` looks among the owners of an object, found {}",
            args[0].kind()
        )));
    };
    let class = class_of(vm, &args[1])?;
    if vm.runtime().is_script(&object) {
        vm.environment()?;
    }
    let found = object.owners().find(|o| o.class.is(class.id));
    Ok(found.map_or(Value::Null, Value::Object))
}

const REQUIRE: Builtin = Builtin {
    signature: "both require(value: any?)",
    doc: "Returns the value, or raises an exception if it is null.",
    examples: &[("require(80)", "80"), ("require(null)", "!ValueError")],
    run: require,
};

fn require(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if args[0].is_null() {
        return Err(Fault::new(
            FaultKind::ValueError,
            codes::NOT_FOUND,
            "`require` was given null",
        )
        .hint("`find` returns null where no owner of the object is of that class")
        .compat_message("Required value is missing"));
    }
    Ok(std::mem::take(&mut args[0]))
}

const CAST: Builtin = Builtin {
    signature: "fn cast(object: any, type: any, versionSpec: any? = null)",
    doc: "Returns an object viewed as one of its base classes.",
    examples: &[(
        "class Base { name() { return 'base' } }\nclass Derived extends Base { name() { return 'derived' } }\ncast(new Derived {}, :Base).name()",
        "'base'",
    )],
    run: cast,
};

fn cast(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let Some(object) = object_of(&args[0]) else {
        let found = args[0].kind();
        return Err(Fault::no_matching_function(format!("`cast` needs an object, found {found}")));
    };
    // Several versions of one class can be in a lineage. Without a version the requirements of
    // the running code's package decide; the parts that remain must be exactly one.
    let class = class_of(vm, &args[1])?;
    let spec = match &args[2] {
        Value::Null | Value::Missing => None,
        version => {
            let text = crate::runtime::value::notation::display(version);
            Some(text.parse::<VersionSpec>().map_err(|bad| Fault::value_error(bad.to_string()))?)
        }
    };
    let scope = vm.scope();
    let registry = &vm.runtime().registry;
    let fits =
        |c: &&Rc<Class>| registry.is_version(c.id, class.id, spec.as_ref(), scope.as_deref());
    let parts: Vec<Rc<Class>> = object.class.lineage().filter(fits).cloned().collect();
    let written = spec.as_ref().map_or(String::new(), |_| {
        format!(" in version {}", crate::runtime::value::notation::display(&args[2]))
    });
    match parts.as_slice() {
        [] => {
            let message = format!("`{}` is not a `{}`{written}", object.class.name, class.name);
            Err(Fault::no_class(message))
        }
        [part] => Ok(Value::extended(Extended::Part(object, part.clone()))),
        several => {
            let versions: Vec<String> = several.iter().map(|c| registry.type_text(c.id)).collect();
            let message =
                format!("the object has several versions of the class: {}", versions.join(", "));
            Err(Fault::ambiguous_class(message)
                .hint("name the version: `cast(object, type, version)`"))
        }
    }
}

/// An object viewed as each of the base classes of the running code's class.
fn parents(vm: &mut Vm<'_>, value: &Value) -> Outcome<Vec<Value>> {
    let Some(object) = object_of(value) else {
        return Err(Fault::type_error(format!("`super` needs an object, found {}", value.kind())));
    };
    let Some(class) = vm.code_class() else { return Ok(Vec::new()) };
    let class = vm.runtime().class(class)?;
    let part = |c: &Rc<Class>| Value::extended(Extended::Part(object.clone(), c.clone()));
    Ok(class.parents.iter().map(part).collect())
}

const SUPER: Builtin = Builtin {
    signature: "fn super(object: any, func: lambda = none)",
    doc: "Returns an object viewed as the base classes of the running class; with a lambda, its result for each.",
    examples: &[(
        "class Base { name() { return 'base' } }\nclass Derived extends Base { names() { return super($, $.name()) } }\nnew(:Derived).names()",
        "['base']",
    )],
    run: super_,
};

fn super_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let parts = parents(vm, &args[0])?;
    if args[1].is_missing() {
        return Ok(Value::list(parts));
    }
    let results: Outcome<Vec<Value>> =
        parts.iter().map(|p| vm.call(&args[1], std::slice::from_ref(p))).collect();
    Ok(Value::list(results?))
}

const PSUPER: Builtin = Builtin {
    signature: "fn psuper(object: any, func: lambda = none)",
    doc: "Like `super`, with the lambda run for all base classes in parallel.",
    examples: &[(
        "class Base { name() { return 'base' } }\nclass Derived extends Base { names() { return psuper($, $.name()) } }\nnew(:Derived).names()",
        "['base']",
    )],
    run: psuper,
};

fn psuper(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let parts = parents(vm, &args[0])?;
    if args[1].is_missing() {
        return Ok(Value::list(parts));
    }
    vm.call_parallel(&args[1], parts, None).map(Value::list)
}

const ID: Builtin = Builtin {
    signature: "fn id(object: any?)",
    doc: "Returns an object's id.",
    examples: &[(
        "class Port { number: int }\n$ports = [new(:Port), new(:Port)]\nid($ports[0]) == id($ports[1])",
        "false",
    )],
    run: id,
};

fn id(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match object_of(&args[0]) {
        Some(object) => Ok(Value::str(&object.id())),
        None => Err(Fault::no_matching_function(format!(
            "only objects have an id, found {}",
            args[0].kind()
        ))),
    }
}

const NAME: Builtin = Builtin {
    signature: "fn name(object: any?)",
    doc: "Returns the name that an object has in its model, or null.",
    examples: &[("class Port { number: int }\nname(new(:Port, null, 'web'))", "'web'")],
    run: name,
};

fn name(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let name = object_of(&args[0]).and_then(|o| o.header(|h| h.name.clone()));
    Ok(name.map_or(Value::Null, |n| Value::str(&n)))
}

const METADATA: Builtin = Builtin {
    signature: "fn metadata(object: any)",
    doc: "Returns the metadata that an object has in its model.",
    examples: &[(
        "class Port { number: int }\nmetadata(new({ '?' => { type => 'Port', metadata => { x => 1 } } }))",
        "{'x' => 1}",
    )],
    run: metadata,
};

fn metadata(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    match object_of(&args[0]) {
        Some(object) => Ok(object.header(|header| header.metadata.clone())),
        None => {
            let found = args[0].kind();
            Err(Fault::no_matching_function(format!("only objects have metadata, found {found}")))
        }
    }
}

const TYPE: Builtin = Builtin {
    signature: "fn type(object: any?)",
    doc: "Returns the class of an object, or the class with a name.",
    examples: &[
        ("class Port { number: int }\ntype(new(:Port)) == :Port", "true"),
        ("type(null)", "null"),
    ],
    run: type_,
};

fn type_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let named = vm.scope().is_some_and(|scope| scope.type_names);
    match &args[0] {
        Value::Object(object) if named => Ok(Value::str(&object.class.name)),
        Value::Null => Ok(Value::Null),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Ok(Value::Type(class.clone())),
            _ => Err(Fault::type_error(format!("{} has no class", args[0].kind()))),
        },
        value => class_of(vm, &value.clone()).map(Value::Type),
    }
}

const IS_OBJECT: Builtin = Builtin {
    signature: "fn isObject(value: any?)",
    doc: "Returns whether the value is an object or a class.",
    examples: &[
        ("class Port { number: int }\nisObject(new(:Port))", "true"),
        ("isObject('text')", "false"),
    ],
    run: is_object,
};

fn is_object(_: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let caught =
        matches!(&args[0], Value::Extended(other) if matches!(**other, Extended::Exception(_)));
    let object = caught || matches!(args[0], Value::Object(_) | Value::Type(_));
    Ok(Value::bool(object || object_of(&args[0]).is_some()))
}

impl Vm<'_> {
    /// `value is class`.
    pub(in crate::runtime) fn is_of(&mut self, value: &Value, class: &Value) -> Outcome<Value> {
        let class = class_of(self, class)?;
        let found = match value {
            Value::Null => return Ok(Value::bool(false)),
            Value::Object(object) => object.class.clone(),
            Value::Type(class) => class.clone(),
            Value::Extended(other) => match &**other {
                Extended::Part(_, part) => part.clone(),
                Extended::Exception(fault) => {
                    let named =
                        fault.has_name(&class.name) || &*class.name == "io.murano.Exception";
                    return Ok(Value::bool(named));
                }
                _ => return Err(no_class(value)),
            },
            other => return Err(no_class(other)),
        };
        Ok(Value::bool(found.is(class.id)))
    }
}

fn no_class_in(value: &Value) -> Fault {
    Fault::no_matching_function(format!("a class was expected, found {}", value.kind()))
}

fn no_class(value: &Value) -> Fault {
    Fault::no_matching_function(format!("`is` needs an object, found {}", value.kind()))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    NEW,
    NEW_OF_PARAMETERS,
    NEW_OF_MODEL,
    DUMP,
    FIND,
    REQUIRE,
    CAST,
    SUPER,
    PSUPER,
    ID,
    NAME,
    METADATA,
    TYPE,
    IS_OBJECT,
];
