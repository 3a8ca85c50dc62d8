//! Functions of the embedding program that code calls like those of the library.

use crate::runtime::machine::fault::Outcome;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

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

/// What an exception of the embedding program brings along.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Its own calls, a line each, which stand below those of the program.
    pub trace: Vec<String>,
    /// What it said beside the message, as JSON; empty: nothing.
    pub data: String,
}
