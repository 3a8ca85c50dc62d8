//! Freezing: lazy sequences are converted to lists before values are stored.

use std::rc::Rc;

use super::Vm;
use crate::runtime::machine::iterate;
use crate::runtime::recursion::FREEZE_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;

impl Vm<'_> {
    /// Freezes a register, at the end of the expression that made a lazy sequence.
    pub(super) fn freeze_register(&mut self, at: usize) -> Outcome<()> {
        let value = std::mem::take(&mut self.stack[at]);
        let frozen = self.freeze(value)?;
        self.stack[at] = frozen;
        self.lazy = false;
        Ok(())
    }

    /// A value without lazy sequences anywhere in it.
    pub fn freeze(&mut self, value: Value) -> Outcome<Value> {
        // Searched first and copied only if something lazy is inside, because most values are
        // plain. Reading a sequence runs code, so this may fail, and may take long.
        if !holds_lazy(&value) {
            return Ok(value);
        }
        match &value {
            Value::Seq(seq) if seq.is_view() => {
                Ok(seq.as_set().map_or(Value::Null, |set| Value::Set(Rc::new(set))))
            }
            Value::Seq(_) => {
                let items = iterate::collect(self, &value)?;
                self.freeze_all(items)
            }
            Value::List(items) => {
                let items = items.to_vec();
                self.freeze_all(items)
            }
            Value::Dict(dict) => {
                let mut frozen = Dict::with_capacity(dict.len());
                for (key, item) in dict.iter() {
                    let item = self.freeze(item.clone())?;
                    frozen.insert(key.clone(), item);
                }
                Ok(Value::dict(frozen))
            }
            _ => Ok(value),
        }
    }

    fn freeze_all(&mut self, mut items: Vec<Value>) -> Outcome<Value> {
        for item in &mut items {
            if holds_lazy(item) {
                *item = self.freeze(std::mem::take(item))?;
            }
        }
        Ok(Value::list(items))
    }

    /// Reads a lazy sequence to its end, for its side effects.
    pub(super) fn exhaust_register(&mut self, at: usize) -> Outcome<()> {
        let value = std::mem::take(&mut self.stack[at]);
        if self.lazy || matches!(value, Value::Seq(_)) {
            self.freeze(value)?;
            self.lazy = false;
        }
        Ok(())
    }
}

fn holds_lazy(value: &Value) -> bool {
    let mut deeper = Vec::new();
    if is_lazy_to(value, FREEZE_LEVELS, &mut deeper) {
        return true;
    }
    while let Some(value) = deeper.pop() {
        if is_lazy_to(value, FREEZE_LEVELS, &mut deeper) {
            return true;
        }
    }
    false
}

/// Returns whether a sequence is within that many levels; deeper containers are added to the list.
fn is_lazy_to<'v>(value: &'v Value, levels: usize, deeper: &mut Vec<&'v Value>) -> bool {
    match value {
        Value::Seq(_) => true,
        Value::List(_) | Value::Dict(_) if levels == 0 => {
            deeper.push(value);
            false
        }
        Value::List(items) => items.iter().any(|item| is_lazy_to(item, levels - 1, deeper)),
        Value::Dict(dict) => dict.values().any(|item| is_lazy_to(item, levels - 1, deeper)),
        Value::Null
        | Value::Missing
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Str(_)
        | Value::Big(_)
        | Value::Set(_)
        | Value::Closure(_)
        | Value::Object(_)
        | Value::Type(_)
        | Value::Extended(_)
        | Value::Cell(_) => false,
    }
}
