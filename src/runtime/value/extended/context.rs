//! Contexts: bindings that `let`, `with`, `def` and `unpack` make when they are called by name or passed around.
//!
//! If a program writes these calls directly before `->`, the compiler uses slots instead.

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;

/// Bindings of variables and functions, in the order in which they were made.
#[derive(Clone, Default)]
pub struct Context {
    /// Variables by name without `$`: `1`, `2`, …, `x`.
    pub variables: Dict,
    /// Functions by name, as closures.
    pub functions: Dict,
}

impl Context {
    /// Binds `$1`, `$2`, ….
    pub fn bind_positions(&mut self, values: &[Value]) {
        for (i, value) in values.iter().enumerate() {
            self.variables.insert(Value::string((i + 1).to_string()), value.clone());
        }
    }

    /// Binds a variable, in place of an earlier binding of its name.
    pub fn bind(&mut self, name: &Value, value: Value) {
        self.variables.insert(name.clone(), value);
    }
}
