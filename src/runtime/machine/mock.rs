//! Mocks: methods replaced during a test.
//! See docs/language/library.md#mocks.
//!
//! A mock belongs to one class: objects of exactly that class have it, whatever names the
//! target. The mocked method's contracts and defaults apply first. Only sessions of tests have
//! mocks.
//! and defaults apply first. Only sessions that test have mocks.

use std::rc::Rc;

use crate::diag::suggest;
use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::extended::{Context, Extended};
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::ParamKind;

/// The replacement of a method.
#[derive(Clone)]
pub enum Mock {
    /// A method of an object.
    Method(Value, Rc<str>),
    /// An expression, with the value of `$` in it.
    Expression(Value, Value),
}

/// A call of a mocked method that is running.
pub(crate) struct Mocked {
    method: Rc<Method>,
    this: Value,
    /// One value for each parameter.
    args: Vec<Value>,
    /// `$this` of the code that called it.
    caller: Value,
}

impl Vm<'_> {
    /// Replaces a method of a class.
    ///
    /// # Errors
    ///
    /// There is no such method, or the session does not test.
    pub fn inject(&mut self, class: &Rc<Class>, name: &str, mock: Mock) -> Outcome<()> {
        self.check_testing("inject")?;
        let runtime = self.runtime().clone();
        let native: NativeMethod = if runtime.note_mock(class.id, name) {
            let original = found(class, name)?;
            Rc::new(move |vm, this, args| vm.run_mock(&original, &mock, this, args))
        } else {
            let message = format!("`{name}` of `{}` is mocked twice", class.name);
            Rc::new(move |_, _, _| Err(Fault::ambiguous_method(message.clone())))
        };
        let original = found(class, name)?;
        let declaring = runtime.class(original.class)?;
        let replaced = Rc::new(Method::new(&declaring.ir, &original.ir, Some(Box::new(native))));
        class.replace(name, replaced);
        Ok(())
    }

    fn check_testing(&self, function: &str) -> Outcome<()> {
        if self.runtime().is_testing() {
            return Ok(());
        }
        let fault = Fault::no_function(format!("there is no function `{function}`"));
        Err(fault.hint("mocks exist while tests run: `murano test`"))
    }

    fn run_mock(
        &mut self,
        method: &Rc<Method>,
        mock: &Mock,
        this: &Value,
        args: &mut [Value],
    ) -> Outcome<Value> {
        let caller = self.running_this();
        let (this, args) = (this.clone(), args.to_vec());
        let (positional, named) = spread(method, &args);
        self.mocked.push(Mocked { method: method.clone(), this, args, caller });
        let outcome = match mock {
            Mock::Method(object, name) => self.call_method(object, name, positional, named),
            Mock::Expression(body, item) => self.call(body, std::slice::from_ref(item)),
        };
        self.mocked.pop();
        outcome
    }

    /// `originalMethod()`: calls the replaced method, with the arguments of the call or with
    /// others.
    ///
    /// # Errors
    ///
    /// No mock is running; whatever the method raises.
    pub fn call_original(
        &mut self,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Value> {
        self.check_testing("originalMethod")?;
        let Some(running) = self.mocked.last() else { return Err(no_mock("originalMethod")) };
        let (method, this) = (running.method.clone(), running.this.clone());
        let (args, named) = match args.is_empty() && named.is_empty() {
            true => spread(&method, &running.args),
            false => (args, named),
        };
        self.invoke(&method, this, args, named)
    }

    /// `originalArguments()`: the arguments of the mocked call, under the names of its parameters.
    ///
    /// # Errors
    ///
    /// No mock is running.
    pub fn original_arguments(&mut self) -> Outcome<Value> {
        self.check_testing("originalArguments")?;
        let Some(running) = self.mocked.last() else { return Err(no_mock("originalArguments")) };
        let mut context = Context::default();
        for (param, value) in running.method.params.iter().zip(&running.args) {
            context.bind(&Value::str(&param.name), value.clone());
        }
        Ok(Value::extended(Extended::Context(context)))
    }

    /// `withOriginal(name => expression)`: evaluates expressions in the context of the mocked
    /// method's caller.
    ///
    /// # Errors
    ///
    /// No mock is running; whatever the expressions raise.
    pub fn with_original(&mut self, bindings: &[(Value, Value)]) -> Outcome<Value> {
        self.check_testing("withOriginal")?;
        let Some(running) = self.mocked.last() else { return Err(no_mock("withOriginal")) };
        let caller = running.caller.clone();
        let mut context = Context::default();
        for (name, expression) in bindings {
            let value = self.call(expression, std::slice::from_ref(&caller))?;
            let value = self.freeze(value)?;
            context.bind(name, value);
        }
        Ok(Value::extended(Extended::Context(context)))
    }
}

fn no_mock(function: &str) -> Fault {
    Fault::value_error(format!("`{function}` can be used only inside a mock"))
}

fn found(class: &Rc<Class>, name: &str) -> Outcome<Rc<Method>> {
    match class.find(name) {
        Found::Method(method) => Ok(method),
        Found::Ambiguous(_) => {
            let message = format!("`{name}` of `{}` has several meanings", class.name);
            Err(Fault::ambiguous_method(message))
        }
        Found::Nothing => {
            let names = class.method_names();
            let message = format!("`{}` has no method `{name}` to mock", class.name);
            let fault = Fault::no_method_found(message);
            Err(fault.hint_if(suggest::did_you_mean(name, names.iter().map(|n| &**n))))
        }
    }
}

/// Bound arguments in the form of a call.
fn spread(method: &Method, args: &[Value]) -> (Vec<Value>, Vec<(Rc<str>, Value)>) {
    let (mut positional, mut named) = (Vec::new(), Vec::new());
    for (param, value) in method.params.iter().zip(args) {
        match (param.kind, value) {
            (ParamKind::VarArgs, Value::List(items)) => positional.extend(items.iter().cloned()),
            (ParamKind::KwArgs, Value::Dict(dict)) => {
                let pair = |(k, v): (&Value, &Value)| Some((k.as_str()?.into(), v.clone()));
                named.extend(dict.iter().filter_map(pair));
            }
            _ => positional.push(value.clone()),
        }
    }
    (positional, named)
}
