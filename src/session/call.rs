//! Calls of methods from Rust, built argument by argument.

use std::rc::Rc;

use super::Session;
use super::error::Error;
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{MethodUsage, Text};

/// Which methods a call from outside reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Every method, as code of the object's own class does.
    #[default]
    All,
    /// Public methods (`action`) only: what a user of the application may call.
    Public,
}

/// A method call that is being built. See [`Session::call`].
#[must_use = "a call is made by `run`"]
pub struct Call<'s> {
    session: &'s Session,
    target: CallTarget,
    method: String,
    args: Vec<Value>,
    named: Vec<(Text, Value)>,
    access: Access,
}

/// The receiver of a call.
enum CallTarget {
    /// The object with an id.
    Object(String),
    /// A class by name.
    Class(String),
    /// Any value.
    Value(Value),
}

impl Session {
    /// Starts building a call of a method of the object with an id.
    ///
    /// ```
    /// use muranopl::{Session, Value};
    ///
    /// let session = Session::new();
    /// session.read("shop.murano", "class Shop { static total(price, count: int = 1) { return $price * $count } }")?;
    /// let total = session.call_static("Shop", "total").arg(5).named("count", 3).run()?;
    /// assert!(matches!(total, Value::Int(15)));
    /// # Ok::<(), muranopl::Error>(())
    /// ```
    pub fn call(&self, object: &str, method: &str) -> Call<'_> {
        Call::new(self, CallTarget::Object(object.to_owned()), method)
    }

    /// A call of a static method of a class, named as [`Session::class`] takes it.
    pub fn call_static(&self, class: &str, method: &str) -> Call<'_> {
        Call::new(self, CallTarget::Class(class.to_owned()), method)
    }

    /// A call of a method of a value: an object, a class, or a value with library methods.
    pub fn call_on(&self, receiver: &Value, method: &str) -> Call<'_> {
        Call::new(self, CallTarget::Value(receiver.clone()), method)
    }

    /// The object with an id.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn object(&self, id: &str) -> Outcome<Rc<Object>> {
        let found = self.runtime().store.by_id(id);
        found.ok_or_else(|| {
            Fault::no_object(format!("no object has the id '{id}'"))
                .compat_message(format!("Object \"{id}\" is not found in object store"))
        })
    }
}

impl<'s> Call<'s> {
    fn new(session: &'s Session, target: CallTarget, method: &str) -> Self {
        let (args, named) = (Vec::new(), Vec::new());
        Self { session, target, method: method.to_owned(), args, named, access: Access::All }
    }

    /// Adds a positional argument.
    pub fn arg(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Adds positional arguments.
    pub fn args(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.args.extend(values);
        self
    }

    /// Adds a named argument.
    pub fn named(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.named.push((name.into(), value.into()));
        self
    }

    /// Sets which methods the call reaches; [`Access::All`] by default.
    pub fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Runs the call.
    ///
    /// # Errors
    ///
    /// There is no such receiver or method, it does not accept these arguments, or the method
    /// raised an exception.
    pub fn run(self) -> Result<Value, Error> {
        let session = self.session;
        self.outcome().map_err(|fault| session.error(&fault))
    }

    /// Runs the call; an error is returned as a fault, not yet as a report.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    pub fn outcome(self) -> Outcome<Value> {
        let session = self.session;
        match self.target {
            CallTarget::Value(receiver) => session.in_task(|vm| {
                let value = vm.call_method(&receiver, &self.method, self.args, self.named)?;
                vm.freeze(value)
            }),
            CallTarget::Object(id) => {
                let object = session.object(&id)?;
                let method = exposed(&object.class, &self.method, self.access)?;
                session.invoke(&method, Value::Object(object), self.args, self.named)
            }
            CallTarget::Class(name) => {
                let class = session.class(&name)?;
                let method = exposed(&class, &self.method, self.access)?;
                if method.usage == MethodUsage::Runtime {
                    let (method, class) = (&self.method, &class.name);
                    let message =
                        format!("`{method}` of `{class}` is not static: call it on an object");
                    return Err(Fault::no_method_found(message));
                }
                session.invoke(&method, Value::Type(class), self.args, self.named)
            }
        }
    }
}

impl Session {
    fn invoke(
        &self,
        method: &Rc<Method>,
        this: Value,
        args: Vec<Value>,
        named: Vec<(Text, Value)>,
    ) -> Outcome<Value> {
        self.in_task(|vm| {
            let this = match method.usage {
                MethodUsage::Runtime => this,
                MethodUsage::Static | MethodUsage::Extension => {
                    Value::Type(vm.runtime().class(method.class)?)
                }
            };
            let value = vm.invoke(method, this, args, named)?;
            vm.freeze(value)
        })
    }
}

/// The method of a class that a call from outside means. Special methods such as `.init` are never hidden.
fn exposed(class: &Rc<Class>, name: &str, access: Access) -> Outcome<Rc<Method>> {
    match class.find(name) {
        Found::Method(method) => {
            if access == Access::Public && !method.public && !name.starts_with('.') {
                let message = format!("`{name}` of `{}` is not public", class.name);
                return Err(Fault::not_exposed(message).label(method.span(), "declared here"));
            }
            Ok(method)
        }
        Found::Ambiguous(classes) => {
            let classes: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
            let message = format!("`{name}` is declared by {}", classes.join(" and by "));
            Err(Fault::ambiguous_method_name(message)
                .compat_message(format!("Found more than one method \"{name}\"")))
        }
        Found::Nothing => {
            let message = format!("`{}` has no method `{name}`", class.name);
            Err(Fault::no_method_found(message)
                .compat_message(format!("Method \"{name}\" is not found")))
        }
    }
}
