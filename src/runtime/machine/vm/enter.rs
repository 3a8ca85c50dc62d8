//! Entering methods and other code, from a call site and from natives.

use std::rc::Rc;

use super::Vm;
use super::refusals::{abstract_method, destroyed, listed, no_object};
use crate::compile::ir::CallSite;
use crate::diag::suggest;
use crate::runtime::machine::function::Function;
use crate::runtime::object::State;
use crate::runtime::object::class::Found;
use crate::runtime::object::method::{Body, Method};
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::MethodUsage;

impl Vm<'_> {
    /// Enters a method whose arguments are in the registers after the receiver.
    pub(super) fn enter(
        &mut self,
        method: &Rc<Method>,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let Some(function) = method.function(&self.runtime)? else {
            let mut values = self.take_range(at, site.arguments.len() + 1);
            let this = std::mem::take(&mut values[0]);
            let (args, named) = self.sorted(site, values.into_iter().skip(1).collect())?;
            let value = self.invoke(method, this, args, named)?;
            self.stack[result] = value;
            return Ok(());
        };
        self.reserve(at, function.code.registers as usize);
        self.bind_in_place(method, site, at)?;
        self.receive(method, at)?;
        self.tick()?;
        self.push(&function, at, result)?;
        self.lock(method)
    }

    /// Sets `$this` of the method, and checks that it may be called.
    fn receive(&mut self, method: &Method, at: usize) -> Outcome<()> {
        if method.usage != MethodUsage::Runtime {
            if !matches!(&self.stack[at], Value::Type(c) if c.id == method.class) {
                self.stack[at] = Value::Type(self.runtime.class(method.class)?);
            }
            return Ok(());
        }
        match &self.stack[at] {
            Value::Object(object) if object.state() == State::Destroyed => Err(destroyed(object)),
            _ => Ok(()),
        }
    }

    /// Calls a method from native code.
    pub fn invoke(
        &mut self,
        method: &Rc<Method>,
        this: Value,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Value> {
        // Arguments are bound first, so that a wrong call fails alike for all kinds of bodies.
        // Native code has no frame: nesting, the freezing of its result and the result's
        // contract, which the instructions of a method do, are done here.
        let bound = self.bind(method, &this, args, named)?;
        match &method.body {
            Body::Code(_) => {
                let function = method.function(&self.runtime)?;
                self.run_method(method, &function.expect("it has code"), this, bound)
            }
            Body::Native(_) => {
                let native = method.native().expect("native code is bound as such").clone();
                if let Value::Object(object) = &this
                    && object.state() == State::Destroyed
                {
                    return Err(destroyed(object));
                }
                let mut bound = bound;
                self.enter_native()?;
                let outcome = native(self, &this, &mut bound);
                self.nesting -= 1;
                let value = self.freeze(outcome?)?;
                self.check_result(method, &this, value)
            }
            Body::Abstract => Err(abstract_method(method, &this)),
        }
    }

    fn run_method(
        &mut self,
        method: &Rc<Method>,
        function: &Rc<Function>,
        this: Value,
        args: Vec<Value>,
    ) -> Outcome<Value> {
        // The method runs in a loop of its own that ends at `floor`. A fault leaves its frames
        // in place, so they are removed here; registers above the frames must hold nothing (see
        // the invariants in [`crate::runtime::machine::vm`]).
        self.enter_native()?;
        let base = self.top();
        let floor = self.frames.len();
        self.reserve(base, function.code.registers as usize);
        self.stack[base] = this;
        for (n, value) in args.into_iter().enumerate() {
            self.stack[base + 1 + n] = value;
        }
        let outcome = self
            .receive(method, base)
            .and_then(|()| self.push(function, base, base))
            .and_then(|()| {
                let outcome = self.lock(method).and_then(|()| self.run(floor));
                while self.frames.len() > floor {
                    self.leave();
                }
                outcome
            });
        self.nesting -= 1;
        outcome
    }

    /// Runs code outside of methods: a default, a predicate, a script. Registers from 0 get
    /// `args`.
    pub fn run_code(&mut self, function: &Rc<Function>, args: &[Value]) -> Outcome<Value> {
        self.enter_native()?;
        let base = self.top();
        let floor = self.frames.len();
        self.reserve(base, (function.code.registers as usize).max(args.len()));
        self.stack[base..base + args.len()].clone_from_slice(args);
        let outcome = self.push(function, base, base);
        let outcome = outcome.and_then(|()| self.run(floor));
        self.nesting -= 1;
        let value = outcome?;
        if matches!(value, Value::Seq(_)) {
            self.lazy = true;
        }
        Ok(value)
    }

    /// Calls a method of an object or class by name.
    pub fn call_method(
        &mut self,
        receiver: &Value,
        name: &str,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Value> {
        // An object seen as one of its classes is looked up in that class, and runs on the
        // object itself. Only declared methods are found, no extensions and no library.
        let (class, this) = match receiver {
            Value::Object(object) => (object.class.clone(), receiver.clone()),
            Value::Type(class) => (class.clone(), receiver.clone()),
            Value::Extended(other) => match &**other {
                Extended::Part(object, class) => (class.clone(), Value::Object(object.clone())),
                Extended::Exception(_) => {
                    (self.runtime.class_named("io.murano.Exception")?, receiver.clone())
                }
                _ => return Err(no_object(receiver, name)),
            },
            _ => return Err(no_object(receiver, name)),
        };
        match class.find(name) {
            Found::Method(method) => {
                let this = match method.usage {
                    MethodUsage::Runtime => this,
                    MethodUsage::Static | MethodUsage::Extension => {
                        Value::Type(self.runtime.class(method.class)?)
                    }
                };
                self.invoke(&method, this, args, named)
            }
            Found::Ambiguous(classes) => {
                let message = format!("`{name}` is declared by {}", listed(&classes));
                Err(Fault::ambiguous_method_name(message))
            }
            Found::Nothing => {
                let names = class.method_names();
                let message = format!("`{}` has no method `{name}`", class.name);
                let near = suggest::did_you_mean(name, names.iter().map(|n| &**n));
                Err(Fault::no_method(message).hint_if(near))
            }
        }
    }

    /// Converts the result in a register by the contract of the running method's result.
    #[inline(never)]
    pub(super) fn check_returned(&mut self, at: usize) -> Outcome<()> {
        let frame = self.frames.last().expect("a frame is running");
        let method = frame.function.returns.get().and_then(|r| r.method.upgrade());
        let Some(method) = method else { return Ok(()) };
        let this = self.stack[frame.base].clone();
        let value = std::mem::take(&mut self.stack[at]);
        self.stack[at] = self.check_result(&method, &this, value)?;
        Ok(())
    }
}
