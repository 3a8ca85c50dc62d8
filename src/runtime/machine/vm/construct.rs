//! Construction of objects: `new`, and dictionaries that become objects.
//! See docs/language/execution.md#objects and docs/language/contracts.md#conversion-of-dictionaries.
//!
//! Properties are set first, those of the most derived class before those of its base classes,
//! defaults last, repeated while one needs another. When the whole graph of one `new` exists,
//! the `.init` methods run: objects inside before those that hold them, bases before derived
//! classes, each class once.

use std::rc::Rc;

use super::Vm;
use super::defaults::{Late, needs_another};
use super::initialise::{Uninitialized, init_arguments, is_init_argument};
use super::links::Links;
use crate::compile::ir::{CodeKind, NewValues, Owner};
use crate::diag::FaultKind;
use crate::diag::suggest;
use crate::runtime::machine::function::{Function, NewPlan};
use crate::runtime::object::class::{Class, Found, Property};
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::source::Span;
use crate::syntax::{PropertyUsage, Text};

/// The values of a new object's properties.
#[derive(Clone, Copy)]
pub enum InitialValues<'a> {
    /// A dictionary's entries.
    Dict(&'a Rc<Dict>),
    /// The names and values of a `new` expression.
    Site(&'a NewPlan, &'a [Text], &'a [Value]),
    /// No values.
    Nothing,
}

impl InitialValues<'_> {
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        match self {
            InitialValues::Dict(dict) => dict.get_str(name).cloned(),
            InitialValues::Site(_, names, values) => {
                names.iter().rposition(|n| **n == *name).map(|n| values[n].clone())
            }
            InitialValues::Nothing => None,
        }
    }

    /// The value for the property with an index among those of the class.
    fn property(&self, place: usize, name: &str) -> Option<Value> {
        match self {
            InitialValues::Site(plan, _, values) => plan.sources[place].map(|n| values[n].copied()),
            InitialValues::Dict(_) | InitialValues::Nothing => self.value(name),
        }
    }
}

