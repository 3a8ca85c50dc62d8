//! Orderings: the results of `orderBy`, to which `thenBy` adds further keys until they are first read.

use std::cell::RefCell;
use std::cmp;
use std::rc::Rc;

use super::sort::sorted_indices;
use crate::runtime::machine::iterate;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::list::List;
use crate::runtime::value::seq::{Counting, SequenceSource};

/// Which way a key sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A collection with the keys it will be sorted by.
pub struct Ordering {
    source: Value,
    keys: RefCell<Vec<(Value, Direction)>>,
    sorted: RefCell<Option<Rc<List>>>,
}

impl Ordering {
    /// Will sort a collection by a key.
    #[must_use]
    pub fn new(source: Value, selector: Value, direction: Direction) -> Self {
        Self { source, keys: RefCell::new(vec![(selector, direction)]), sorted: RefCell::new(None) }
    }

    /// Adds a key that decides among those the earlier keys leave equal; too late once it was read.
    pub fn then_by(&self, selector: Value, direction: Direction) {
        self.keys.borrow_mut().push((selector, direction));
    }

    /// The sorted items, sorting them on the first time.
    pub fn items(&self, vm: &mut Vm<'_>) -> Outcome<Rc<List>> {
        if let Some(sorted) = &*self.sorted.borrow() {
            return Ok(Rc::clone(sorted));
        }
        let items = iterate::collect(vm, &self.source)?;
        let sorted = sort(vm, items, &self.keys.borrow().clone())?;
        let sorted = Rc::new(List::from(sorted));
        *self.sorted.borrow_mut() = Some(Rc::clone(&sorted));
        Ok(sorted)
    }
}

/// Each item's keys are computed at most once, and later keys only where earlier ones do not decide.
fn sort(vm: &mut Vm<'_>, items: Vec<Value>, keys: &[(Value, Direction)]) -> Outcome<Vec<Value>> {
    let mut columns: Vec<Vec<Option<Value>>> = vec![vec![None; items.len()]; keys.len()];
    let order = sorted_indices(items.len(), |a, b| {
        for ((selector, direction), column) in keys.iter().zip(&mut columns) {
            fill(vm, selector, &items, column, a)?;
            fill(vm, selector, &items, column, b)?;
            let (Some(x), Some(y)) = (&column[a], &column[b]) else { continue };
            match (ops::order(vm, x, y)?, direction) {
                (cmp::Ordering::Equal, _) => {}
                (decided, Direction::Ascending) => return Ok(decided),
                (decided, Direction::Descending) => return Ok(decided.reverse()),
            }
        }
        Ok(cmp::Ordering::Equal)
    })?;
    let mut items: Vec<Option<Value>> = items.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|i| items[i].take()).collect())
}

fn fill(
    vm: &mut Vm<'_>,
    selector: &Value,
    items: &[Value],
    column: &mut [Option<Value>],
    index: usize,
) -> Outcome<()> {
    if column[index].is_none() {
        column[index] = Some(vm.call(selector, std::slice::from_ref(&items[index]))?);
    }
    Ok(())
}

impl SequenceSource for Ordering {
    fn is_iterator(&self) -> bool {
        false
    }

    fn counting(&self) -> Option<Counting> {
        None
    }

    fn end(&self) {}

    fn form(&self) -> Option<(&'static str, Vec<Value>)> {
        None
    }
}
