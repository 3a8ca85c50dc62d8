//! What metadata can be attached to.
//! See docs/language/reflection.md#metadata.

use std::rc::Rc;

use crate::compile::ir;
use crate::runtime::value::class::Class;

/// The class, or the member of it, whose metadata is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached<'a> {
    /// The class itself.
    Class,
    /// Its property of that name.
    Property(&'a str),
    /// Its method of that name.
    Method(&'a str),
}

impl Attached<'_> {
    /// The metadata that one class itself attaches.
    pub(in crate::runtime) fn own(self, class: &Class) -> &[Rc<ir::Meta>] {
        let ir = &class.ir;
        match self {
            Attached::Class => &ir.metas,
            Attached::Property(name) => {
                let found = ir.properties.iter().find(|p| *p.name == *name);
                found.map_or(&[], |p| &p.metas)
            }
            Attached::Method(name) => {
                let found = ir.methods.iter().find(|m| *m.name == *name);
                found.map_or(&[], |m| &m.metas)
            }
        }
    }
}
