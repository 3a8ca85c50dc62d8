//! `.name`: properties of objects, keys of dictionaries, attributes of rarer kinds of values.
//! See docs/language/expressions.md#members and docs/language/declarations.md#access-to-properties.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::MemberSite;
use crate::diag::{codes, suggest};
use crate::runtime::machine::attributes;
use crate::runtime::machine::function::Function;
use crate::runtime::machine::iterate;
use crate::runtime::machine::ops;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{PropertyUsage, Text};

impl Vm<'_> {
    /// Reads a member of the value in a register, after a miss of the site's inline cache.
    pub(super) fn member(&mut self, function: &Function, site: usize, at: usize) -> Outcome<Value> {
        // Fills the cache for objects and for dictionaries with a shape. A property that is not
        // set is an error here but not cached as one, since it may be set later.
        let cache = &function.members[site];
        let site = &function.code.members[site];
        match &self.stack[at] {
            Value::Object(object) => {
                let object = object.clone();
                let slot = self.readable_slot(&object, &object.class, &site.name);
                match slot {
                    Ok(slot) => {
                        cache.learn_read(object.class.id, slot);
                        let value = object.slot(slot);
                        if value.is_missing() { Err(unset(&object, site)) } else { Ok(value) }
                    }
                    Err(fault) => self.special_member(&object, site).unwrap_or(Err(fault)),
                }
            }
            Value::Dict(dict) => match dict.get_str(&site.name) {
                Some(value) => {
                    cache.learn_shape(dict, &site.name);
                    Ok(value.clone())
                }
                None if self.is_legacy() => Ok(Value::Null),
                None => Err(missing_key(dict, &site.name)),
            },
            Value::Null if site.safe => Ok(Value::Null),
            Value::Type(class) => {
                let class = class.clone();
                self.type_member(&class, site)
            }
            Value::Extended(other) => match &**other {
                Extended::Part(object, class) => {
                    let (object, class) = (object.clone(), class.clone());
                    self.read_property(&object, &class, &site.name)
                }
                _ => self.other_member(at, site),
            },
            _ => self.other_member(at, site),
        }
    }

    /// Reads a static property through an object.
    fn special_member(&mut self, object: &Rc<Object>, site: &MemberSite) -> Option<Outcome<Value>> {
        let class = object.class.clone();
        self.static_property(&class, &site.name)
    }

    fn other_member(&mut self, at: usize, site: &MemberSite) -> Outcome<Value> {
        let target = self.stack[at].clone();
        let value = member_of(self, &target, &site.name)?;
        if matches!(value, Value::Seq(_)) {
            self.lazy = true;
        }
        Ok(value)
    }

    /// Reads a property with the access rights of the running code.
    pub fn read_property(
        &mut self,
        object: &Rc<Object>,
        view: &Rc<Class>,
        name: &Text,
    ) -> Outcome<Value> {
        if let Ok(slot) = self.readable_slot(object, view, name) {
            let value = object.slot(slot);
            let span = crate::source::Span::NONE;
            let site = MemberSite { name: name.clone(), safe: false, span };
            return if value.is_missing() { Err(unset(object, &site)) } else { Ok(value) };
        }
        let class = object.class.clone();
        match self.static_property(&class, name) {
            Some(outcome) => outcome,
            None => Err(self
                .readable_slot(object, view, name)
                .err()
                .unwrap_or_else(|| Fault::property_read(format!("`{name}` cannot be read")))),
        }
    }

    /// The slot of a property that the running code may read.
    fn readable_slot(&self, object: &Rc<Object>, view: &Rc<Class>, name: &Text) -> Outcome<usize> {
        let declared = object.class.properties().get(name).filter(|p| instance(p));
        let own = self.code_class().and_then(|id| object.class.part(id));
        match (own, declared) {
            // Code of one of its classes sees what that class and its base classes declare, and
            // its own private properties.
            (Some(part), Some(property)) if declares(&part, name) => Ok(property.slot),
            (Some(part), _) => match object.class.known_private(part.id, name) {
                Some(slot) => Ok(slot),
                None => Err(no_property(object, name, Some(&part))),
            },
            (None, Some(property)) if declares(view, name) => Ok(property.slot),
            (None, _) => Err(no_property(object, name, None)),
        }
    }

    /// The value of a static property that code names by its class.
    pub(in crate::runtime) fn static_named(
        &mut self,
        class: &Rc<Class>,
        name: &Text,
    ) -> Outcome<Value> {
        self.static_property(class, name).unwrap_or_else(|| {
            let message = format!("the class `{}` has no static property `{name}`", class.name);
            Err(Fault::no_property(message)
                .compat_message(format!("Property \"{name}\" is not found")))
        })
    }

    /// The value of a static property, of the class that declares it.
    fn static_property(&mut self, class: &Rc<Class>, name: &Text) -> Option<Outcome<Value>> {
        let property = class.properties().get(name)?;
        let declaration = property.declarations.first()?.clone();
        if declaration.usage != PropertyUsage::Static {
            return None;
        }
        Some(self.static_value(&declaration))
    }

    fn static_value(
        &mut self,
        declaration: &Rc<crate::runtime::object::class::Declaration>,
    ) -> Outcome<Value> {
        let owner = self.runtime.class(declaration.class)?;
        let this = Value::Type(owner.clone());
        let stored = match owner.static_value(&declaration.name) {
            Some(value) => value,
            None => self.default_of(declaration, &this)?,
        };
        self.convert_declared(declaration, stored, &this)
    }

    fn type_member(&mut self, class: &Rc<Class>, site: &MemberSite) -> Outcome<Value> {
        if let Some(outcome) = self.static_property(class, &site.name) {
            return outcome;
        }
        let value = Value::Type(class.clone());
        if let Some(value) = attributes::attribute(self, &value, &site.name)? {
            return Ok(value);
        }
        let message = format!("the class `{}` has no static property `{}`", class.name, site.name);
        let known = format!("Property \"{}\" is not found", site.name);
        Err(Fault::no_property(message).compat_message(known).at(site.span))
    }
}

