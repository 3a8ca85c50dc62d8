//! Assignments to paths: reading the old value, and writing members and indices.
//! See docs/language/statements.md#assignment.

use std::rc::Rc;

use super::Vm;
use super::members::declares;
use crate::compile::ir::{MemberSite, Reg};
use crate::diag::FaultKind;
use crate::runtime::contract::Quick;
use crate::runtime::machine::function::{Function, MemberWrite};
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Declaration, Property};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{PropertyUsage, Text};

impl Vm<'_> {
    /// `target[index] = value`.
    #[inline(never)]
    pub(super) fn store_index(
        &mut self,
        base: usize,
        target: Reg,
        index: Reg,
        value: Value,
    ) -> Outcome<()> {
        // As the reference implementation does, an index past the end appends, a negative one
        // counts from the end, and an integer index of null or of a string is ignored.
        // `make_mut` copies only a container that is shared.
        let index = self.path_key(base, target, index);
        let target = &mut self.stack[base + target as usize];
        match (target, &index) {
            (Value::List(list), Value::Int(i)) => {
                let length = list.len();
                match usize::try_from(*i) {
                    Ok(i) if i < length => Rc::make_mut(list)[i] = value,
                    Ok(_) => Rc::make_mut(list).push(value),
                    Err(_) => {
                        let from_end = usize::try_from(i.unsigned_abs()).unwrap_or(usize::MAX);
                        let at = length.checked_sub(from_end).ok_or_else(|| no_item(*i, length))?;
                        Rc::make_mut(list)[at] = value;
                    }
                }
                Ok(())
            }
            (Value::Dict(dict), _) => {
                Rc::make_mut(dict).insert(index, value);
                Ok(())
            }
            (Value::Null | Value::Str(_), Value::Int(_)) => Ok(()),
            (Value::Object(object), Value::Str(name)) => {
                let (object, name) = (object.clone(), Text::from(name.as_str()));
                self.write_property(&object, &name, value)
            }
            (other, index) => Err(no_items(other, index)),
        }
    }

    /// The value of an index in a path; as a list index `true` is 1 and `false` is 0.
    fn path_key(&self, base: usize, target: Reg, index: Reg) -> Value {
        match (&self.stack[base + target as usize], &self.stack[base + index as usize]) {
            (Value::List(_), Value::Bool(set)) => Value::Int(i64::from(set.get())),
            (_, index) => index.clone(),
        }
    }

    /// `target.member = value`.
    pub(super) fn store_member(
        &mut self,
        function: &Function,
        site: usize,
        at: usize,
        value: Value,
    ) -> Outcome<()> {
        // Writes to an object are checked (access, contracts); what was found out is cached for
        // the site, for later objects of the class.
        let cache = &function.members[site];
        let site = &function.code.members[site];
        match &mut self.stack[at] {
            Value::Object(object) => {
                let object = object.clone();
                self.write_property(&object, &site.name, value).map_err(|f| f.at(site.span))?;
                if let Some(written) = self.written(&object, &site.name) {
                    cache.learn_write(written);
                }
                Ok(())
            }
            Value::Dict(dict) => {
                Rc::make_mut(dict).insert_str(&site.name, value);
                Ok(())
            }
            Value::Type(class) => {
                let class = class.clone();
                self.write_static(&class, &site.name, value)
            }
            Value::Extended(other) => match &**other {
                Extended::Part(object, _) => {
                    let object = object.clone();
                    self.write_property(&object, &site.name, value)
                }
                _ => Err(no_members(&self.stack[at], site)),
            },
            other => Err(no_members(other, site)),
        }
    }

    /// The value at an index inside a path; null or nothing counts as an empty dictionary.
    pub(super) fn path_index(&mut self, base: usize, target: Reg, index: Reg) -> Outcome<Value> {
        let index = self.path_key(base, target, index);
        let at = base + target as usize;
        match (&self.stack[at], &index) {
            (Value::Dict(dict), key) => {
                Ok(dict.get(key).cloned().unwrap_or_else(|| Value::dict(Dict::new())))
            }
            (Value::List(list), Value::Int(i)) => {
                let at = if *i < 0 { i + list.len() as i64 } else { *i };
                match usize::try_from(at).ok().filter(|n| *n < list.len()) {
                    Some(n) => Ok(list[n].clone()),
                    None => Err(no_item(*i, list.len())),
                }
            }
            (other, index) => Err(no_items(other, index)),
        }
    }

    /// The value at a member inside a path.
    pub(super) fn path_member(
        &mut self,
        function: &Function,
        site: usize,
        at: usize,
    ) -> Outcome<Value> {
        // `$.a.b = 1` creates `a` if it is missing, null or unset: the empty dictionary is
        // written back by the instructions that follow. Only an error other than that
        // propagates.
        let site = &function.code.members[site];
        let empty = || Value::dict(Dict::new());
        match &self.stack[at] {
            Value::Dict(dict) => Ok(dict.get_str(&site.name).cloned().unwrap_or_else(empty)),
            Value::Object(object) => {
                let object = object.clone();
                let class = object.class.clone();
                match self.read_property(&object, &class, &site.name) {
                    Ok(Value::Null) => Ok(empty()),
                    Err(fault) if fault.is(FaultKind::UnsetProperty) => Ok(empty()),
                    outcome => outcome,
                }
            }
            Value::Type(_) => match self.member_of_type(at, site) {
                Ok(Value::Null) => Ok(empty()),
                outcome => outcome,
            },
            other => Err(no_members(other, site)),
        }
    }

    fn member_of_type(&mut self, at: usize, site: &MemberSite) -> Outcome<Value> {
        let Value::Type(class) = self.stack[at].clone() else { return Ok(Value::Null) };
        let declaration = class.properties().get(&site.name).and_then(|p| p.declarations.first());
        match declaration.filter(|d| d.usage == PropertyUsage::Static) {
            Some(declaration) => {
                let owner = self.runtime.class(declaration.class)?;
                Ok(owner.static_value(&site.name).unwrap_or_default())
            }
            None => Err(no_members(&self.stack[at], site)),
        }
    }

    /// Writes a property with the access rights of the running code; then contracts apply.
    pub fn write_property(
        &mut self,
        object: &Rc<Object>,
        name: &Text,
        value: Value,
    ) -> Outcome<()> {
        // Code of one of the object's classes writes what that class sees, and creates a
        // private property for any other name. Code from outside writes only during `.init` (a
        // model being loaded), and static properties.
        let own = self.code_class().and_then(|id| object.class.part(id));
        let declared = object.class.properties().get(name).cloned();
        match (&own, declared) {
            (Some(part), Some(property)) if declares(part, name) => {
                self.check_writable(&property)?;
                self.write_declared(object, &property, value)
            }
            (Some(part), _) => {
                let slot = object.class.private_slot(part.id, name);
                object.set_slot(slot, value);
                Ok(())
            }
            (None, Some(property)) if self.initialising() || is_static(&property) => {
                self.write_declared(object, &property, value)
            }
            (None, Some(property)) => Err(no_access(&property, &object.class, None)),
            (None, None) => {
                let message = format!("`{}` has no property `{name}`", object.class.name);
                let near = crate::diag::suggest::did_you_mean(
                    name,
                    object.class.properties().keys().map(|n| &**n),
                );
                let class = &object.class.name;
                let known = format!("Property \"{name}\" in class \"{class}\" cannot be written");
                Err(Fault::property_write(message).compat_message(known).hint_if(near))
            }
        }
    }

    /// How the running code writes a property, if that is the same each time.
    fn written(&self, object: &Object, name: &Text) -> Option<MemberWrite> {
        let class = &object.class;
        let part = class.part(self.code_class()?)?;
        match class.properties().get(name).filter(|_| declares(&part, name)) {
            Some(property)
                if is_static(property)
                    || property.is_secret
                    || property.declarations.iter().any(is_fixed) =>
            {
                None
            }
            Some(property) => {
                let quick = match property.declarations.as_slice() {
                    [only] => only.contract.quick(),
                    _ => Quick::NOTHING,
                };
                Some(MemberWrite { class: class.id, slot: property.slot, quick })
            }
            None => {
                let slot = class.private_slot(part.id, name);
                Some(MemberWrite { class: class.id, slot, quick: Quick::EVERYTHING })
            }
        }
    }

    fn check_writable(&self, property: &Property) -> Outcome<()> {
        let refusal = property.declarations.iter().find(|d| is_fixed(d));
        match refusal {
            Some(declaration) if !self.initialising() => Err(no_access_by(property, declaration)),
            _ => Ok(()),
        }
    }

    fn write_declared(
        &mut self,
        object: &Rc<Object>,
        property: &Rc<Property>,
        value: Value,
    ) -> Outcome<()> {
        if is_static(property) {
            let declaration = property.declarations[0].clone();
            let owner = self.runtime.class(declaration.class)?;
            return self.write_static(&owner, &property.name, value);
        }
        let value = self.convert_property(property, value, object)?;
        self.learn_secret(property, &value);
        object.set_slot(property.slot, value);
        Ok(())
    }

    pub(in crate::runtime) fn write_static(
        &mut self,
        class: &Rc<Class>,
        name: &Text,
        value: Value,
    ) -> Outcome<()> {
        let declaration =
            class.properties().get(name).and_then(|p| p.declarations.first()).cloned();
        let Some(declaration) = declaration.filter(|d| d.usage == PropertyUsage::Static) else {
            let message = format!("the class `{}` has no static property `{name}`", class.name);
            return Err(Fault::no_property(message)
                .compat_message(format!("Property \"{name}\" is not found")));
        };
        let owner = self.runtime.class(declaration.class)?;
        let value = self.convert_declared(&declaration, value, &Value::Type(owner.clone()))?;
        owner.set_static(name, value);
        Ok(())
    }
}

