//! What a run tells of itself when it is asked to: calls of methods, conversions of values.
//!
//! Calls are told by instructions that are only emitted for a traced session; conversions ask one flag on the way that
//! converts. A session that is not traced pays nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::compile::ir::Code;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::describe;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Calls of methods, and what they gave.
    Calls,
    /// What contracts made of values.
    Conversions,
}

/// Who is told; one line without its end each.
pub type Tell = Rc<dyn Fn(Topic, &str)>;

/// What a session tells, and whom.
#[derive(Default)]
pub struct Trace {
    conversions: Cell<bool>,
    tell: RefCell<Option<Tell>>,
}

impl Trace {
    /// Tells from now on; calls only of code that is compiled from now on (see [`crate::compile::registry::Registry::trace_calls`]).
    pub fn begin(&self, conversions: bool, tell: Tell) {
        self.conversions.set(conversions);
        *self.tell.borrow_mut() = Some(tell);
    }

    /// Are conversions told?
    pub fn conversions(&self) -> bool {
        self.conversions.get()
    }

    /// Tells a line.
    pub fn tell(&self, topic: Topic, line: &str) {
        let tell = self.tell.borrow().clone();
        if let Some(tell) = tell {
            tell(topic, line);
        }
    }
}

impl Vm<'_> {
    /// A method begins: its name and what it was given.
    pub(crate) fn trace_entered(&self, code: &Code, arguments: &[Value]) {
        let given: Vec<String> = arguments.iter().map(describe::value).collect();
        let line = format!("{}{}({})", self.indent(), self.full_name(code), given.join(", "));
        self.runtime().trace.tell(Topic::Calls, &line);
    }

    /// A method ends with a result.
    pub(crate) fn trace_left(&self, code: &Code, result: &Value) {
        if result.is_null() {
            return;
        }
        let name = self.full_name(code);
        let line = format!("{}{name} gave {}", self.indent(), describe::value(result));
        self.runtime().trace.tell(Topic::Calls, &line);
    }

    fn full_name(&self, code: &Code) -> String {
        let class = code.class.map(|class| self.runtime().registry.entry(class));
        let name = match &*code.name {
            ".init" => "init",
            ".destroy" => "destroy",
            name => name,
        };
        match class {
            Some(class) if !class.is_file() => format!("{}.{name}", class.name),
            _ => name.to_owned(),
        }
    }

    fn indent(&self) -> String {
        "  ".repeat(self.depth().saturating_sub(1).min(40))
    }
}
