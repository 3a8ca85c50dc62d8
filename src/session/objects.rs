//! Objects and calls from Rust: classes by name, objects of them, methods by name.

use std::rc::Rc;

use super::Session;
use crate::runtime::machine::vm::Given;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;

/// Arguments of a call: by position, and by name.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Value>,
    /// By name.
    pub named: Vec<(Rc<str>, Value)>,
}

impl From<Vec<Value>> for Arguments {
    fn from(positional: Vec<Value>) -> Self {
        Self { positional, named: Vec::new() }
    }
}

impl Session {
    /// A class by its full name: `name`, `name/version`, `name@package`, `name/version@package`. The version is a
    /// specification such as `1` or `>=1.2`; without one any version will do.
    ///
    /// # Errors
    ///
    /// There is no such class, or it is wrong.
    pub fn class(&self, text: &str) -> Outcome<Rc<Class>> {
        let runtime = self.runtime();
        if let Some(class) = runtime.class_of_type(text, None, None, true)? {
            return Ok(class);
        }
        Err(runtime.no_class(text.split(['/', '@']).next().unwrap_or(text)))
    }

    /// Makes an object of a class, with properties and arguments of `.init` by name.
    ///
    /// # Errors
    ///
    /// What making it raised.
    pub fn new_object(&self, class: &str, properties: Dict) -> Outcome<Value> {
        let class = self.class(class)?;
        let properties = Rc::new(properties);
        self.in_task(|vm| vm.make(&class, Given::Dict(&properties), None)).map(Value::Object)
    }

    /// Calls a method of an object, whether it is public or not.
    ///
    /// # Errors
    ///
    /// The exception that nothing caught.
    pub fn call(&self, object: &Value, method: &str, args: Arguments) -> Outcome<Value> {
        self.in_task(|vm| {
            let value = vm.call_method(object, method, args.positional, args.named)?;
            vm.freeze(value)
        })
    }

    /// Calls a static method of a class, named as [`Session::class`] takes it.
    ///
    /// # Errors
    ///
    /// The exception that nothing caught.
    pub fn call_static(&self, class: &str, method: &str, args: Arguments) -> Outcome<Value> {
        let class = self.class(class)?;
        self.call(&Value::Type(class), method, args)
    }
}
