//! Functions of the library: rows of a table, found by name, called with their parameters in order.

use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

/// A library function's code. `args` holds one value a parameter of its signature, converted and defaulted:
/// `*rest` is one list, `**named` one dictionary, a lambda a closure (or a plain value, when called by name), what
/// was not given and has no default [`Value::Missing`]. The function may take values out of `args`.
pub type NativeFn = fn(&mut Vm<'_>, &mut [Value]) -> Outcome<Value>;

/// A row of the library's table.
#[derive(Clone, Copy)]
pub struct Builtin {
    /// `fn name(parameter: type = default, *rest: type)`; `method` or `both` instead of `fn`.
    pub signature: &'static str,
    /// One line.
    pub doc: &'static str,
    /// Expressions, or `.murano` programs of several lines, with their results as YAQL; `!Name` for an exception.
    pub examples: &'static [(&'static str, &'static str)],
    /// The code.
    pub run: NativeFn,
}
