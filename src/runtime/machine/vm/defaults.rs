//! Values of properties: defaults, evaluated again while one needs another, and conversion by
//! contracts.
//! See docs/language/declarations.md#defaults and docs/language/declarations.md#redeclared-properties.

use std::rc::Rc;

use super::Vm;
use super::construct::InitialValues;
use crate::diag::FaultKind;
use crate::runtime::contract::target::ContractTarget;
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Declaration, Property};
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::PropertyUsage;

impl Vm<'_> {
    /// Sets defaults, and values whose contracts need other properties, after those.
    pub(super) fn fill_late(
        &mut self,
        object: &Rc<Object>,
        mut waiting: Vec<Late>,
        given: InitialValues<'_>,
    ) -> Outcome<()> {
        // Iteration to a fixed point instead of a dependency order: which properties an
        // expression reads is known only when it runs. A round that sets none means a cycle,
        // and each round sets at least one, so there are at most as many rounds as properties.
        while !waiting.is_empty() {
            let mut again = Vec::new();
            let before = waiting.len();
            let mut reason = None;
            for late in waiting {
                let outcome = match given.value(&late.property.name) {
                    Some(value) if late.given => self.set_initial(object, &late.property, value),
                    _ => self.set_default(object, &late.property),
                };
                match outcome {
                    Ok(()) => {}
                    Err(fault) if needs_another(&fault) => {
                        reason = Some(fault);
                        again.push(late);
                    }
                    Err(fault) => return Err(fault),
                }
            }
            if again.len() == before {
                return Err(circular(object, &again, reason));
            }
            waiting = again;
        }
        Ok(())
    }

    /// The configured value of a property, from the declaring class or the object's own.
    pub(super) fn configured(&self, class: &Rc<Class>, property: &Rc<Property>) -> Option<Value> {
        let declaring = property.declarations[0].class;
        let found = self.runtime.configured(declaring, &property.name);
        found.or_else(|| self.runtime.configured(class.id, &property.name))
    }

    fn set_default(&mut self, object: &Rc<Object>, property: &Rc<Property>) -> Outcome<()> {
        let declaration = property.declarations[0].clone();
        if declaration.usage == PropertyUsage::Runtime && declaration.default.is_none() {
            return Ok(());
        }
        let configured = self.configured(&object.class, property);
        let value = match configured {
            Some(value) => value,
            None => self.default_of(&declaration, &Value::Object(object.clone()))?,
        };
        // An output without a value or default stays unset.
        if value.is_null()
            && declaration.default.is_none()
            && declaration.usage == PropertyUsage::Out
            && !declaration.contract.accepts_unchanged(&value)
            && !declaration.contract.fills_null()
        {
            return Ok(());
        }
        self.set_initial(object, property, value).map_err(|fault| {
            if !fault.is(FaultKind::ContractViolation) {
                return fault;
            }
            match &declaration.default {
                Some(default) => fault.at(default.code().extent()),
                None => fault.hint(format!("`{}` was not given", property.name)),
            }
        })
    }

    /// Evaluates a declaration's default for an object or a class.
    pub(super) fn default_of(
        &mut self,
        declaration: &Rc<Declaration>,
        this: &Value,
    ) -> Outcome<Value> {
        let Some(default) = &declaration.default else { return Ok(Value::Null) };
        let runtime = self.runtime.clone();
        let function = default.get(&runtime)?;
        let value = self.apart(|vm| vm.run_code(&function, std::slice::from_ref(this)))?;
        self.freeze(value)
    }

    /// Converts a value by the most derived declaration; the others only validate.
    pub(super) fn convert_property(
        &mut self,
        property: &Rc<Property>,
        value: Value,
        object: &Rc<Object>,
    ) -> Outcome<Value> {
        let this = Value::Object(object.clone());
        let mut declarations = property.declarations.iter();
        let first = declarations.next().expect("a property is declared");
        let value = self.convert_declared(first, value, &this)?;
        if self.is_open() {
            // It is converted again when all objects exist.
            return Ok(value);
        }
        for other in declarations {
            if !self.satisfies_for(&other.contract, &value, &this)? {
                let message = format!(
                    "`{}` violates the contract that `{}` also declares",
                    property.name, other.class_name
                );
                return Err(Fault::contract(message)
                    .label(other.contract_span, "this contract only validates")
                    .label(first.contract_span, "this one converted the value"));
            }
        }
        Ok(value)
    }

    /// Converts a value by one declaration.
    pub(super) fn convert_declared(
        &mut self,
        declaration: &Rc<Declaration>,
        value: Value,
        this: &Value,
    ) -> Outcome<Value> {
        if declaration.contract.accepts_unchanged(&value) {
            return Ok(value);
        }
        self.convert(
            &declaration.contract,
            value,
            this,
            ContractTarget::Property(declaration.clone()),
        )
    }
}

/// A property that is set after the others.
pub(super) struct Late {
    pub(super) property: Rc<Property>,
    /// It has a value, and the contract needs other properties.
    pub(super) given: bool,
}

impl Late {
    pub(super) fn unset(property: &Rc<Property>) -> Self {
        Self { property: property.clone(), given: false }
    }
}

pub(super) fn needs_another(fault: &Fault) -> bool {
    fault.is(FaultKind::UnsetProperty)
}

fn circular(object: &Object, waiting: &[Late], reason: Option<Fault>) -> Fault {
    if let (Some(reason), true) = (&reason, waiting.iter().any(|late| late.given)) {
        return reason.clone();
    }
    let names: Vec<String> = waiting.iter().map(|l| format!("`{}`", l.property.name)).collect();
    let class = &object.class.name;
    let message = match names.as_slice() {
        [only] => format!("the default of {only} of `{class}` needs a property that is not set"),
        _ => format!("the defaults of {} of `{class}` need each other", names.join(" and ")),
    };
    let mut fault = Fault::circular_defaults(message);
    for Late { property, .. } in waiting {
        fault = fault.label(property.declarations[0].span, "its default needs another property");
    }
    match reason {
        Some(reason) => fault.hint(reason.diagnostic.message.clone()),
        None => fault,
    }
}
