//! Code that is linked when it first runs: defaults, predicates and other expressions of
//! declarations, bodies of methods.
//!
//! Classes may name each other in any order, because nothing is linked earlier.

use std::any::Any;
use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use crate::compile::ir::Chunk;

/// Code, with its linked form.
pub struct Lazy {
    code: Rc<Chunk>,
    /// The machine's [`Function`](crate::runtime::machine::function::Function). The session
    /// owns it, and this reference is weak: constants and caches of a function refer to
    /// classes, and classes to this code, a cycle that would never be freed.
    pub(in crate::runtime) linked: OnceCell<Weak<dyn Any>>,
}

impl Lazy {
    /// Code that is not linked yet.
    #[must_use]
    pub fn new(code: Rc<Chunk>) -> Self {
        Self { code, linked: OnceCell::new() }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &Rc<Chunk> {
        &self.code
    }
}
