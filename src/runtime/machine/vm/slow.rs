//! The less common instructions: appending, text, dictionaries, shared variables, loops over values.

use std::cell::RefCell;
use std::rc::Rc;

use super::Vm;
use crate::compile::ir::Reg;
use crate::runtime::machine::function::Function;
use crate::runtime::machine::iterate;
use crate::runtime::machine::ops;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::equality;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::list::List;
use crate::runtime::value::notation;
use crate::runtime::value::text::{built, push_int, push_piece};

/// Longer lists are freed instead of being reused.
const FEW: usize = 4;

/// An operator as a function.
pub(super) type Operator<'t, T> = fn(&mut Vm<'t>, &Value, &Value) -> Outcome<T>;

impl<'t> Vm<'t> {
    /// `dst = a op b`, for operands without a fast case.
    #[inline(never)]
    pub(super) fn operate<T: Into<Value>>(
        &mut self,
        base: usize,
        (dst, a, b): (Reg, Reg, Reg),
        operator: Operator<'t, T>,
    ) -> Outcome<()> {
        let (a, b) = (self.stack[base + a as usize].clone(), self.stack[base + b as usize].clone());
        self.stack[base + dst as usize] = operator(self, &a, &b)?.into();
        Ok(())
    }

    /// `dst = a op value`, for operands without a fast case.
    #[inline(never)]
    pub(super) fn operate_small(
        &mut self,
        base: usize,
        dst: Reg,
        a: Reg,
        value: i16,
        operator: Operator<'t, Value>,
    ) -> Outcome<()> {
        let a = self.stack[base + a as usize].clone();
        self.stack[base + dst as usize] = operator(self, &a, &Value::Int(i64::from(value)))?;
        Ok(())
    }

    /// `a op b`, unless both are integers.
    #[inline(never)]
    pub(super) fn compare(
        &mut self,
        base: usize,
        a: Reg,
        b: Reg,
        operator: Operator<'t, bool>,
    ) -> Outcome<bool> {
        let (a, b) = (self.stack[base + a as usize].clone(), self.stack[base + b as usize].clone());
        operator(self, &a, &b)
    }

    /// `a op value`, unless `a` is an integer.
    #[inline(never)]
    pub(super) fn compare_small(
        &mut self,
        base: usize,
        a: Reg,
        value: i16,
        operator: Operator<'t, bool>,
    ) -> Outcome<bool> {
        let a = self.stack[base + a as usize].clone();
        operator(self, &a, &Value::Int(i64::from(value)))
    }

    /// `target = target + more`, in place if nobody else holds the target.
    #[inline(never)]
    pub(super) fn append(&mut self, target: usize, more: usize) -> Outcome<()> {
        let more = self.stack[more].clone();
        let mut value = std::mem::take(&mut self.stack[target]);
        let outcome = ops::add_assign(self, &mut value, &more);
        self.stack[target] = value;
        outcome?;
        if matches!(self.stack[target], Value::Seq(_)) {
            self.lazy = true;
            self.freeze_register(target)?;
        }
        Ok(())
    }

    pub(super) fn not_matches(&mut self, a: &Value, b: &Value) -> Outcome<bool> {
        ops::matches(self, a, b).map(|m| !m)
    }

    /// A value as `print` writes it: strings as they are, all others in the language's
    /// notation.
    pub fn display(&mut self, value: &Value) -> Outcome<Value> {
        match value {
            Value::Str(_) => Ok(value.clone()),
            Value::Seq(_) => {
                let list = iterate::to_list(self, value)?;
                let frozen = self.freeze(Value::List(list))?;
                Ok(Value::string(notation::display(&frozen)))
            }
            _ => Ok(Value::string(notation::display(value))),
        }
    }

    /// `target = target + [items]`, in place if nobody else holds the target.
    #[inline(never)]
    pub(super) fn push_items(&mut self, target: usize, start: usize, count: usize) -> Outcome<()> {
        let length = match &self.stack[target] {
            Value::List(list) if Rc::strong_count(list) == 1 => list.len(),
            _ => {
                self.stack[start] = Value::list(self.take_range(start, count));
                return self.append(target, start);
            }
        };
        ops::may_grow(self, length, count)?;
        // Temporaries have higher registers than variables.
        let (variables, items) = self.stack.split_at_mut(start);
        if let Value::List(list) = &mut variables[target] {
            move_items(&mut items[..count], &mut *Rc::make_mut(list));
        }
        Ok(())
    }

