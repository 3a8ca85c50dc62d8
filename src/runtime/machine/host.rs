//! Functions of the embedder, which code calls like those of the library.

use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;

/// The interface of the embedder for calls from programs.
pub trait Host {
    /// The names of its functions.
    fn functions(&self) -> Vec<String>;

    /// Calls a function. While it waits, other branches of the program may run:
    /// [`Vm::wait_for`].
    ///
    /// # Errors
    ///
    /// An exception of the function, with the origin `Host`.
    fn call(&self, vm: &mut Vm<'_>, function: &str, args: &[Value], named: &Dict)
    -> Outcome<Value>;
}