impl Vm<'_> {
    /// `new Class { … }` with its values in registers from `at` on.
    pub(super) fn new_at(&mut self, function: &Function, site: usize, at: usize) -> Outcome<Value> {
        // The plan maps names to properties once for each call site. A site with a dictionary
        // (`new Class(dict)`) needs only the class of its plan.
        let plan = match function.news[site].get() {
            Some(plan) => plan.clone(),
            None => self.plan_new(function, site)?,
        };
        let site = &function.code.news[site];
        let (owner, at) = match site.owner {
            Owner::Implicit => (self.implicit_owner()?, at),
            Owner::Nobody => (None, at),
            Owner::Given => (given_owner(&std::mem::take(&mut self.stack[at]))?, at + 1),
        };
        let count = match site.values {
            NewValues::Registers => site.names.len(),
            NewValues::Dictionary => 1,
        };
        let values = self.take_range(at, count);
        if site.values == NewValues::Dictionary
            && let [Value::Dict(dict)] = values.as_slice()
        {
            let object = self.make(&plan.class, InitialValues::Dict(dict), owner)?;
            return Ok(Value::Object(object));
        }
        if site.strict {
            check_names(&plan, &site.names, &site.spans)?;
        }
        let object =
            self.make(&plan.class, InitialValues::Site(&plan, &site.names, &values), owner)?;
        Ok(Value::Object(object))
    }

    fn plan_new(&mut self, function: &Function, site: usize) -> Outcome<Rc<NewPlan>> {
        let names = &function.code.news[site].names;
        let class = self.runtime.class(function.code.news[site].class)?;
        // Of several values with one name the last wins.
        let source = |property: &Text| names.iter().rposition(|name| name == property);
        let sources = class.properties().keys().map(source).collect();
        let known = names.iter().all(|name| class.properties().contains_key(name));
        let plan = Rc::new(NewPlan { class, sources, known });
        Ok(function.news[site].get_or_init(|| plan).clone())
    }

    /// The owner of an object made by `new Class { }`: `$this`, or the script's environment. Tests are scripts in this respect: what
    /// they make needs an environment, unless the test has one of its own.
    fn implicit_owner(&mut self) -> Outcome<Option<Rc<Object>>> {
        let frame = self.frames.last().expect("code is running");
        if frame.function.code.kind != CodeKind::Script
            && let Value::Object(this) = &self.stack[frame.base]
        {
            let this = this.clone();
            // The script's own object counts as its environment.
            if self.runtime.is_script(&this) {
                return self.environment().map(Some);
            }
            if self.runtime.is_testing() && is_fixture(&this) {
                return match this.declared("environment") {
                    Value::Object(environment) => Ok(Some(environment)),
                    Value::Missing => self.environment().map(Some),
                    // It is being made.
                    _ => Ok(Some(this)),
                };
            }
            return Ok(Some(this));
        }
        self.environment().map(Some)
    }

    /// Makes an object and the objects inside it, and runs the `.init` methods.
    pub fn make(
        &mut self,
        class: &Rc<Class>,
        given: InitialValues<'_>,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        self.graph(|vm| vm.make_young(class, given, owner))
    }

    /// Makes the objects of one graph, links them by id, then runs their `.init` methods.
    pub(in crate::runtime) fn graph<T>(
        &mut self,
        make: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        if self.making {
            return make(self);
        }
        self.making = true;
        let uninitialized = std::mem::take(&mut self.uninitialized);
        let outcome = make(self).and_then(|made| self.link_waiting().map(|()| made));
        self.making = false;
        self.links = Links::default();
        let born = std::mem::replace(&mut self.uninitialized, uninitialized);
        let made = outcome?;
        self.initialise(born)?;
        Ok(made)
    }

    /// Calls a function outside of the graph being made.
    pub(in crate::runtime) fn apart<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let making = std::mem::take(&mut self.making);
        let uninitialized = std::mem::take(&mut self.uninitialized);
        let links = std::mem::take(&mut self.links);
        let result = run(self);
        (self.making, self.uninitialized, self.links) = (making, uninitialized, links);
        result
    }

    fn make_young(
        &mut self,
        class: &Rc<Class>,
        given: InitialValues<'_>,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        if let Some((name, classes)) = self.runtime.ambiguous_property(class) {
            let classes: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
            let message = format!("`{name}` is declared by {}", classes.join(" and by "));
            return Err(Fault::ambiguous_property(message)
                .compat_message(format!("Found more than one property \"{name}\""))
                .hint(format!("declare `{name}` in `{}` itself to decide", class.name)));
        }
        // The object is registered, and its id known, before it is filled: its own properties
        // may refer to it. An object of a template is never registered and runs no `.init`.
        let object = Rc::new(Object::new(class.clone(), owner));
        if !self.is_unseen() {
            self.runtime.store.register(&object);
        }
        self.learn_id(&object);
        self.nest()?;
        let outcome = self.within_value(|vm| vm.fill(&object, given));
        self.unnest();
        outcome?;
        if class.has_init && !self.is_unseen() {
            let arguments = init_arguments(class, given);
            let loading = self.loading();
            self.uninitialized.push(Uninitialized { object: object.clone(), arguments, loading });
        } else {
            object.set_state(State::Alive);
        }
        Ok(object)
    }

    /// Sets the given values, then defaults.
    fn fill(&mut self, object: &Rc<Object>, given: InitialValues<'_>) -> Outcome<()> {
        let class = object.class.clone();
        let mut waiting: Vec<Late> = Vec::new();
        for (place, property) in class.properties().values().enumerate() {
            let declaration = &property.declarations[0];
            match declaration.usage {
                PropertyUsage::Static => {}
                // Its `.init` gets the value and sets the property.
                _ if declaration.by_init => {}
                PropertyUsage::Runtime => waiting.push(Late::unset(property)),
                PropertyUsage::Config => match self.configured(&class, property) {
                    Some(value) => self.set_initial(object, property, value)?,
                    None => waiting.push(Late::unset(property)),
                },
                PropertyUsage::In
                | PropertyUsage::Out
                | PropertyUsage::InOut
                | PropertyUsage::Const => match given.property(place, &property.name) {
                    Some(value) if !value.is_missing() => {
                        let masked = self.masked_before(&value);
                        match (self.set_initial(object, property, value), masked) {
                            (Ok(()), _) => {}
                            (Err(_), Some(masked)) => object.set_slot(property.slot, masked),
                            // Its contract needs a property that is not set yet.
                            (Err(fault), None) if needs_another(&fault) => {
                                waiting.push(Late { property: property.clone(), given: true });
                            }
                            (Err(fault), None) => return Err(fault),
                        }
                    }
                    _ => waiting.push(Late::unset(property)),
                },
            }
        }
        self.fill_late(object, waiting, given)
    }

    #[inline]
    pub(super) fn set_initial(
        &mut self,
        object: &Rc<Object>,
        property: &Rc<Property>,
        value: Value,
    ) -> Outcome<()> {
        let value = match property.declarations.as_slice() {
            [only] if only.contract.accepts_unchanged(&value) => value,
            _ => self.convert_property(property, value, object)?,
        };
        self.learn_secret(property, &value);
        object.set_slot(property.slot, value);
        if self.take_open() {
            self.await_ids(object, property);
        }
        Ok(())
    }

    /// A value of the previous deployment's model that is masked: its contract was satisfied by what it stands for.
    fn masked_before(&self, value: &Value) -> Option<Value> {
        let is_previous = self.loading().is_some_and(|loading| loading.is_previous);
        (is_previous && value.is_masked()).then(|| value.clone())
    }

    /// Remembers the value of a secret property, which no message may show.
    pub(super) fn learn_secret(&self, property: &Property, value: &Value) {
        if property.is_secret
            && let Some(text) = value.as_str()
        {
            self.runtime.secrets.add(text);
        }
    }

    /// Sets the properties of an object again from another description in the model; for an
    /// object that existed before the model, they are only validated.
    pub(in crate::runtime) fn fill_again(
        &mut self,
        object: &Rc<Object>,
        given: &Rc<Dict>,
    ) -> Outcome<()> {
        let settled = self.loading().is_some_and(|loading| loading.is_settled(object));
        self.nest()?;
        for property in object.class.clone().properties().values() {
            let declaration = &property.declarations[0];
            let Some(value) = given.get_str(&property.name) else { continue };
            if declaration.by_init || !is_loaded(declaration.usage) {
                continue;
            }
            let outcome = if settled {
                // Only the objects created here matter: those that only this model has.
                self.convert_property(property, value.clone(), object).map(|_| self.take_open())
            } else {
                self.set_initial(object, property, value.clone()).map(|()| false)
            };
            if let Err(fault) = outcome
                && self.masked_before(value).is_none()
            {
                self.unnest();
                return Err(fault);
            }
        }
        self.unnest();
        Ok(())
    }

    /// Marks an object as destroyed because its model says so; no code of it runs again.
    pub(in crate::runtime) fn bury(&mut self, object: &Rc<Object>) {
        self.uninitialized.retain(|uninitialized| !Rc::ptr_eq(&uninitialized.object, object));
        object.set_state(State::Destroyed);
    }

    /// The environment that owns the objects of a script; created when first needed.
    pub fn environment(&mut self) -> Outcome<Rc<Object>> {
        if let Some(environment) = self.runtime.environment() {
            return Ok(environment);
        }
        let class = self.runtime.class_named("io.murano.Environment")?;
        let name = Value::str(&self.runtime.environment_name());
        let mut given = Dict::new();
        given.insert_str("name", name);
        let given = Rc::new(given);
        let object = self.apart(|vm| vm.make(&class, InitialValues::Dict(&given), None))?;
        self.runtime.set_environment(object.clone());
        Ok(object)
    }

    fn nest(&mut self) -> Outcome<()> {
        self.enter_native().map_err(|mut fault| {
            fault.diagnostic.message = "objects are nested too deeply within each other".into();
            fault
        })
    }

    fn unnest(&mut self) {
        self.nesting -= 1;
    }
}

