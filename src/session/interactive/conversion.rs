//! A conversion that is watched: what a contract makes of each part of a value.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Answer, Interactive};

impl Interactive {
    /// Converts the value of an expression by a contract. Returns the outcome, and a line for each part that changed. The session
    /// stays as it was.
    pub(crate) fn convert(&mut self, value: &str, contract: &str) -> (Answer, Vec<String>) {
        let steps: Rc<RefCell<Vec<String>>> = Rc::default();
        let listener = {
            let steps = steps.clone();
            Rc::new(move |_: &str, line: &str| steps.borrow_mut().push(line.to_owned()))
        };
        let (functions, variables) = (self.functions.clone(), self.variables.values());
        let names = self.session.runtime().registry.names();
        // The value is computed before the trace begins: only its conversion is watched.
        let computed = self.input(value);
        let Answer::Value(computed) = computed else { return (computed, Vec::new()) };
        self.set_variable(VALUE, computed);
        self.session.trace(false, true, listener);
        let text = format!(
            "function converted(value: {contract}) {{ return $value }}\nconverted(${VALUE})"
        );
        let answer = self.input(&text);
        self.session.trace(false, false, Rc::new(|_, _| ()));
        self.session.runtime().registry.restore(names);
        self.functions = functions;
        self.variables.restore(variables);
        (answer, steps.take())
    }
}

/// The variable that holds the value.
const VALUE: &str = "convertedValue";