    /// Converts a lazy sequence in a register to the text that interpolation writes.
    pub(super) fn display_register(&mut self, at: usize) -> Outcome<()> {
        let sequence = std::mem::take(&mut self.stack[at]);
        let list = iterate::to_list(self, &sequence)?;
        let frozen = self.freeze(Value::List(list))?;
        self.stack[at] = Value::string(notation::display(&frozen));
        Ok(())
    }

    /// An interpolated string: a template, filled in from registers.
    #[inline(never)]
    pub(super) fn concatenate(&mut self, template: &Value, start: usize, result: usize) {
        let Value::List(pieces) = template else { unreachable!("a template is a list of pieces") };
        let text = &mut self.text;
        text.clear();
        let mut values = self.stack[start..].iter_mut();
        for piece in &**pieces {
            if let Value::Str(piece) = piece {
                push_piece(text, piece.as_str());
            } else if let Some(value) = values.next() {
                push_value(text, value);
                value.release();
            }
        }
        let value = built(text);
        self.stack[result].put(value);
    }

    pub(super) fn take_range(&mut self, start: usize, count: usize) -> Vec<Value> {
        let mut items = Vec::with_capacity(count);
        move_items(&mut self.stack[start..start + count], &mut items);
        items
    }

    /// A list literal, in the allocation of a released list if there is one.
    #[inline(never)]
    pub(super) fn build_list(&mut self, start: usize, count: usize) -> Rc<List> {
        if count <= FEW
            && let Some(mut list) = self.spare.take()
        {
            move_items(&mut self.stack[start..start + count], &mut *Rc::make_mut(&mut list));
            return list;
        }
        Rc::new(self.take_range(start, count).into())
    }

    /// Drops a list that was passed to a call. The allocation of a short list without other
    /// references is kept for the next literal.
    #[inline(never)]
    pub(super) fn let_go_of_list(&mut self, list: Value) {
        let Value::List(mut list) = list else { return };
        if let Some(items) = Rc::get_mut(&mut list)
            && (1..=FEW).contains(&items.capacity())
        {
            items.clear();
            self.spare = Some(list);
        }
    }

    pub(super) fn build_dict(&mut self, start: usize, count: usize) -> Outcome<Value> {
        let mut dict = Dict::with_capacity(count);
        for pair in self.stack[start..start + 2 * count].chunks_exact_mut(2) {
            let (key, value) = (std::mem::take(&mut pair[0]), std::mem::take(&mut pair[1]));
            equality::check_key(&key)?;
            dict.insert(key, value);
        }
        Ok(Value::dict(dict))
    }

    /// A dictionary literal whose keys are a constant.
    #[inline(never)]
    pub(super) fn shaped_dict(&mut self, shape: &Value, start: usize) -> Rc<Dict> {
        let Value::List(keys) = shape else { unreachable!("a shape is a list of keys") };
        let values = self.take_range(start, keys.len());
        Rc::new(Dict::shaped(keys, values))
    }

    pub(super) fn rule(pair: Vec<Value>) -> Value {
        let mut pair = pair.into_iter();
        let (key, value) = (pair.next().unwrap_or_default(), pair.next().unwrap_or_default());
        Value::extended(Extended::Rule(key, value))
    }

    pub(super) fn cell(value: Value) -> Value {
        Value::Cell(Rc::new(RefCell::new(value)))
    }

    pub(super) fn load_cell(cell: &Value) -> Value {
        match cell {
            Value::Cell(cell) => cell.borrow().clone(),
            // The variable is not shared yet, and holds the value itself.
            other => other.clone(),
        }
    }

    pub(super) fn store_cell(cell: &Value, value: Value) {
        if let Value::Cell(cell) = cell {
            let old = cell.replace(value);
            drop(old);
        }
    }

    /// Reads a variable of a computed context; an empty name only checks that it is one.
    pub(super) fn context_variable(
        &mut self,
        function: &Function,
        base: usize,
        dst: Reg,
        context: Reg,
        name: u16,
    ) -> Outcome<()> {
        let Value::Extended(other) = &self.stack[base + context as usize] else {
            return Err(not_a_context());
        };
        let Extended::Context(context) = &**other else { return Err(not_a_context()) };
        let name = function.consts[name as usize].as_str().unwrap_or("");
        let found = match name.strip_suffix("()") {
            Some(function) => context.functions.get_str(function).cloned(),
            None => context.variables.get_str(name).cloned(),
        };
        if let Some(value) = found {
            self.stack[base + dst as usize] = value;
        }
        Ok(())
    }

