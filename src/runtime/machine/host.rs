//! Functions of the embedding program that code calls like those of the library.

use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;

/// The embedding program, as far as code can call it.
pub trait Host {
    /// The names it gives its functions.
    fn functions(&self) -> Vec<String>;

    /// Calls one. While it takes time, other branches of the program may go on: [`Vm::wait_for`].
    ///
    /// # Errors
    ///
    /// What the function failed with, as an exception of the origin `Host`.
    fn call(&self, vm: &mut Vm<'_>, function: &str, args: &[Value], named: &Dict)
    -> Outcome<Value>;
}
