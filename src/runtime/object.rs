//! Objects.

use std::rc::Rc;

use super::class::Class;

/// An object.
pub struct Object {
    /// Its class.
    pub class: Rc<Class>,
}
