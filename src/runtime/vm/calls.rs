//! Calls of methods and library functions: what a name stands for on a receiver, and getting there.
//!
//! Order on an object: its class's methods, extension methods in scope, the library. On anything else: extension methods,
//! the library (MuranoPL section 7).

use std::rc::Rc;

use super::Vm;
use crate::compile::ir::CallSite;
use crate::diag::{codes, suggest};
use crate::runtime::class::{Class, Found};
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::function::{CallCache, Function, link_builtin};
use crate::runtime::method::{Body, Method};
use crate::runtime::object::{Object, State};
use crate::runtime::other::Other;
use crate::runtime::overload::Call as Linked;
use crate::runtime::value::Value;
use crate::syntax::MethodUsage;

impl Vm<'_> {
    /// A method call: receiver at `at`, arguments after it. Pushes a frame, or leaves the result where it belongs.
    pub(super) fn call_site(
        &mut self,
        function: &Rc<Function>,
        site: usize,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let cache = &function.calls[site];
        let site = &function.code.calls[site];
        if let Some(method) = self.remembered(cache, site, at) {
            return self.enter(&method, site, at, result);
        }
        match &self.stack[at] {
            Value::Object(object) => {
                let class = object.class.clone();
                if site.parents {
                    let method = self.parent_method(site)?;
                    return self.enter(&method, site, at, result);
                }
                self.call_on_class(&class, cache, site, at, result)
            }
            Value::Type(class) => {
                let class = class.clone();
                self.call_on_type(&class, cache, site, at, result)
            }
            Value::Other(other) => match &**other {
                Other::Part(object, class) => {
                    let (object, class) = (object.clone(), class.clone());
                    self.stack[at] = Value::Object(object);
                    self.call_on_class(&class, &CallCache::default(), site, at, result)
                }
                Other::Exception(_) => self.call_on_exception(cache, site, at, result),
                _ => self.call_on_value(cache, site, at, result),
            },
            _ => self.call_on_value(cache, site, at, result),
        }
    }

    /// The method a site found last time, if the receiver is of the same class again.
    #[inline]
    fn remembered(&self, cache: &CallCache, site: &CallSite, at: usize) -> Option<Rc<Method>> {
        let (class, on_object) = match &self.stack[at] {
            Value::Object(object) => (object.class.id, true),
            Value::Type(class) => (class.id, false),
            _ => return None,
        };
        if cache.class.get() != Some(class) || site.parents {
            return None;
        }
        let method = cache.method.borrow();
        let method = method.as_ref()?;
        (on_object || method.usage != MethodUsage::Runtime).then(|| method.clone())
    }

    fn call_on_class(
        &mut self,
        class: &Rc<Class>,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        match class.find(&site.name) {
            Found::Method(method) => {
                cache.class.set(Some(class.id));
                *cache.method.borrow_mut() = Some(method.clone());
                self.enter(&method, site, at, result)
            }
            Found::Ambiguous(classes) => Err(ambiguous(site, &classes)),
            Found::Nothing => match self.call_on_value(cache, site, at, result) {
                Err(fault) if fault.span.is_none() && fault.is_unknown_method() => {
                    Err(unknown_method(class, site))
                }
                outcome => outcome,
            },
        }
    }

    /// Caught exceptions have the methods of their class, though they live on their own.
    fn call_on_exception(
        &mut self,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let class = self.world.class_named("io.murano.Exception")?;
        match class.methods.get(&site.name).cloned() {
            Some(method) => self.enter(&method, site, at, result),
            None => self.call_on_value(cache, site, at, result),
        }
    }

    fn call_on_type(
        &mut self,
        class: &Rc<Class>,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        match class.find(&site.name) {
            Found::Method(method) if method.usage != MethodUsage::Runtime => {
                cache.class.set(Some(class.id));
                *cache.method.borrow_mut() = Some(method.clone());
                self.enter(&method, site, at, result)
            }
            Found::Method(method) => {
                let message =
                    format!("`{}` is a method of objects, not of the class itself", site.name);
                Err(Fault::no_method(message)
                    .at(site.span)
                    .label(method.span(), "declared here")
                    .hint(format!("make an object first: `new {} {{ … }}`", short(&class.name))))
            }
            Found::Ambiguous(classes) => Err(ambiguous(site, &classes)),
            Found::Nothing => match self.call_on_value(cache, site, at, result) {
                Err(fault) if fault.span.is_none() && fault.is_unknown_method() => {
                    Err(unknown_method(class, site))
                }
                outcome => outcome,
            },
        }
    }

    fn call_on_value(
        &mut self,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        if let Some(method) = self.extension(&site.name, at)? {
            return self.enter_extension(&method, site, at, result);
        }
        let world = self.world.clone();
        let linked = cache
            .builtin
            .get_or_init(|| site.builtin.as_ref().ok().map(|b| link_builtin(&world, b)));
        match (linked, &site.builtin) {
            (Some(linked), Ok(builtin)) => {
                let count = builtin.count as usize;
                let value = self.call_builtin(linked, at, count)?;
                self.stack[result] = value;
                Ok(())
            }
            (_, refused) => Err(self.refused(site, refused.as_ref().err().copied(), at)),
        }
    }

    /// Refuses a receiver that no method of the site's name takes; objects are asked when they are called.
    pub(super) fn check_receiver(
        &mut self,
        function: &Rc<Function>,
        site: usize,
        at: usize,
    ) -> Outcome<()> {
        let cache = &function.calls[site];
        let site = &function.code.calls[site];
        if self.stack[at].has_methods() || self.extension(&site.name, at)?.is_some() {
            return Ok(());
        }
        let world = self.world.clone();
        let linked = cache
            .builtin
            .get_or_init(|| site.builtin.as_ref().ok().map(|b| link_builtin(&world, b)));
        match linked {
            Some(linked) => linked.check_receiver(self, &self.stack[at]),
            None => Err(self.refused(site, site.builtin.as_ref().err().copied(), at)),
        }
    }

    /// A library call with arguments in registers.
    pub(super) fn call_builtin(
        &mut self,
        linked: &Linked,
        at: usize,
        count: usize,
    ) -> Outcome<Value> {
        let outcome = if count <= 4 {
            let mut args: [Value; 4] = Default::default();
            for (arg, register) in args.iter_mut().zip(&mut self.stack[at..at + count]) {
                *arg = std::mem::take(register);
            }
            linked.run(self, &mut args[..count])
        } else {
            let mut args = self.take_range(at, count);
            linked.run(self, &mut args)
        };
        let value = outcome?;
        if matches!(value, Value::Seq(_)) {
            self.lazy = true;
        }
        Ok(value)
    }

    /// The extension method in scope that takes a receiver.
    fn extension(&mut self, name: &str, at: usize) -> Outcome<Option<Rc<Method>>> {
        let Some(class) = self.code_class() else { return Ok(None) };
        let extensions = self.world.extensions(class)?;
        if extensions.is_empty() {
            return Ok(None);
        }
        for method in extensions.iter().filter(|m| &*m.name == name) {
            let Some(first) = method.params.first() else { continue };
            let receiver = self.stack[at].clone();
            if receiver.is_null() || self.satisfies(&first.contract, &receiver)? {
                return Ok(Some(method.clone()));
            }
        }
        Ok(None)
    }

    /// The receiver becomes the first argument of a static method.
    fn enter_extension(
        &mut self,
        method: &Rc<Method>,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let class = self.world.class(method.class)?;
        let mut values = self.take_range(at, site.arguments.len() + 1);
        let receiver = std::mem::take(&mut values[0]);
        let (mut args, named) = self.sorted(site, values.into_iter().skip(1).collect())?;
        args.insert(0, receiver);
        let value = self.invoke(method, Value::Type(class), args, named)?;
        self.stack[result] = value;
        Ok(())
    }

    /// The method `super.name` means: that of the parents of the running code's class.
    fn parent_method(&self, site: &CallSite) -> Outcome<Rc<Method>> {
        let class = self.code_class().expect("`super` stands in a class");
        let class = self.world.class(class)?;
        let mut found: Option<Rc<Method>> = None;
        for parent in &class.parents {
            match parent.find(&site.name) {
                Found::Method(method) => match &found {
                    Some(first) if !Rc::ptr_eq(first, &method) => {
                        let classes = [first.class_name.clone(), method.class_name.clone()];
                        return Err(ambiguous_parent(site, &classes));
                    }
                    _ => found = Some(method),
                },
                Found::Ambiguous(classes) => return Err(ambiguous(site, &classes)),
                Found::Nothing => {}
            }
        }
        found.ok_or_else(|| {
            let message = format!("no parent of `{}` has a method `{}`", class.name, site.name);
            Fault::no_method(message).at(site.span)
        })
    }

    /// Enters a method: arguments of the site lie after the receiver.
    fn enter(
        &mut self,
        method: &Rc<Method>,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        match &method.body {
            Body::Code(code) => {
                let function = code.get(&self.world)?.clone();
                self.reserve(at, function.code.registers as usize);
                self.bind_in_place(method, site, at)?;
                self.receive(method, at)?;
                self.tick()?;
                let returns = method.returns.as_ref().map(|_| method.clone());
                self.push(function, at, result, returns)?;
                self.lock(method)
            }
            Body::Native(_) | Body::Abstract => {
                let mut values = self.take_range(at, site.arguments.len() + 1);
                let this = std::mem::take(&mut values[0]);
                let (args, named) = self.sorted(site, values.into_iter().skip(1).collect())?;
                let value = self.invoke(method, this, args, named)?;
                self.stack[result] = value;
                Ok(())
            }
        }
    }

    /// What `$this` is in the method, and whether it may be called at all.
    fn receive(&mut self, method: &Method, at: usize) -> Outcome<()> {
        if method.usage != MethodUsage::Runtime {
            if !matches!(&self.stack[at], Value::Type(c) if c.id == method.class) {
                self.stack[at] = Value::Type(self.world.class(method.class)?);
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
        let bound = self.bind(method, &this, args, named)?;
        match &method.body {
            Body::Code(code) => {
                let world = self.world.clone();
                let function = code.get(&world)?.clone();
                self.run_method(method, function, this, bound)
            }
            Body::Native(native) => {
                let native = native.clone();
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
        function: Rc<Function>,
        this: Value,
        args: Vec<Value>,
    ) -> Outcome<Value> {
        self.enter_native()?;
        let base = self.top();
        let floor = self.frames.len();
        self.reserve(base, function.code.registers as usize);
        self.stack[base] = this;
        for (n, value) in args.into_iter().enumerate() {
            self.stack[base + 1 + n] = value;
        }
        let outcome = self.receive(method, base).and_then(|()| {
            let returns = method.returns.as_ref().map(|_| method.clone());
            self.push(function, base, base, returns)
        });
        let outcome = outcome.and_then(|()| self.lock(method)).and_then(|()| self.run(floor));
        self.nesting -= 1;
        outcome
    }

    /// Runs code that is no method: a default, a predicate, a script. Registers from 0 get `args`.
    pub fn run_code(&mut self, function: &Rc<Function>, args: &[Value]) -> Outcome<Value> {
        self.enter_native()?;
        let base = self.top();
        let floor = self.frames.len();
        self.reserve(base, (function.code.registers as usize).max(args.len()));
        self.stack[base..base + args.len()].clone_from_slice(args);
        let outcome = self.push(function.clone(), base, base, None);
        let outcome = outcome.and_then(|()| self.run(floor));
        self.nesting -= 1;
        let value = outcome?;
        if matches!(value, Value::Seq(_)) {
            self.lazy = true;
        }
        Ok(value)
    }

    /// Calls an object's or a class's method by name.
    pub fn call_method(
        &mut self,
        receiver: &Value,
        name: &str,
        args: Vec<Value>,
        named: Vec<(Rc<str>, Value)>,
    ) -> Outcome<Value> {
        let (class, this) = match receiver {
            Value::Object(object) => (object.class.clone(), receiver.clone()),
            Value::Type(class) => (class.clone(), receiver.clone()),
            Value::Other(other) => match &**other {
                Other::Part(object, class) => (class.clone(), Value::Object(object.clone())),
                Other::Exception(_) => {
                    (self.world.class_named("io.murano.Exception")?, receiver.clone())
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
                        Value::Type(self.world.class(method.class)?)
                    }
                };
                self.invoke(&method, this, args, named)
            }
            Found::Ambiguous(classes) => {
                let message = format!("`{name}` is declared by {}", listed(&classes));
                Err(Fault::ambiguous_method(message))
            }
            Found::Nothing => {
                let names = class.method_names();
                let message = format!("`{}` has no method `{name}`", class.name);
                let near = suggest::did_you_mean(name, names.iter().map(|n| &**n));
                Err(Fault::no_method(message).hint_if(near))
            }
        }
    }

    /// Applies the contract of a result, as the frame on top returns it.
    pub(super) fn returned(&mut self, value: Value) -> Outcome<Value> {
        let frame = self.frames.last().expect("a frame is running");
        let Some(method) = frame.returns.clone() else { return Ok(value) };
        let this = self.stack[frame.base].clone();
        self.check_result(&method, &this, value)
    }

    fn refused(
        &self,
        site: &CallSite,
        mismatch: Option<crate::compile::signature::Mismatch>,
        at: usize,
    ) -> Fault {
        use crate::compile::signature::Mismatch;
        let (name, receiver) = (&site.name, &self.stack[at]);
        match mismatch {
            Some(Mismatch::NoneMatches) => {
                let message = format!("no overload of `{name}` takes these arguments");
                Fault::no_matching_method(message)
            }
            Some(Mismatch::Ambiguous) => {
                Fault::ambiguous_method(format!("the overloads of `{name}` contradict each other"))
            }
            Some(Mismatch::MappingTranslation) => {
                Fault::mapping_translation("the name of an argument must be a word")
            }
            Some(Mismatch::Unknown) | None => {
                let message = format!("{} has no method `{name}`", receiver.kind());
                let known = self
                    .world
                    .registry
                    .catalogue
                    .names(crate::compile::signature::CallKind::Method);
                let near = suggest::did_you_mean(name, known);
                let fault = Fault::no_method(message).hint_if(near);
                if receiver.is_null() {
                    fault.hint("nothing was set here; `?.` gives null instead of this error")
                } else {
                    fault
                }
            }
        }
    }
}

impl Fault {
    /// Was there no method of that name at all?
    fn is_unknown_method(&self) -> bool {
        self.name() == "NoMethodRegisteredException"
    }
}

fn unknown_method(class: &Rc<Class>, site: &CallSite) -> Fault {
    let message = format!("`{}` has no method `{}`", class.name, site.name);
    let fault = Fault::no_method(message).at(site.span);
    let fault = fault.label(class.ir.tree.name.span, "the class");
    let names = class.method_names();
    if class.properties.contains_key(&site.name) {
        return fault.hint(format!("`{}` is a property: no brackets after it", site.name));
    }
    fault.hint_if(suggest::did_you_mean(&site.name, names.iter().map(|n| &**n)))
}

fn ambiguous(site: &CallSite, classes: &[crate::syntax::Text]) -> Fault {
    let message = format!("`{}` is declared by {}", site.name, listed(classes));
    let mut fault = Fault::ambiguous_method(message).at(site.span);
    fault.code = codes::AMBIGUOUS;
    fault.hint("declare the method in the class itself to decide")
}

fn ambiguous_parent(site: &CallSite, classes: &[crate::syntax::Text]) -> Fault {
    let name = &site.name;
    let parents: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
    let message = format!("two parents declare `{name}`: {}", parents.join(" and "));
    let mut fault = Fault::ambiguous_method(message).at(site.span);
    fault.code = codes::AMBIGUOUS;
    let one = short(&classes[0]);
    fault
        .hint(format!("`super($this, $.{name}(…))` calls it for every parent"))
        .hint(format!("`cast($this, {one}).{name}(…)` calls that of one"))
}

/// "`A` and by `B`".
fn listed(classes: &[crate::syntax::Text]) -> String {
    let names: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
    names.join(" and by ")
}

fn abstract_method(method: &Method, this: &Value) -> Fault {
    let class = match this {
        Value::Object(object) => object.class.name.clone(),
        _ => method.class_name.clone(),
    };
    let message = format!("`{}` does not implement `{}`", class, method.name);
    Fault::new("NotImplementedError", codes::ABSTRACT, message)
        .label(method.span(), format!("`{}` declares it without a body", method.class_name))
        .hint(format!("add `{}(…) {{ … }}` to `{}`", method.name, short(&class)))
}

fn destroyed(object: &Object) -> Fault {
    Fault::destroyed(format!("this `{}` has been destroyed", object.class.name))
}

fn no_object(receiver: &Value, name: &str) -> Fault {
    Fault::no_method(format!("{} has no method `{name}`", receiver.kind()))
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
