//! Attributes of mirrors: of reflected classes, properties, methods, arguments and packages.
//! See docs/language/reflection.md#types and docs/language/reflection.md#members.

use std::rc::Rc;

use crate::compile::unit;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::{Class, Declaration, Found};
use crate::runtime::object::meta::Attached;
use crate::runtime::object::method::{Body, Method};
use crate::runtime::object::mirror::Mirror;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::extended::Reflected;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{ClassUsage, MethodUsage, ParamKind, Text};

impl Vm<'_> {
    /// `.name` of a mirror; `None` if it has no such attribute.
    pub(crate) fn mirrored(&mut self, mirror: &Mirror, name: &str) -> Outcome<Option<Value>> {
        if let Mirror::Version(text) = mirror {
            return Ok(version_part(text, name));
        }
        if name == "name" {
            return Ok(Some(Value::str(&mirror.name())));
        }
        match mirror {
            Mirror::Version(_) => Ok(None),
            Mirror::Class(class) => self.of_class(class, name),
            Mirror::Property(declaration) => self.of_property(declaration, name),
            Mirror::Method(method) => self.of_method(method, name),
            Mirror::Argument(method, n) => self.of_argument(method, *n, name),
            Mirror::Package(class, _) => self.of_package(class, name),
        }
    }

    fn of_class(&mut self, class: &Rc<Class>, name: &str) -> Outcome<Option<Value>> {
        // The attributes of docs/language/reflection.md#types, one a row. Properties and
        // methods are listed by declaration: several with one name if none overrides the
        // others.
        let rules = &class.ir.tree.meta_rules;
        Ok(Some(match name {
            "usage" => Value::str(match class.ir.usage {
                ClassUsage::Class => "Class",
                ClassUsage::Meta => "Meta",
            }),
            "version" => version(&self.runtime().registry.version_of(class.id)),
            "package" => {
                let name = self.runtime().registry.package_name(class.id);
                Mirror::Package(class.clone(), name).value()
            }
            "ancestors" => Value::list(
                class.ancestors.iter().map(|c| Mirror::Class(c.clone()).value()).collect(),
            ),
            "properties" => {
                let shown = class.properties().keys().filter(|n| is_shown(n));
                let heads = shown.flat_map(|n| class.property_heads(n));
                Value::list(heads.map(|d| Mirror::Property(d).value()).collect())
            }
            "methods" => {
                let names = class.method_names();
                let shown = names.iter().filter(|n| is_shown(n));
                let heads = shown.flat_map(|n| candidates(class, n));
                Value::list(heads.map(|m| Mirror::Method(m).value()).collect())
            }
            "type" => Value::Type(class.clone()),
            "meta" => listed(self.metas(class, Attached::Class)?),
            "cardinality" if class.is_meta() => Value::str(if rules.many { "Many" } else { "One" }),
            "targets" if class.is_meta() => {
                Value::list(rules.applies.iter().map(|t| Value::str(t)).collect())
            }
            "inherited" if class.is_meta() => Value::bool(rules.inherited),
            _ => return Ok(None),
        }))
    }

    fn of_property(&mut self, of: &Rc<Declaration>, name: &str) -> Outcome<Option<Value>> {
        let class = self.runtime().class(of.class)?;
        Ok(Some(match name {
            "usage" => Value::str(of.usage.yaml_word()),
            "hasDefault" => Value::bool(of.default.is_some()),
            "declaringType" => Mirror::Class(class).value(),
            "meta" => listed(self.metas(&class, Attached::Property(&of.name))?),
            _ => return Ok(None),
        }))
    }

    fn of_method(&mut self, of: &Rc<Method>, name: &str) -> Outcome<Option<Value>> {
        let class = self.runtime().class(of.class)?;
        Ok(Some(match name {
            "usage" => Value::str(match of.usage {
                MethodUsage::Static => "Static",
                MethodUsage::Extension => "Extension",
                MethodUsage::Runtime if of.public => "Action",
                MethodUsage::Runtime => "Runtime",
            }),
            "arguments" => match of.body {
                Body::Native(_) => Value::Null,
                Body::Code(_) | Body::Abstract => {
                    let arguments = 0..of.params.len();
                    Value::list(
                        arguments.map(|n| Mirror::Argument(of.clone(), n).value()).collect(),
                    )
                }
            },
            "declaringType" => Mirror::Class(class).value(),
            "meta" => listed(self.metas(&class, Attached::Method(&of.name))?),
            _ => return Ok(None),
        }))
    }

    fn of_argument(&mut self, of: &Rc<Method>, n: usize, name: &str) -> Outcome<Option<Value>> {
        let param = &of.params[n];
        Ok(Some(match name {
            "usage" => Value::str(match param.kind {
                ParamKind::Standard => "Standard",
                ParamKind::VarArgs => "VarArgs",
                ParamKind::KwArgs => "KwArgs",
            }),
            "hasDefault" => Value::bool(param.default.is_some()),
            "declaringMethod" => Mirror::Method(of.clone()).value(),
            "meta" => listed(self.argument_metas(of.class, &of.ir.params[n])?),
            _ => return Ok(None),
        }))
    }

    fn of_package(&mut self, class: &Rc<Class>, name: &str) -> Outcome<Option<Value>> {
        let runtime = self.runtime().clone();
        Ok(Some(match name {
            "version" => version(&runtime.registry.version_of(class.id)),
            "types" => {
                let types = runtime.registry.package_classes(class.id);
                let types: Outcome<Vec<Value>> = types
                    .into_iter()
                    .map(|id| Ok(Mirror::Class(runtime.class(id)?).value()))
                    .collect();
                Value::list(types?)
            }
            "meta" => listed(self.package_metas(class)?),
            _ => return Ok(None),
        }))
    }

    fn package_metas(&mut self, class: &Rc<Class>) -> Outcome<Vec<Rc<Object>>> {
        let metas = unit::package_metas(&self.runtime().registry, class.id);
        metas.iter().map(|meta| self.meta_object(class, meta)).collect()
    }

    /// `property.getValue(object)`, with the access rights of the running code; null for a
    /// static property.
    pub(crate) fn read_mirrored(&mut self, of: &Declaration, object: &Value) -> Outcome<Value> {
        match object {
            Value::Null => {
                let class = self.runtime().class(of.class)?;
                self.static_named(&class, &of.name)
            }
            other => {
                let object = instance(other, of.class, self)?;
                self.read_property(&object, &object.class.clone(), &of.name)
            }
        }
    }

    /// `property.setValue(object, value)`.
    pub(crate) fn write_mirrored(
        &mut self,
        of: &Declaration,
        object: &Value,
        value: Value,
    ) -> Outcome<()> {
        match object {
            Value::Null => {
                let class = self.runtime().class(of.class)?;
                self.write_static(&class, &of.name, value)
            }
            other => {
                let object = instance(other, of.class, self)?;
                self.write_property(&object, &of.name, value)
            }
        }
    }

    /// `method.invoke(object, …)`: calls this very method, overridden or not.
    pub(crate) fn invoke_mirrored(
        &mut self,
        method: &Rc<Method>,
        object: &Value,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Value> {
        let this = match method.usage {
            MethodUsage::Runtime => Value::Object(instance(object, method.class, self)?),
            MethodUsage::Static | MethodUsage::Extension => {
                Value::Type(self.runtime().class(method.class)?)
            }
        };
        self.invoke(method, this, args, named)
    }
}

