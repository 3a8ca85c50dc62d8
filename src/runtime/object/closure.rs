//! Closures: unevaluated arguments and branches, with what they took along.

use std::rc::Rc;

use crate::runtime::machine::function::Function;
use crate::runtime::value::Value;

/// A closure.
pub struct Closure {
    /// Its code.
    pub function: Rc<Function>,
    /// What it took along, in the order of its code's captures.
    pub captured: Box<[Value]>,
}
