//! Code that is linked when first run: defaults, predicates and other expressions of declarations, bodies of methods.
//!
//! Classes may name each other in any order because nothing is linked before.

use std::any::Any;
use std::cell::OnceCell;
use std::rc::{Rc, Weak};

use crate::compile::ir::Chunk;

/// Code, with what the machine links it to.
pub struct Lazy {
    code: Rc<Chunk>,
    /// The machine's [`Function`](crate::runtime::machine::function::Function). The session owns it: its constants and
    /// caches refer to classes, and those to this code, so that a counted reference would keep all of them for ever.
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
