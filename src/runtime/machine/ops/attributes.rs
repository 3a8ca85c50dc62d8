//! `collection.name`: a member of each element.

use std::rc::Rc;

use crate::runtime::machine::iterate::{self, Iter};
use crate::runtime::machine::sequence::Iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::Seq;

/// Reads a member of a value of any kind, objects included.
pub(crate) type MemberReader = fn(&mut Vm<'_>, &Value, &Rc<str>) -> Outcome<Value>;

/// `collection.name`: the member of each element, lazily.
pub(crate) fn attributes(
    vm: &mut Vm<'_>,
    collection: &Value,
    name: &Rc<str>,
    access: MemberReader,
) -> Outcome<Value> {
    let source = iterate::iterate(vm, collection)?;
    Seq::once(source.depth(), Attributes { source, name: Rc::clone(name), access })
}

struct Attributes {
    source: Iter,
    name: Rc<str>,
    access: MemberReader,
}

impl Iterate for Attributes {
    fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        match self.source.next(vm)? {
            Some(item) => (self.access)(vm, &item, &self.name).map(Some),
            None => Ok(None),
        }
    }
}
