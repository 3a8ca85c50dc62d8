//! Memorized sequences: values are stored as they are read, so that the sequence can be read again.

use std::cell::RefCell;

use super::already_read;
use crate::runtime::machine::iterate::Iter;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Counting, SequenceSource};

/// A source with the values read from it.
pub struct Memo {
    read: RefCell<Vec<Value>>,
    source: RefCell<Option<Iter>>,
    depth: u32,
}

impl Memo {
    /// Memorizes the values of a source.
    #[must_use]
    pub fn new(source: Iter) -> Self {
        let depth = source.depth();
        Self { read: RefCell::default(), source: RefCell::new(Some(source)), depth }
    }

    /// Number of sequences that read from one another below.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The value at an index; reads the source up to there.
    pub fn at(&self, vm: &mut Vm<'_>, index: usize) -> Outcome<Option<Value>> {
        loop {
            if let Some(value) = self.read.borrow().get(index) {
                return Ok(Some(value.clone()));
            }
            let Some(value) = self.read_on(vm)? else { return Ok(None) };
            quota::check_items(vm.options(), self.read.borrow().len())?;
            self.read.borrow_mut().push(value);
        }
    }

    fn read_on(&self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        let Ok(mut slot) = self.source.try_borrow_mut() else { return Err(already_read()) };
        let Some(source) = slot.as_mut() else { return Ok(None) };
        let next = source.next(vm);
        if !matches!(next, Ok(Some(_))) {
            *slot = None;
        }
        next
    }
}

impl SequenceSource for Memo {
    fn is_iterator(&self) -> bool {
        true
    }

    fn counting(&self) -> Option<Counting> {
        None
    }

    fn end(&self) {}

    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        None
    }
}
