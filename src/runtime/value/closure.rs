//! Closures: unevaluated arguments and branches, with the values they captured.

use std::any::Any;

use crate::runtime::value::Value;

/// Linked code together with the values it captured.
pub struct Closure {
    /// Its linked code: the machine's
    /// [`Function`](crate::runtime::machine::function::Function), whose constants are values.
    pub(in crate::runtime) function: std::rc::Rc<dyn Any>,
    /// The values it captured, in the order of its code's captures.
    pub captured: Box<[Value]>,
}
