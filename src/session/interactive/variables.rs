//! The variables of an interactive session: cells that the code of all inputs shares.

use indexmap::IndexMap;

use crate::runtime::value::Value;
use crate::syntax::Text;

/// Variables by their names, in order of first assignment.
#[derive(Default)]
pub(super) struct SessionVariables(IndexMap<Text, Value>);

impl SessionVariables {
    /// The variables with their values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Text, Value)> {
        self.0.iter().map(|(name, cell)| (name, unwrapped(cell)))
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).map(unwrapped)
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if let Value::Cell(cell) = self.0.entry(name.into()).or_insert_with(new_cell) {
            *cell.borrow_mut() = value;
        }
    }

    /// The names of all variables.
    pub(super) fn names(&self) -> Vec<Text> {
        self.0.keys().cloned().collect()
    }

    /// The cell of a variable, which exists from now on.
    pub(super) fn cell(&mut self, name: &Text) -> Value {
        self.0.entry(name.clone()).or_insert_with(new_cell).clone()
    }

    /// A copy of all values.
    pub(super) fn values(&self) -> IndexMap<Text, Value> {
        self.iter().map(|(name, value)| (name.clone(), value)).collect()
    }

    /// Sets variables to these values and removes all others.
    pub(super) fn restore(&mut self, values: IndexMap<Text, Value>) {
        self.0.retain(|name, _| values.contains_key(name));
        values.into_iter().for_each(|(name, value)| self.set(&name, value));
    }
}

fn new_cell() -> Value {
    Value::Cell(std::rc::Rc::default())
}

fn unwrapped(cell: &Value) -> Value {
    match cell {
        Value::Cell(cell) => cell.borrow().clone(),
        other => other.clone(),
    }
}