/// Whether it is written once, when the object is made.
fn is_fixed(declaration: &Rc<Declaration>) -> bool {
    matches!(declaration.usage, PropertyUsage::In | PropertyUsage::Const)
}

fn is_static(property: &Property) -> bool {
    property.declarations.first().is_some_and(|d| d.usage == PropertyUsage::Static)
}

fn no_members(target: &Value, site: &MemberSite) -> Fault {
    let message = format!("{} has no member `{}` to assign to", target.kind(), site.name);
    Fault::value_error(message).at(site.span)
}

fn no_access(property: &Property, class: &Class, _: Option<&Class>) -> Fault {
    let message = format!(
        "`{}` of a `{}` can only be written by code of that class",
        property.name, class.name
    );
    let fault = Fault::no_write_access(message).compat_message(immutable(property));
    match property.declarations.first() {
        Some(declaration) => fault
            .label(declaration.span, "declared here")
            .hint("add a method to the class that changes it, and call that"),
        None => fault,
    }
}

fn no_access_by(property: &Property, declaration: &Declaration) -> Fault {
    let usage = if declaration.usage == PropertyUsage::Const { "const" } else { "an input" };
    let message = format!("`{}` is {usage} and cannot be written after `init`", property.name);
    Fault::no_write_access(message)
        .compat_message(immutable(property))
        .label(declaration.span, format!("declared here by `{}`", declaration.class_name))
        .hint(format!("declare it `inout {0}: …` or `out {0}: …` to change it", property.name))
}

fn immutable(property: &Property) -> String {
    format!("Property \"{}\" is immutable to the caller", property.name)
}

fn no_item(index: i64, length: usize) -> Fault {
    crate::runtime::value::ops::no_item(index, length)
}

fn no_items(target: &Value, index: &Value) -> Fault {
    let message = match target {
        Value::List(_) => format!("a list index must be an integer, found {}", index.kind()),
        other => format!("{} has no items to assign to", other.kind()),
    };
    Fault::value_error(message)
}
