//! Dropping nested values: recursively down to a limit, iteratively below it.

use std::cell::{Cell, RefCell};

use crate::runtime::recursion::DROP_LEVELS;
use crate::runtime::value::Value;

thread_local! {
    /// Nesting of the containers that are being dropped.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Values that the outermost of them drops at the end.
    static LATER: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
    /// Whether values are waiting to be dropped.
    static WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Drops the content of a container with `empty`; below the limit it is moved to a list
/// instead, and dropped later.
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
        // The thread is ending and its storage is gone, so the content is dropped here.
        let _ = LATER.try_with(|later| later.borrow_mut().append(&mut held));
        WAITING.set(true);
    }
    if depth == 0 && WAITING.get() {
        drop_what_waits();
    }
}

#[cold]
fn drop_what_waits() {
    // The depth is raised, so that dropping these values does not call this function again.
    DEPTH.set(1);
    while let Ok(Some(value)) = LATER.try_with(|later| later.borrow_mut().pop()) {
        drop(value);
    }
    WAITING.set(false);
    DEPTH.set(0);
}
