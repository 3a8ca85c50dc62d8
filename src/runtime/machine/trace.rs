//! The trace of a run: calls of methods and conversions of values, reported to a listener.
//!
//! Calls are reported by instructions that are emitted only for a traced session; conversions
//! test one flag on the path that converts. Without a trace there is no cost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What a trace can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Calls of methods, and their results.
    Calls,
    /// Conversions by contracts.
    Conversions,
}

/// Receives one line, without its end, for each event.
pub(crate) type Listener = Rc<dyn Fn(Topic, &str)>;

/// The listener of a session, and the events it asked for.
#[derive(Default)]
pub struct Trace {
    conversions: Cell<bool>,
    listener: RefCell<Option<Listener>>,
}

impl Trace {
    /// Starts a trace; calls are reported only of code that is compiled afterwards (see
    /// [`crate::compile::registry::Registry::trace_calls`]).
    pub fn begin(&self, conversions: bool, listener: Listener) {
        self.conversions.set(conversions);
        *self.listener.borrow_mut() = Some(listener);
    }

    /// Whether conversions are traced.
    pub fn conversions(&self) -> bool {
        self.conversions.get()
    }

    /// Reports a line to the listener, if there is one.
    pub fn emit(&self, topic: Topic, line: &str) {
        // The listener may start another trace, so it runs outside of the borrow.
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(topic, line);
        }
    }
}