/// Whether an object is a test's own.
fn is_fixture(object: &Object) -> bool {
    object.class.lineage().any(|class| *class.name == *"io.murano.test.TestFixture")
}

/// Whether a model may set such a property.
fn is_loaded(usage: PropertyUsage) -> bool {
    match usage {
        PropertyUsage::In | PropertyUsage::Out | PropertyUsage::InOut | PropertyUsage::Const => {
            true
        }
        PropertyUsage::Runtime | PropertyUsage::Config | PropertyUsage::Static => false,
    }
}

/// Checks that each name is a property or an argument of `.init`, as `.murano` requires.
fn check_names(plan: &NewPlan, names: &[Text], spans: &[Span]) -> Outcome<()> {
    if plan.known {
        return Ok(());
    }
    for (name, span) in names.iter().zip(spans) {
        if !plan.class.properties().contains_key(name) && !is_init_argument(&plan.class, name) {
            return Err(unknown_key(&plan.class, name).at(*span));
        }
    }
    Ok(())
}

/// The fault of a key that is not a property of a class.
pub(crate) fn unknown_key(class: &Rc<Class>, name: &str) -> Fault {
    let message = format!("`{}` has no property `{name}`", class.name);
    let names: Vec<&Text> = class.properties().keys().collect();
    let fault = Fault::new(FaultKind::ContractViolation, crate::diag::codes::UNKNOWN_KEY, message)
        .label(class.ir.tree.name.span, "the class");
    match suggest::did_you_mean(name, names.iter().map(|n| &***n)) {
        Some(hint) => fault.hint(hint),
        None if matches!(class.find(name), Found::Method(_)) => {
            fault.hint(format!("`{name}` is a method"))
        }
        None => {
            let list: Vec<String> = names.iter().take(8).map(|n| format!("`{n}`")).collect();
            fault.hint(format!("its properties are: {}", list.join(", ")))
        }
    }
}

/// The owner passed to `new`.
fn given_owner(value: &Value) -> Outcome<Option<Rc<Object>>> {
    match value {
        Value::Null | Value::Missing => Ok(None),
        Value::Object(object) => Ok(Some(object.clone())),
        Value::Extended(other) => match &**other {
            Extended::Part(object, _) => Ok(Some(object.clone())),
            _ => Err(no_owner(value)),
        },
        other => Err(no_owner(other)),
    }
}

fn no_owner(value: &Value) -> Fault {
    let message = format!("`new` takes an object as the owner, found {}", value.kind());
    Fault::no_matching_function(message)
}
