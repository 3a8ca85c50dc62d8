//! `target with { … }`: a dictionary or an object with other values; the target stays as it is.
//! See docs/language/expressions.md#with.
//!
//! Dictionaries are merged at every depth. Any other value of the right side, a list too, takes the place of the one on the left:
//! what is written is what comes out. An object becomes a new one of the same class, made as `new` makes it, from the values of its
//! properties; an object in one of them is changed in the same way where the right side has a dictionary.

use std::rc::Rc;

use super::Vm;
use super::construct::{InitialValues, unknown_key};
use super::initialise::is_init_argument;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::PropertyUsage;

/// The key of a dictionary that names the class of the object it describes.
const HEADER: &str = "?";

impl Vm<'_> {
    /// The target with the changes.
    pub(crate) fn changed(&mut self, target: &Value, changes: &Dict) -> Outcome<Value> {
        // Values can be nested as deeply as a program makes them: the nesting is counted like that of calls.
        self.enter_native()?;
        let outcome = match target {
            Value::Dict(dict) => self.merged(dict, changes).map(Value::dict),
            Value::Object(object) => self.changed_copy(object, changes),
            Value::Extended(extended) => match &**extended {
                Extended::Part(object, _) => self.changed_copy(object, changes),
                _ => Err(unchangeable(target)),
            },
            other => Err(unchangeable(other)),
        };
        self.nesting -= 1;
        outcome
    }

    fn merged(&mut self, dict: &Dict, changes: &Dict) -> Outcome<Dict> {
        let mut merged = dict.clone();
        for (key, change) in changes {
            let value = match dict.get(key) {
                Some(current) => self.replaced(current, change)?,
                None => change.clone(),
            };
            merged.insert(key.clone(), value);
        }
        Ok(merged)
    }

    /// The value of a key that both sides have.
    fn replaced(&mut self, current: &Value, change: &Value) -> Outcome<Value> {
        match (current, change) {
            (Value::Dict(_) | Value::Object(_), Value::Dict(changes))
                if changes.get_str(HEADER).is_none() =>
            {
                self.changed(current, changes)
            }
            _ => Ok(change.clone()),
        }
    }

    /// A new object with the values of another one and the changes. It has the same owner.
    fn changed_copy(&mut self, object: &Rc<Object>, changes: &Dict) -> Outcome<Value> {
        let class = object.class.clone();
        check_keys(&class, changes)?;
        let mut given = Dict::new();
        for property in class.properties().values() {
            if is_copied(property.declarations[0].usage) {
                given.insert_str(&property.name, object.slot(property.slot));
            }
        }
        let given = Rc::new(self.merged(&given, changes)?);
        let copy = self.make(&class, InitialValues::Dict(&given), object.owner())?;
        Ok(Value::Object(copy))
    }
}

/// Whether a copy has the value of such a property: one that is given when the object is made. What the class itself sets starts
/// anew.
fn is_copied(usage: PropertyUsage) -> bool {
    matches!(usage, PropertyUsage::In | PropertyUsage::InOut | PropertyUsage::Const)
}

fn check_keys(class: &Rc<Class>, changes: &Dict) -> Outcome<()> {
    for key in changes.keys() {
        let Some(name) = key.as_str() else {
            let message = format!("a property's name is a string, found {}", key.kind());
            return Err(Fault::type_error(message));
        };
        if !class.properties().contains_key(name) && !is_init_argument(class, name) {
            return Err(unknown_key(class, name));
        }
    }
    Ok(())
}

fn unchangeable(target: &Value) -> Fault {
    Fault::type_error(format!("`with` changes a dictionary or an object, found {}", target.kind()))
}