/// The object on which a member is used: it must be an instance of the member's class.
fn instance(value: &Value, class: crate::compile::ir::ClassId, vm: &Vm<'_>) -> Outcome<Rc<Object>> {
    let object = match value {
        Value::Object(object) => object.clone(),
        Value::Extended(other) => match &**other {
            Extended::Part(object, _) => object.clone(),
            _ => return Err(Fault::type_error("an object of the class is required")),
        },
        _ => return Err(Fault::type_error("an object of the class is required")),
    };
    if object.state() == State::Destroyed {
        return Err(Fault::destroyed(format!("this `{}` has been destroyed", object.class.name)));
    }
    if object.class.is(class) {
        return Ok(object);
    }
    let wanted = vm.runtime().class(class)?;
    let message =
        format!("the object must be of `{}`, found one of `{}`", wanted.name, object.class.name);
    Err(Fault::type_error(message))
}

fn listed(objects: Vec<Rc<Object>>) -> Value {
    Value::list(objects.into_iter().map(Value::Object).collect())
}

/// Names that begin with a dot or two underscores are internal.
fn is_shown(name: &Text) -> bool {
    !name.starts_with('.') && !name.starts_with("__")
}

/// The methods that a name may mean: several if none overrides the others.
fn candidates(class: &Rc<Class>, name: &Text) -> Vec<Rc<Method>> {
    match class.find(name) {
        Found::Method(method) => vec![method],
        Found::Nothing => Vec::new(),
        Found::Ambiguous(classes) => {
            let of = |n: &Text| class.ancestors.iter().find(|c| c.name == *n);
            let method = |c: &Rc<Class>| c.methods().get(name).cloned();
            classes.iter().filter_map(of).filter_map(method).collect()
        }
    }
}

fn version(text: &str) -> Value {
    Mirror::Version(text.into()).value()
}

/// A part of a version: `1.2.3-dev.1+build`.
fn version_part(text: &str, name: &str) -> Option<Value> {
    let (rest, build) = text.split_once('+').unwrap_or((text, ""));
    let (core, prerelease) = rest.split_once('-').unwrap_or((rest, ""));
    let number = |n: usize| {
        Value::Int(core.split('.').nth(n).and_then(|part| part.parse().ok()).unwrap_or(0))
    };
    let parts = |text: &str| {
        Value::list(text.split('.').filter(|p| !p.is_empty()).map(Value::str).collect())
    };
    Some(match name {
        "major" => number(0),
        "minor" => number(1),
        "patch" => number(2),
        "prerelease" => parts(prerelease),
        "build" => parts(build),
        _ => return None,
    })
}
