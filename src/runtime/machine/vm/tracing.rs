//! Trace of calls: the instructions that a traced session has at the beginning and the end of
//! methods.

use super::Vm;
use crate::compile::ir::Chunk;
use crate::runtime::machine::trace::Topic;
use crate::runtime::value::Value;
use crate::runtime::value::describe;

impl Vm<'_> {
    /// Reports the call of a method, with its arguments.
    pub(crate) fn trace_entered(&self, code: &Chunk, arguments: &[Value]) {
        let given: Vec<String> = arguments.iter().map(describe::value).collect();
        let line = format!("{}{}({})", self.indent(), self.full_name(code), given.join(", "));
        self.runtime().trace.emit(Topic::Calls, &line);
    }

    /// Reports the result of a method.
    pub(crate) fn trace_left(&self, code: &Chunk, result: &Value) {
        if result.is_null() {
            return;
        }
        let name = self.full_name(code);
        let line = format!("{}{name} gave {}", self.indent(), describe::value(result));
        self.runtime().trace.emit(Topic::Calls, &line);
    }

    fn full_name(&self, code: &Chunk) -> String {
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
