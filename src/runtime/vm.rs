//! The machine.

use std::marker::PhantomData;

use super::fault::{Fault, Outcome};
use super::options::Options;
use super::value::Value;

/// One task's machine.
pub struct Vm<'t> {
    options: Options,
    task: PhantomData<&'t ()>,
}

impl Vm<'_> {
    /// The session's settings.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Calls a closure with `$1`, `$2`, …; a value that is no closure is its own result.
    pub fn call(&mut self, callee: &Value, _args: &[Value]) -> Outcome<Value> {
        match callee {
            Value::Closure(_) => Err(Fault::type_error("not yet")),
            other => Ok(other.clone()),
        }
    }
}
