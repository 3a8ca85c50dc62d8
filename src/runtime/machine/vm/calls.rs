//! Calls of methods and library functions: method lookup on a receiver, and the call.
//!
//! Lookup on an object: its class's methods, extension methods in scope, the library. On any
//! other value: extension methods, the library.
//! See docs/language/declarations.md#methods.

use std::rc::Rc;

use super::Vm;
use super::refusals::{ambiguous, ambiguous_parent, needs_object, not_for, unknown_method};
use crate::compile::ir::{Argument, CallSite};
use crate::runtime::machine::function::{
    CallCache, Direct, Function, Link, Receiver, link_builtin,
};
use crate::runtime::machine::overload::LibraryCall as Linked;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::MethodUsage;

/// Arguments and defaults of a library call that are passed without a list.
const FEW: usize = 4;

/// What a method is called on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CalledOn {
    Object,
    Class,
}

impl Vm<'_> {
    /// A method call: receiver at `at`, arguments after it. Pushes a frame, or stores the
    /// result.
    pub(super) fn call_site(
        &mut self,
        function: &Function,
        site: usize,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let cache = &function.calls[site];
        let site = &function.code.calls[site];
        let (class, callee) = match &self.stack[at] {
            Value::Object(object) => (object.class.clone(), CalledOn::Object),
            Value::Type(class) => (class.clone(), CalledOn::Class),
            Value::Extended(other) => match &**other {
                Extended::Part(object, class) => {
                    let (object, class) = (object.clone(), class.clone());
                    self.stack[at] = Value::Object(object);
                    // The view, not the object's class, decides which method is called.
                    return self.call_on_class(
                        &class,
                        CalledOn::Object,
                        &CallCache::default(),
                        site,
                        at,
                        result,
                    );
                }
                Extended::Exception(_) => return self.call_on_exception(cache, site, at, result),
                _ => return self.call_on_value(cache, site, at, result),
            },
            _ => return self.call_on_value(cache, site, at, result),
        };
        if site.parents && callee == CalledOn::Object {
            let method = self.parent_method(site)?;
            return self.enter(&method, site, at, result);
        }
        match cache.find(receiver(&class, callee)).and_then(|link| link.method.upgrade()) {
            Some(method) => self.enter(&method, site, at, result),
            None => self.call_on_class(&class, callee, cache, site, at, result),
        }
    }

    fn call_on_class(
        &mut self,
        class: &Rc<Class>,
        callee: CalledOn,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        match class.find(&site.name) {
            Found::Method(method)
                if callee == CalledOn::Class && method.usage == MethodUsage::Runtime =>
            {
                Err(needs_object(class, &method, site))
            }
            // Called on an object it is an extension of its first argument: of the object
            // itself, if that fits.
            Found::Method(method)
                if callee == CalledOn::Object && method.usage == MethodUsage::Extension =>
            {
                let receiver = self.stack[at].clone();
                match method.params.first() {
                    Some(first) if self.satisfies(&first.contract, &receiver)? => {
                        self.enter_extension(&method, site, at, result)
                    }
                    _ => Err(not_for(class, &method, site)),
                }
            }
            Found::Method(method) => {
                let direct = self.direct(&method, class, callee, site)?;
                let receiver = receiver(class, callee);
                // Not cached in tests, which replace methods while they run.
                if !self.runtime.is_testing() {
                    cache.learn(Link { receiver, method: Rc::downgrade(&method), direct });
                }
                self.enter(&method, site, at, result)
            }
            Found::Ambiguous(classes) => Err(ambiguous(site, &classes)),
            Found::Nothing => match self.call_on_value(cache, site, at, result) {
                Err(fault) if fault.diagnostic.span.is_none() && fault.is_unknown_method() => {
                    Err(unknown_method(class, site))
                }
                outcome => outcome,
            },
        }
    }

    /// Caught exceptions have the methods of their class, though they are a kind of value of
    /// their own.
    fn call_on_exception(
        &mut self,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let class = self.runtime.class_named("io.murano.Exception")?;
        match class.methods().get(&site.name).cloned() {
            Some(method) => self.enter(&method, site, at, result),
            None => self.call_on_value(cache, site, at, result),
        }
    }

    /// How a site's arguments enter a method directly, if they are in the registers that the
    /// method expects.
    fn direct(
        &self,
        method: &Rc<Method>,
        class: &Class,
        callee: CalledOn,
        site: &CallSite,
    ) -> Outcome<Option<Direct>> {
        let Some(function) = method.function(&self.runtime)? else { return Ok(None) };
        let receives = match method.usage {
            MethodUsage::Runtime => callee == CalledOn::Object,
            MethodUsage::Static | MethodUsage::Extension => {
                callee == CalledOn::Class && method.class == class.id
            }
        };
        let each = site.arguments.len() == method.params.len()
            && site.arguments.iter().all(|a| *a == Argument::Value);
        if !(receives && each && method.plain) {
            return Ok(None);
        }
        let registers = function.code.registers as usize;
        let function = Rc::downgrade(&function);
        Ok(Some(Direct { function, registers, quick: method.quick.clone() }))
    }

    fn call_on_value(
        &mut self,
        cache: &CallCache,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        if self.is_extended(cache, &site.name)?
            && let Some(method) = self.extension(&site.name, at)?
        {
            return self.enter_extension(&method, site, at, result);
        }
        let linked = cache.builtin.get_or_init(|| {
            let scope = self.scope().unwrap_or_default();
            site.builtin.as_ref().ok().map(|b| link_builtin(&self.runtime, b, &scope))
        });
        match (linked, &site.builtin) {
            (Some(linked), Ok(builtin)) => {
                self.call_builtin(linked, at, builtin.count as usize, result)
            }
            (_, refused) => Err(self.refused(site, refused.as_ref().err(), at)),
        }
    }

    /// Refuses a receiver that no method of the site's name accepts; objects are checked at the
    /// call.
    pub(super) fn check_receiver(
        &mut self,
        function: &Function,
        site: usize,
        at: usize,
    ) -> Outcome<()> {
        let cache = &function.calls[site];
        let site = &function.code.calls[site];
        let extended = self.is_extended(cache, &site.name)?;
        if self.stack[at].has_methods() || extended && self.extension(&site.name, at)?.is_some() {
            return Ok(());
        }
        let linked = cache.builtin.get_or_init(|| {
            let scope = &function.code.scope;
            site.builtin.as_ref().ok().map(|b| link_builtin(&self.runtime, b, scope))
        });
        match linked {
            Some(linked) => linked.check_receiver(self, &self.stack[at]),
            None => Err(self.refused(site, site.builtin.as_ref().err(), at)),
        }
    }

    /// A library call with arguments in registers.
    pub(super) fn call_builtin(
        &mut self,
        linked: &Linked,
        at: usize,
        count: usize,
        result: usize,
    ) -> Outcome<()> {
        let needed = count.max(linked.places());
        let value = if needed <= FEW {
            self.call_with_few(linked, at, count, needed)?
        } else {
            let mut places = self.take_range(at, count);
            places.resize(needed, Value::Null);
            linked.run(self, &mut places, count)?
        };
        self.lazy |= matches!(value, Value::Seq(_));
        self.stack[result].put(value);
        Ok(())
    }

    /// The call if its arguments fit in an array on the native stack.
    #[inline]
    fn call_with_few(
        &mut self,
        linked: &Linked,
        at: usize,
        count: usize,
        needed: usize,
    ) -> Outcome<Value> {
        let mut places: [Value; FEW] = [const { Value::Null }; FEW];
        for (place, register) in places.iter_mut().zip(&mut self.stack[at..at + count]) {
            place.write(std::mem::take(register));
        }
        let outcome = linked.run(self, &mut places[..needed], count);
        // Most arguments own nothing, and dropping them is free.
        for place in &mut places {
            if matches!(place, Value::List(_)) {
                self.let_go_of_list(std::mem::take(place));
            } else {
                place.release();
            }
        }
        std::mem::forget(places);
        outcome
    }

    /// Whether the code sees extension methods of that name.
    #[inline]
    fn is_extended(&mut self, cache: &CallCache, name: &str) -> Outcome<bool> {
        if let Some(known) = cache.extended.get() {
            return Ok(*known);
        }
        let extended = match self.code_class() {
            Some(class) => self.runtime.extensions(class)?.iter().any(|m| &*m.name == name),
            None => false,
        };
        Ok(*cache.extended.get_or_init(|| extended))
    }

    /// The extension method in scope that accepts a receiver.
    fn extension(&mut self, name: &str, at: usize) -> Outcome<Option<Rc<Method>>> {
        let Some(class) = self.code_class() else { return Ok(None) };
        let extensions = self.runtime.extensions(class)?;
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

    /// Calls a static method with the receiver as its first argument.
    fn enter_extension(
        &mut self,
        method: &Rc<Method>,
        site: &CallSite,
        at: usize,
        result: usize,
    ) -> Outcome<()> {
        let class = self.runtime.class(method.class)?;
        let mut values = self.take_range(at, site.arguments.len() + 1);
        let receiver = std::mem::take(&mut values[0]);
        let (mut args, named) = self.sorted(site, values.into_iter().skip(1).collect())?;
        args.insert(0, receiver);
        let value = self.invoke(method, Value::Type(class), args, named)?;
        self.stack[result] = value;
        Ok(())
    }

    /// The method that `super.name` means: that of the base classes of the running code's
    /// class.
    fn parent_method(&self, site: &CallSite) -> Outcome<Rc<Method>> {
        let class = self.code_class().expect("`super` is used in a class");
        let class = self.runtime.class(class)?;
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
            let message = format!("no base class of `{}` has a method `{}`", class.name, site.name);
            Fault::no_method(message).at(site.span)
        })
    }
}

fn receiver(class: &Class, callee: CalledOn) -> Receiver {
    match callee {
        CalledOn::Object => Receiver::object(class.id),
        CalledOn::Class => Receiver::class(class.id),
    }
}