    /// Prepares a loop over a value, which becomes a list (see
    /// docs/language/statements.md#loops). A range with step one is stored as its next integer
    /// and its end instead.
    pub(super) fn begin_iteration(&mut self, at: usize) -> Outcome<()> {
        // The two registers are the loop's state, which `next_item` reads: a list and an index,
        // or the end and the next integer. The list is a copy or shared, so that changing the
        // collection inside the loop does not affect the loop.
        let value = std::mem::take(&mut self.stack[at]);
        if let Value::Seq(seq) = &value
            && let Some((next, stop)) = seq.take_steps(iterate::limit(self))
        {
            self.stack[at] = Value::Int(stop);
            self.stack[at + 1] = Value::Int(next);
            return Ok(());
        }
        let list = match &value {
            Value::List(list) => list.clone(),
            Value::Dict(dict) => Rc::new(dict.keys().cloned().collect()),
            Value::Str(text) => Rc::new(
                text.as_str().chars().map(|c| Value::str(c.encode_utf8(&mut [0; 4]))).collect(),
            ),
            Value::Set(_) | Value::Seq(_) => iterate::to_list(self, &value)?,
            other => {
                let message = format!("`for` needs a collection, found {}", other.kind());
                return Err(Fault::type_error(message));
            }
        };
        let frozen = self.freeze(Value::List(list))?;
        self.stack[at] = frozen;
        self.stack[at + 1] = Value::Int(0);
        Ok(())
    }

    #[inline]
    pub(super) fn next_item(&mut self, at: usize) -> Option<Value> {
        let Value::Int(index) = self.stack[at + 1] else { return None };
        let item = match &self.stack[at] {
            Value::List(list) => list.get(index as usize)?.copied(),
            Value::Int(stop) if index < *stop => Value::Int(index),
            _ => return None,
        };
        self.stack[at + 1].put(Value::Int(index + 1));
        Some(item)
    }

    /// Checks the number of repetitions of `repeat`.
    pub(super) fn check_count(&mut self, at: usize) -> Outcome<()> {
        let count = match &self.stack[at] {
            Value::Int(_) => return Ok(()),
            Value::Bool(b) => i64::from(b.get()),
            Value::Big(_) => i64::MAX,
            other => {
                let message = format!("`repeat` needs an integer, found {}", other.kind());
                return Err(Fault::type_error(message));
            }
        };
        self.stack[at] = Value::Int(count);
        Ok(())
    }

    pub(super) fn index_slow(&mut self, target: &Value, index: &Value) -> Outcome<Value> {
        ops::index(self, target, index)
    }

    pub(super) fn index_or(&mut self, base: usize, target: Reg, args: Reg) -> Outcome<Value> {
        let args = base + args as usize;
        let (key, default) = (self.stack[args].clone(), self.stack[args + 1].clone());
        let target = self.stack[base + target as usize].clone();
        match &target {
            Value::Dict(dict) => match dict.get(&key) {
                Some(value) => Ok(value.clone()),
                None if default.is_missing() => ops::index(self, &target, &key),
                None => Ok(default),
            },
            _ if default.is_missing() => ops::index(self, &target, &key),
            other => {
                let message = format!("only dictionaries have defaults, found {}", other.kind());
                Err(Fault::no_matching_function(message))
            }
        }
    }
}

/// Appends a value as interpolation writes it: strings as they are, all others in the
/// language's notation.
#[inline]
fn push_value(text: &mut String, value: &Value) {
    match value {
        Value::Str(part) => push_piece(text, part.as_str()),
        Value::Int(number) => push_int(text, *number),
        other => text.push_str(&notation::display(other)),
    }
}

/// Moves values to the end of a list.
#[inline]
fn move_items(from: &mut [Value], to: &mut Vec<Value>) {
    to.extend(from.iter_mut().map(std::mem::take));
}

fn not_a_context() -> Fault {
    Fault::no_matching_function(
        "the left side of `->` must be a context, such as the result of `let(…)`",
    )
}
