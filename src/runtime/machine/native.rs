//! Functions of the library: rows of a table, found by name, called with their parameters in order.

use std::rc::Rc;

use crate::runtime::machine::vm::Vm;
use crate::runtime::object::method::{Body, Method};
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

/// The code of a library function. `args` holds one value for each parameter of its signature,
/// converted and with defaults: `*rest` is one list, `**named` one dictionary, a lambda a
/// closure (or a plain value, when called by name), and an argument that is missing and has no
/// default is [`Value::Missing`]. The function may take values out of `args`.
pub(crate) type NativeFn = fn(&mut Vm<'_>, &mut [Value]) -> Outcome<Value>;

/// Native code of a method that a core class declares without a body. Takes `$this`, then one
/// value for each parameter.
pub(crate) type NativeMethod = Rc<dyn Fn(&mut Vm<'_>, &Value, &mut [Value]) -> Outcome<Value>>;

/// A row of the library's table.
#[derive(Clone, Copy)]
pub struct Builtin {
    /// `fn name(parameter: type = default, *rest: type)`; `method` or `both` instead of `fn`.
    pub signature: &'static str,
    /// One line for help and reference.
    pub doc: &'static str,
    /// Expressions, or `.murano` programs of several lines, with their results as YAQL; `!Name` for an exception.
    pub examples: &'static [(&'static str, &'static str)],
    /// The code.
    pub run: NativeFn,
}

impl Method {
    /// Its native code, if it has some.
    #[must_use]
    pub(in crate::runtime) fn native(&self) -> Option<&NativeMethod> {
        match &self.body {
            Body::Native(native) => native.downcast_ref(),
            Body::Code(_) | Body::Abstract => None,
        }
    }
}
