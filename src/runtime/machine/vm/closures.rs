//! Closures: creation, and calls from natives and from code.

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::{Argument, CallSite};
use crate::runtime::machine::function::{Function, Param};
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::Text;

impl Vm<'_> {
    pub(super) fn make_closure(&mut self, function: &Rc<Function>, base: usize) -> Value {
        let captures = &function.code.captures;
        let captured =
            captures.iter().map(|c| self.stack[base + c.from as usize].clone()).collect();
        Value::Closure(Rc::new(Closure { function: function.clone(), captured }))
    }

    /// Calls a closure with `$1`, `$2`, …; a value that is not a closure is returned as it is.
    pub fn call(&mut self, callee: &Value, args: &[Value]) -> Outcome<Value> {
        match callee {
            Value::Closure(closure) => self.call_closure(closure, args, &[]),
            other => Ok(other.clone()),
        }
    }

    /// The variables that a closure has captured.
    #[must_use]
    pub fn captured_variables(closure: &Closure) -> Vec<(Text, Value)> {
        let code = &closure.function().code;
        let captured = code.captures.iter().zip(&*closure.captured);
        let named = captured.flat_map(|(capture, value)| {
            let names = code.variables.iter().filter(|(_, reg)| *reg == capture.to);
            names.map(|(name, _)| (name.clone(), value.clone()))
        });
        named.collect()
    }

    /// Calls a closure with positional and named arguments.
    pub fn call_closure(
        &mut self,
        closure: &Rc<Closure>,
        args: &[Value],
        named: &[(&str, Value)],
    ) -> Outcome<Value> {
        self.enter_native()?;
        let base = self.top();
        let floor = self.frames.len();
        let function = &closure.function();
        self.reserve(base, function.code.registers as usize);
        for (_, register) in &*function.params {
            self.stack[base + *register as usize].put(Value::Null);
        }
        for (capture, value) in function.code.captures.iter().zip(&*closure.captured) {
            self.stack[base + capture.to as usize].put(value.copied());
        }
        // An argument shadows a captured variable of the same name.
        for (param, register) in &*function.params {
            if let Some(value) = argument(param, args, named) {
                self.stack[base + *register as usize].put(value.copied());
            }
        }
        if let Some(myself) = function.code.myself {
            self.stack[base + myself as usize] = Value::Closure(closure.clone());
        }
        let outcome = match self.push(function, base, base) {
            Ok(()) => {
                let outcome = self.tick().and_then(|()| self.run(floor));
                while self.frames.len() > floor {
                    self.leave();
                }
                outcome
            }
            Err(fault) => Err(fault),
        };
        self.nesting -= 1;
        let value = outcome?;
        if matches!(value, Value::Seq(_)) {
            self.lazy = true;
        }
        Ok(value)
    }

    /// A call of a function made by `def`: the closure at `at`, arguments after it.
    pub(super) fn call_with_names(&mut self, site: &CallSite, at: usize) -> Outcome<Value> {
        let values = self.take_range(at, site.arguments.len() + 1);
        let mut values = values.into_iter();
        let callee = values.next().unwrap_or_default();
        let Value::Closure(closure) = callee else {
            let message = format!("`{}` is not a function but {}", site.name, callee.kind());
            return Err(Fault::no_matching_function(message));
        };
        let (mut args, mut named) = (Vec::new(), Vec::new());
        for (argument, value) in site.arguments.iter().zip(values) {
            match argument {
                Argument::Named(name) | Argument::NamedLambda(name) => named.push((&**name, value)),
                Argument::Value | Argument::Lambda | Argument::Skipped => args.push(value),
            }
        }
        self.call_closure(&closure, &args, &named)
    }
}

/// The argument for a closure's parameter.
fn argument<'a>(param: &Param, args: &'a [Value], named: &'a [(&str, Value)]) -> Option<&'a Value> {
    match param {
        Param::Position(position) => args.get(*position),
        Param::Name(name) => named.iter().find(|(n, _)| *n == &**name).map(|(_, v)| v),
    }
}
