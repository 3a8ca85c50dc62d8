//! Objects whose class was declared again after they were created: they keep the earlier definition.

use std::rc::Rc;

use super::Interactive;
use crate::compile::registry::Registry;
use crate::diag::Diagnostic;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Fault;

/// Says of a class whether a later input declared one of that name again.
pub(crate) type OutdatedCheck = Rc<dyn Fn(&Class) -> bool>;

/// The same, borrowed.
pub(crate) type IsOutdated<'c> = &'c dyn Fn(&Class) -> bool;

impl Interactive {
    /// The check for classes of this session.
    pub(crate) fn outdated_check(&self) -> OutdatedCheck {
        let runtime = self.session.runtime().clone();
        Rc::new(move |class| is_outdated(&runtime.registry, class))
    }

    /// The report of a fault, with a hint if it is about an object of an earlier definition of its class.
    pub(crate) fn explain(&self, fault: &Fault) -> Diagnostic {
        let found = self.session.explain(fault);
        for (name, value) in self.variables() {
            let Some(class) = self.outdated_class_in(&value) else { continue };
            let class = class.rsplit('.').next().unwrap_or(&class);
            if is_named(class, &found.message)
                || found.hints.iter().any(|hint| is_named(class, hint))
            {
                return found.hint(format!(
                    "`${name}` was created by an earlier definition of `{class}`, which it keeps: create it again with `new {class} {{ … }}`"
                ));
            }
        }
        found
    }

    /// The class with a later definition of an object in a value, or in a list or dictionary.
    fn outdated_class_in(&self, value: &Value) -> Option<String> {
        match value {
            Value::Object(object)
                if is_outdated(&self.session.runtime().registry, &object.class) =>
            {
                Some(object.class.name.to_string())
            }
            Value::List(items) => items.iter().find_map(|item| self.outdated_class_of(item)),
            Value::Dict(dict) => dict.values().find_map(|item| self.outdated_class_of(item)),
            _ => None,
        }
    }

    fn outdated_class_of(&self, item: &Value) -> Option<String> {
        match item {
            Value::Object(_) => self.outdated_class_in(item),
            _ => None,
        }
    }
}

fn is_outdated(registry: &Registry, class: &Class) -> bool {
    registry.known(&class.name).is_some_and(|current| current != class.ir.id)
}

/// Whether a message names a class.
fn is_named(class: &str, message: &str) -> bool {
    let mut words = message.split(|c: char| c != '_' && !c.is_alphanumeric());
    words.any(|word| word == class)
}
