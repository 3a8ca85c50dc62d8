//! Orderings: the results of `orderBy`, to which `thenBy` adds further keys until they are
//! first read.

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

/// The direction of a sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A collection with its sort keys.
pub struct Ordering {
    source: Value,
    keys: RefCell<Vec<(Value, Direction)>>,
    sorted: RefCell<Option<Rc<List>>>,
}

impl Ordering {
    /// An ordering of a collection by a key.
    #[must_use]
    pub fn new(source: Value, selector: Value, direction: Direction) -> Self {
        Self { source, keys: RefCell::new(vec![(selector, direction)]), sorted: RefCell::new(None) }
    }

    /// Adds a key for items that are equal by the earlier keys. Has no effect once the ordering
    /// was read.
    pub fn then_by(&self, selector: Value, direction: Direction) {
        self.keys.borrow_mut().push((selector, direction));
    }

    /// The sorted items; sorts them on the first call.
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

/// Sorts items. Each key of an item is computed at most once, and later keys only where earlier
/// ones are equal.
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
