//! Dropping nested values: recursively down to a limit, iteratively below it.

use std::cell::{Cell, RefCell};

use crate::runtime::recursion::DROP_LEVELS;
use crate::runtime::value::Value;

thread_local! {
    /// Containers that are being dropped, one inside the other.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What waits for the outermost of them.
    static LATER: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
    /// Whether values are waiting to be dropped.
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Drops what a container holds: by `empty`, or, where that would go too deep, by having it handed over to be dropped later.
#[inline]
pub(crate) fn iterative_drop<C>(
    container: &mut C,
    empty: impl FnOnce(&mut C),
    hand_over: impl FnOnce(&mut C, &mut Vec<Value>),
) {
    let depth = DEPTH.get();
    if depth < DROP_LEVELS {
        DEPTH.set(depth + 1);
        empty(container);
        DEPTH.set(depth);
    } else {
        let mut held = Vec::new();
        hand_over(container, &mut held);
        // Where a thread has ended there is no later: then it is dropped here.
        let _ = LATER.try_with(|later| later.borrow_mut().append(&mut held));
        WAITING.set(true);
    }
    if depth == 0 && WAITING.get() {
        drop_what_waits();
    }
}

#[cold]
fn drop_what_waits() {
    // What is dropped here is not the outermost, and does not come here again.
    DEPTH.set(1);
    while let Ok(Some(value)) = LATER.try_with(|later| later.borrow_mut().pop()) {
        drop(value);
    }
    WAITING.set(false);
    DEPTH.set(0);
}
