//! Inputs one after another that share variables, functions and classes: the REPL.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Session;
use crate::compile::module;
use crate::compile::scope::Scope;
use crate::diag::{Diagnostic, has_errors};
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::function::Function;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::syntax::{self, Text};

/// A conversation with a session.
pub struct Interactive {
    session: Session,
    variables: IndexMap<Text, Value>,
    functions: Vec<Rc<syntax::Method>>,
    scope: Scope,
    script: Option<Rc<Object>>,
    inputs: usize,
}

/// What became of an input.
pub enum Answer {
    /// Its value; null for statements.
    Value(Value),
    /// More lines are needed.
    Incomplete,
    /// It was not understood.
    Mistakes(Vec<Diagnostic>),
    /// It raised an exception; variables are as they were, but for what ran before.
    Fault(Fault),
}

impl Interactive {
    /// Begins with a session.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let scope = Scope { strict: true, ..Scope::default() };
        Self {
            session,
            variables: IndexMap::new(),
            functions: Vec::new(),
            scope,
            script: None,
            inputs: 0,
        }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The variables with their values, in order of first assignment.
    pub fn variables(&self) -> impl Iterator<Item = (&Text, Value)> {
        self.variables.iter().map(|(name, cell)| (name, unwrapped(cell)))
    }

    /// A variable's value.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).map(unwrapped)
    }

    /// Sets a variable: `_` after each input.
    pub fn set_variable(&mut self, name: &str, value: Value) {
        let cell = self.variables.entry(name.into()).or_insert_with(new_cell);
        if let Value::Cell(cell) = cell {
            *cell.borrow_mut() = value;
        }
    }

    /// The functions defined so far.
    #[must_use]
    pub fn functions(&self) -> &[Rc<syntax::Method>] {
        &self.functions
    }

    /// Is this the beginning of an input that needs more lines?
    #[must_use]
    pub fn is_incomplete(text: &str) -> bool {
        let sources = crate::source::Sources::new();
        let Some(source) = sources.add("<input>", text) else { return false };
        let (_, diagnostics) = syntax::parse_input(&source);
        diagnostics.iter().any(|d| d.incomplete)
    }

    /// Runs an input.
    pub fn input(&mut self, text: &str) -> Answer {
        self.inputs += 1;
        let name = format!("<input {}>", self.inputs);
        let Some(source) = self.session.sources().add(name, text) else {
            return Answer::Incomplete;
        };
        let (parsed, mut diagnostics) = syntax::parse_input(&source);
        if diagnostics.iter().any(|d| d.incomplete) {
            return Answer::Incomplete;
        }
        let registry = &self.session.world().registry;
        let scope = self.extended(&parsed);
        let declared =
            module::declare_with(registry, &source, &parsed, scope.clone(), self.functions.clone());
        module::check(registry, &declared);
        let globals: Vec<Text> = self.variables.keys().cloned().collect();
        let code = module::script(registry, &declared, &parsed.body, Some(&globals));
        registry.compile_all();
        diagnostics.extend(registry.take_diagnostics());
        if has_errors(&diagnostics) {
            return Answer::Mistakes(diagnostics);
        }
        self.scope = scope;
        self.remember(&parsed);
        match self.run(declared.class, &code) {
            Ok(value) => Answer::Value(value),
            Err(fault) => Answer::Fault(fault),
        }
    }

    fn extended(&self, parsed: &syntax::Module) -> Scope {
        let own = Scope::of_module(parsed);
        let mut scope = self.scope.clone();
        if !own.namespace.is_empty() {
            scope.namespace = own.namespace;
        }
        scope.prefixes.extend(own.prefixes);
        scope.usings.extend(own.usings);
        scope
    }

    fn remember(&mut self, parsed: &syntax::Module) {
        for function in &parsed.functions {
            self.functions.retain(|f| f.name.text != function.name.text);
            let usage = syntax::MethodUsage::Static;
            self.functions.push(Rc::new(syntax::Method { usage, ..(**function).clone() }));
        }
    }

    fn run(
        &mut self,
        class: crate::compile::ir::ClassId,
        code: &Rc<crate::compile::ir::Code>,
    ) -> Outcome<Value> {
        self.session.world().limits.renew();
        // Variables that this input assigns for the first time exist from now on, null until then.
        let mut args = Vec::new();
        for (name, register) in &code.params {
            let cell = self.variables.entry(name.clone()).or_insert_with(new_cell).clone();
            args.push((*register, cell));
        }
        let script = &mut self.script;
        self.session.in_task(|vm| {
            let class = vm.world().class(class)?;
            let script = script.get_or_insert_with(|| {
                let object = Rc::new(Object::new(class, None));
                object.set_state(State::Alive);
                object
            });
            vm.world().set_script(script.clone());
            let function = Function::link(vm.world(), code)?;
            let mut registers = vec![Value::Object(script.clone())];
            for (register, cell) in args {
                let register = register as usize;
                if registers.len() <= register {
                    registers.resize(register + 1, Value::Null);
                }
                registers[register] = cell;
            }
            let value = vm.run_code(&function, &registers)?;
            vm.freeze(value)
        })
    }
}

fn new_cell() -> Value {
    Value::Cell(Rc::default())
}

fn unwrapped(cell: &Value) -> Value {
    match cell {
        Value::Cell(cell) => cell.borrow().clone(),
        other => other.clone(),
    }
}
