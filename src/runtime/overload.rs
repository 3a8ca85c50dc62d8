//! Choosing among overloads by values.

use std::rc::Rc;

use super::fault::{Fault, Outcome};
use super::native::Builtin;
use super::value::Value;
use super::vm::Vm;
use crate::compile::signature::{Candidate, Signature};
use crate::syntax::Text;

/// A library call linked.
pub struct Linked {}

impl Linked {
    /// Links a call.
    #[must_use]
    pub fn new(_: Text, _: bool, _: Vec<(&'static Builtin, Rc<Signature>, Candidate)>) -> Self {
        Self {}
    }
}

/// Calls.
pub fn call(_: &mut Vm<'_>, _: &Linked, _: &mut [Value]) -> Outcome<Value> {
    Err(Fault::type_error("not linked"))
}
