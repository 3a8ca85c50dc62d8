//! Traces of calls and conversions, for a listener that prints them.

use std::rc::Rc;

use super::Session;
use crate::runtime::machine::trace::Topic;

/// Receives a line of a trace, and what it is about: `call` or `convert`.
pub(crate) type TraceListener = Rc<dyn Fn(&str, &str)>;

impl Session {
    /// Traces calls, conversions or both from now on, or neither. Calls are traced only of code that is compiled afterwards.
    pub(crate) fn trace(&self, calls: bool, conversions: bool, listener: TraceListener) {
        let runtime = self.runtime();
        if calls {
            runtime.registry.trace_calls();
        }
        let sink = Rc::new(move |topic, line: &str| match topic {
            Topic::Calls if calls => listener("call", line),
            Topic::Conversions if conversions => listener("convert", line),
            Topic::Calls | Topic::Conversions => {}
        });
        runtime.trace.begin(conversions, sink);
    }
}
