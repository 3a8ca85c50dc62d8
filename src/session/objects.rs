//! Finds classes and creates objects from Rust.

use std::rc::Rc;

use super::Session;
use crate::runtime::machine::runtime::Unversioned;
use crate::runtime::machine::vm::InitialValues;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;

impl Session {
    /// Finds a class by its full name: `name`, `name/version`, `name@package`, `name/version@package`. The version is a
    /// specification such as `1` or `>=1.2`; without one any version is acceptable.
    ///
    /// # Errors
    ///
    /// There is no such class, or it has errors.
    pub fn class(&self, text: &str) -> Outcome<Rc<Class>> {
        let runtime = self.runtime();
        if let Some(class) = runtime.class_of_type(text, None, None, Unversioned::Any)? {
            return Ok(class);
        }
        Err(runtime.no_class(text.split(['/', '@']).next().unwrap_or(text)))
    }

    /// Creates an object of a class, with its properties and the arguments of `.init` by name.
    ///
    /// # Errors
    ///
    /// A property violates its contract, or `.init` raised an exception.
    pub fn new_object(&self, class: &str, properties: Dict) -> Outcome<Value> {
        let class = self.class(class)?;
        let properties = Rc::new(properties);
        self.in_task(|vm| vm.make(&class, InitialValues::Dict(&properties), None))
            .map(Value::Object)
    }
}