/// `.name` of any value: for elements of a collection, and for rarer kinds.
pub(super) fn member_of(vm: &mut Vm<'_>, target: &Value, name: &Rc<str>) -> Outcome<Value> {
    // The same rules as `Vm::member`, without a site to cache in: it runs once for each element
    // of a collection, whose kinds may differ.
    if let Some(value) = attributes::attribute(vm, target, name)? {
        return Ok(value);
    }
    match target {
        Value::Object(object) => {
            let class = object.class.clone();
            vm.read_property(object, &class, name)
        }
        Value::Dict(dict) => match dict.get_str(name) {
            Some(value) => Ok(value.clone()),
            None if vm.is_legacy() => Ok(Value::Null),
            None => Err(missing_key(dict, name)),
        },
        Value::Type(class) => {
            let span = crate::source::Span::NONE;
            vm.type_member(class, &MemberSite { name: name.clone(), safe: false, span })
        }
        Value::Extended(other) => match &**other {
            Extended::Part(object, class) => vm.read_property(object, class, name),
            _ => match ops::moment_attribute(vm, target, name)? {
                Some(value) => Ok(value),
                None => Err(no_attribute(target, name)),
            },
        },
        _ if iterate::is_iterable(vm, target) => ops::attributes(vm, target, name, member_of),
        _ => Err(no_attribute(target, name)),
    }
}

fn no_attribute(target: &Value, name: &str) -> Fault {
    let message = format!("{} has no property `{name}`", target.kind());
    // Properties of dates are functions, which do not accept this value; other values have
    // none.
    let mut fault = if ops::is_moment_attribute(name) {
        Fault::no_matching_function(message)
    } else {
        Fault::no_function(message)
    };
    fault.diagnostic.code = codes::UNKNOWN_PROPERTY;
    if target.is_null() {
        fault.hint("the value is null; `?.` returns null instead of this error")
    } else {
        fault
    }
}

fn instance(property: &crate::runtime::object::class::Property) -> bool {
    property.declarations.first().is_some_and(|d| d.usage != PropertyUsage::Static)
}

/// Whether a class or one of its base classes declares the property.
pub(super) fn declares(class: &Class, name: &str) -> bool {
    class.properties().contains_key(name)
}

fn unset(object: &Object, site: &MemberSite) -> Fault {
    let message = format!("`{}` of this `{}` has not been set yet", site.name, object.class.name);
    let fault = Fault::unset_property(message)
        .compat_message(known_unset(object, &site.name))
        .at(site.span);
    match object.class.properties().get(&site.name).and_then(|p| p.declarations.first()) {
        Some(declaration) => fault.label(declaration.span, "declared here"),
        None => fault,
    }
}

fn known_unset(object: &Object, name: &str) -> String {
    let class = &object.class.name;
    format!("Access to uninitialized property \"{name}\" in class \"{class}\" is forbidden")
}

fn no_property(object: &Object, name: &str, code: Option<&Class>) -> Fault {
    let class = &object.class;
    let names = class.properties().keys().map(|n| &**n);
    let near = suggest::did_you_mean(name, names);
    match code {
        // A private property is unset, not unknown, for code of its own class.
        Some(part) => {
            let message = format!("`{name}` of this `{}` has not been set", class.name);
            let fault = Fault::unset_property(message).compat_message(format!(
                "Access to uninitialized property \"{name}\" in class \"{}\" is forbidden",
                part.name
            ));
            match class.properties().get(name).and_then(|p| p.declarations.first()) {
                Some(declaration) => fault
                    .label(declaration.span, format!("declared by `{}`", declaration.class_name))
                    .hint(format!(
                        "code of `{}` does not see properties of its subclasses",
                        part.name
                    )),
                None => fault.hint_if(near),
            }
        }
        None => {
            let message =
                format!("`{}` has no property `{name}` that can be read here", class.name);
            let known = format!("Property \"{name}\" in class \"{}\" cannot be read", class.name);
            let fault = Fault::property_read(message).compat_message(known).hint_if(near);
            if Rc::clone(class).find(name).is_method() {
                fault.hint(format!("`{name}` is a method: `.{name}()`"))
            } else {
                fault
            }
        }
    }
}

impl crate::runtime::object::class::Found {
    fn is_method(&self) -> bool {
        matches!(self, Self::Method(_))
    }
}

fn missing_key(dict: &crate::runtime::value::dict::Dict, name: &str) -> Fault {
    let names: Vec<&str> = dict.keys().filter_map(Value::as_str).collect();
    let near = suggest::did_you_mean(name, names.iter().copied());
    let fault = Fault::key_error(format!("the dictionary has no key `{name}`")).hint_if(near);
    fault.compat_message(format!("'{name}'"))
}
