//! Making objects: `new`, and dictionaries that become objects (MuranoPL sections 6 and 9).
//!
//! Properties are set first, those of the most derived class before those of its parents, defaults last, tried again while one
//! needs another. When the whole graph that one `new` makes is there, the `.init` methods run: objects inside before those
//! that hold them, bases before derived classes, each class once.

use std::rc::Rc;

use super::Vm;
use super::links::{Links, Loading};
use crate::diag::suggest;
use crate::runtime::class::{Class, Declaration, Found, Property};
use crate::runtime::contract::Place;
use crate::runtime::dict::Dict;
use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::function::{Function, NewPlan};
use crate::runtime::method::Method;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::source::Span;
use crate::syntax::{PropertyUsage, Text};

/// What an object is made of.
#[derive(Clone, Copy)]
pub enum Given<'a> {
    /// A dictionary's entries.
    Dict(&'a Rc<Dict>),
    /// A site's names with their values.
    Site(&'a NewPlan, &'a [Text], &'a [Value]),
    /// Nothing.
    Nothing,
}

impl Given<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match self {
            Given::Dict(dict) => dict.get_str(name).cloned(),
            Given::Site(_, names, values) => {
                names.iter().rposition(|n| **n == *name).map(|n| values[n].clone())
            }
            Given::Nothing => None,
        }
    }
}

impl Vm<'_> {
    /// `new Class { … }` with its values in registers from `at` on.
    pub(super) fn new_at(
        &mut self,
        function: &Rc<Function>,
        site: usize,
        at: usize,
    ) -> Outcome<Value> {
        let plan = match function.news[site].get() {
            Some(plan) => plan.clone(),
            None => self.plan_new(function, site)?,
        };
        let site = &function.code.news[site];
        let values = self.take_range(at, site.names.len());
        let owner = self.implicit_owner()?;
        if let ([name], [Value::Dict(dict)]) = (site.names.as_slice(), values.as_slice())
            && &**name == "{}"
        {
            let object = self.make(&plan.class, Given::Dict(dict), owner)?;
            return Ok(Value::Object(object));
        }
        if site.strict {
            check_names(&plan, &site.names, &site.spans)?;
        }
        let object = self.make(&plan.class, Given::Site(&plan, &site.names, &values), owner)?;
        Ok(Value::Object(object))
    }

    fn plan_new(&mut self, function: &Rc<Function>, site: usize) -> Outcome<Rc<NewPlan>> {
        let names = &function.code.news[site].names;
        let class = self.world.class(function.code.news[site].class)?;
        let properties = names.iter().map(|n| class.properties.get(n).cloned()).collect();
        let plan = Rc::new(NewPlan { class, properties });
        Ok(function.news[site].get_or_init(|| plan).clone())
    }

    /// Who owns what `new Class { }` makes: `$this`, or the script's environment.
    fn implicit_owner(&mut self) -> Outcome<Option<Rc<Object>>> {
        let frame = self.frames.last().expect("code is running");
        if &*frame.function.code.name != "script"
            && let Value::Object(this) = &self.stack[frame.base]
        {
            let this = this.clone();
            // The script's own object stands for its environment.
            if self.world.is_script(&this) {
                return self.environment().map(Some);
            }
            return Ok(Some(this));
        }
        self.environment().map(Some)
    }

    /// Makes an object and everything in it, and runs the `.init` methods.
    pub fn make(
        &mut self,
        class: &Rc<Class>,
        given: Given<'_>,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        self.graph(|vm| vm.make_young(class, given, owner))
    }

    /// Makes the objects of one graph, links them by their ids, then runs their `.init` methods.
    pub(in crate::runtime) fn graph<T>(
        &mut self,
        make: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        if self.making {
            return make(self);
        }
        self.making = true;
        let young = std::mem::take(&mut self.young);
        let outcome = make(self).and_then(|made| self.link_waiting().map(|()| made));
        self.making = false;
        self.links = Links::default();
        let born = std::mem::replace(&mut self.young, young);
        let made = outcome?;
        self.initialise(born)?;
        Ok(made)
    }

    /// Runs something that is no part of the graph being made.
    pub(in crate::runtime) fn apart<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let making = std::mem::take(&mut self.making);
        let young = std::mem::take(&mut self.young);
        let links = std::mem::take(&mut self.links);
        let result = run(self);
        (self.making, self.young, self.links) = (making, young, links);
        result
    }

    fn make_young(
        &mut self,
        class: &Rc<Class>,
        given: Given<'_>,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        if let Some((name, classes)) = self.world.ambiguous_property(class) {
            let classes: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
            let message = format!("`{name}` is declared by {}", classes.join(" and by "));
            return Err(Fault::ambiguous_property(message)
                .hint(format!("declare `{name}` in `{}` itself to decide", class.name)));
        }
        let object = Rc::new(Object::new(class.clone(), owner));
        self.world.store.register(&object);
        self.learn_id(&object);
        self.nest()?;
        let outcome = self.fill(&object, given);
        self.unnest();
        outcome?;
        if class.has_init {
            let arguments = init_arguments(class, given);
            let loading = self.loading();
            self.young.push(Young { object: object.clone(), arguments, loading });
        } else {
            object.set_state(State::Alive);
        }
        Ok(object)
    }

    /// Sets what is given, then defaults.
    fn fill(&mut self, object: &Rc<Object>, given: Given<'_>) -> Outcome<()> {
        let class = object.class.clone();
        let mut waiting: Vec<Late> = Vec::new();
        for property in class.properties.values() {
            let declaration = &property.declarations[0];
            match declaration.usage {
                PropertyUsage::Static => {}
                // Its `.init` gets the value, and sets the property.
                _ if declaration.by_init => {}
                PropertyUsage::Runtime => waiting.push(Late::unset(property)),
                PropertyUsage::Config => match self.configured(&class, property) {
                    Some(value) => self.set_initial(object, property, value)?,
                    None => waiting.push(Late::unset(property)),
                },
                PropertyUsage::In
                | PropertyUsage::Out
                | PropertyUsage::InOut
                | PropertyUsage::Const => match given.value(&property.name) {
                    Some(value) if !value.is_missing() => {
                        match self.set_initial(object, property, value) {
                            Ok(()) => {}
                            // Its contract looks at a property that is not set yet.
                            Err(fault) if needs_another(&fault) => {
                                waiting.push(Late { property: property.clone(), given: true });
                            }
                            Err(fault) => return Err(fault),
                        }
                    }
                    _ => waiting.push(Late::unset(property)),
                },
            }
        }
        self.fill_late(object, waiting, given)
    }

    #[inline]
    fn set_initial(
        &mut self,
        object: &Rc<Object>,
        property: &Rc<Property>,
        value: Value,
    ) -> Outcome<()> {
        let value = match property.declarations.as_slice() {
            [only] if only.contract.keeps(&value) => value,
            _ => self.convert_property(property, value, object)?,
        };
        object.set_slot(property.slot, value);
        if self.take_open() {
            self.await_ids(object, property);
        }
        Ok(())
    }

    /// Defaults, and values whose contracts look at other properties, wait until those are set.
    fn fill_late(
        &mut self,
        object: &Rc<Object>,
        mut waiting: Vec<Late>,
        given: Given<'_>,
    ) -> Outcome<()> {
        while !waiting.is_empty() {
            let mut again = Vec::new();
            let before = waiting.len();
            let mut reason = None;
            for late in waiting {
                let outcome = match given.value(&late.property.name) {
                    Some(value) if late.given => self.set_initial(object, &late.property, value),
                    _ => self.set_default(object, &late.property),
                };
                match outcome {
                    Ok(()) => {}
                    Err(fault) if needs_another(&fault) => {
                        reason = Some(fault);
                        again.push(late);
                    }
                    Err(fault) => return Err(fault),
                }
            }
            if again.len() == before {
                return Err(circular(object, &again, reason));
            }
            waiting = again;
        }
        Ok(())
    }

    /// What the configuration of the declaring class, or of the object's own, says of a property.
    fn configured(&self, class: &Rc<Class>, property: &Rc<Property>) -> Option<Value> {
        let declaring = &property.declarations[0].class_name;
        let found = self.world.configured(declaring, &property.name);
        found.or_else(|| self.world.configured(&class.name, &property.name))
    }

    fn set_default(&mut self, object: &Rc<Object>, property: &Rc<Property>) -> Outcome<()> {
        let declaration = property.declarations[0].clone();
        if declaration.usage == PropertyUsage::Runtime && declaration.default.is_none() {
            return Ok(());
        }
        let configured = self.configured(&object.class, property);
        let value = match configured {
            Some(value) => value,
            None => self.default_of(&declaration, &Value::Object(object.clone()))?,
        };
        // An output that nothing was said of is simply not set yet.
        if value.is_null()
            && declaration.default.is_none()
            && declaration.usage == PropertyUsage::Out
            && !declaration.contract.keeps(&value)
            && !declaration.contract.fills_null()
        {
            return Ok(());
        }
        self.set_initial(object, property, value).map_err(|fault| {
            if fault.name() != "ContractViolationException" {
                return fault;
            }
            match &declaration.default {
                Some(default) => fault.at(default.code().extent()),
                None => fault.hint(format!("`{}` was not given", property.name)),
            }
        })
    }

    /// A declaration's default, evaluated for an object or a class.
    pub(super) fn default_of(
        &mut self,
        declaration: &Rc<Declaration>,
        this: &Value,
    ) -> Outcome<Value> {
        let Some(default) = &declaration.default else { return Ok(Value::Null) };
        let world = self.world.clone();
        let function = default.get(&world)?.clone();
        let value = self.apart(|vm| vm.run_code(&function, std::slice::from_ref(this)))?;
        self.freeze(value)
    }

    /// Converts a value as the most derived declaration says; the others only validate.
    pub(super) fn convert_property(
        &mut self,
        property: &Rc<Property>,
        value: Value,
        object: &Rc<Object>,
    ) -> Outcome<Value> {
        let this = Value::Object(object.clone());
        let mut declarations = property.declarations.iter();
        let first = declarations.next().expect("a property is declared");
        let value = self.convert_declared(first, value, &this)?;
        if self.is_open() {
            // It is converted again when all objects exist.
            return Ok(value);
        }
        for other in declarations {
            if !self.satisfies_for(&other.contract, &value, &this)? {
                let message = format!(
                    "`{}` does not keep the contract that `{}` declares too",
                    property.name, other.class_name
                );
                return Err(Fault::contract(message)
                    .label(other.contract_span, "this contract only validates")
                    .label(first.contract_span, "this one converted the value"));
            }
        }
        Ok(value)
    }

    /// Converts a value as one declaration says.
    pub(super) fn convert_declared(
        &mut self,
        declaration: &Rc<Declaration>,
        value: Value,
        this: &Value,
    ) -> Outcome<Value> {
        if declaration.contract.keeps(&value) {
            return Ok(value);
        }
        self.convert(&declaration.contract, value, this, Place::Property(declaration.clone()))
    }

    /// Runs the `.init` methods of new objects, those inside others first.
    fn initialise(&mut self, objects: Vec<Young>) -> Outcome<()> {
        for young in objects {
            self.initialise_one(&young)?;
            young.object.set_state(State::Alive);
        }
        Ok(())
    }

    fn initialise_one(&mut self, young: &Young) -> Outcome<()> {
        let object = &young.object;
        let mut done = Vec::new();
        let mut order = Vec::new();
        bases_first(&object.class, &mut done, &mut order);
        for class in order {
            let Some(init) = class.methods.get(".init").cloned() else { continue };
            let named = init.params.iter().filter_map(|p| {
                let value = young.argument(&class, &p.name)?;
                Some((p.name.clone(), value))
            });
            let this = Value::Object(object.clone());
            let named = self.loaded_arguments(young, &init, &this, named.collect())?;
            self.in_init(|vm| vm.invoke(&init, this, Vec::new(), named))?;
        }
        Ok(())
    }

    /// Arguments of an `.init`, in which the model's objects keep their ids.
    fn loaded_arguments(
        &mut self,
        young: &Young,
        init: &Rc<Method>,
        this: &Value,
        mut named: Vec<(Text, Value)>,
    ) -> Outcome<Vec<(Text, Value)>> {
        let Some(loading) = &young.loading else { return Ok(named) };
        for (name, value) in &mut named {
            let Some(param) = init.params.iter().find(|p| p.name == *name) else { continue };
            if param.contract.keeps(value) || !matches!(value, Value::List(_) | Value::Dict(_)) {
                continue;
            }
            let given = value.clone();
            *value = self.graph(|vm| {
                vm.load_with(loading.clone());
                vm.convert_argument(init, param, this, given)
            })?;
        }
        Ok(named)
    }

    /// Sets what a model says of an object once more; what it says of one that was there before is only looked through.
    pub(in crate::runtime) fn fill_again(
        &mut self,
        object: &Rc<Object>,
        given: &Rc<Dict>,
    ) -> Outcome<()> {
        let settled = self.loading().is_some_and(|loading| loading.is_settled(object));
        self.nest()?;
        for property in object.class.clone().properties.values() {
            let declaration = &property.declarations[0];
            let Some(value) = given.get_str(&property.name) else { continue };
            if declaration.by_init || !is_loaded(declaration.usage) {
                continue;
            }
            let outcome = if settled {
                // What is made on the way is what counts: objects that only this model has.
                self.convert_property(property, value.clone(), object).map(|_| self.take_open())
            } else {
                self.set_initial(object, property, value.clone()).map(|()| false)
            };
            if let Err(fault) = outcome {
                self.unnest();
                return Err(fault);
            }
        }
        self.unnest();
        Ok(())
    }

    /// An object that a model calls destroyed: nothing of it runs again.
    pub(in crate::runtime) fn bury(&mut self, object: &Rc<Object>) {
        self.young.retain(|young| !Rc::ptr_eq(&young.object, object));
        object.set_state(State::Destroyed);
    }

    /// The environment that owns what a script makes; made when first needed.
    pub fn environment(&mut self) -> Outcome<Rc<Object>> {
        if let Some(environment) = self.world.environment() {
            return Ok(environment);
        }
        let class = self.world.class_named("io.murano.Environment")?;
        let name = Value::str(&self.world.environment_name());
        let mut given = Dict::new();
        given.insert_str("name", name);
        let given = Rc::new(given);
        let object = self.apart(|vm| vm.make(&class, Given::Dict(&given), None))?;
        self.world.set_environment(object.clone());
        Ok(object)
    }

    fn nest(&mut self) -> Outcome<()> {
        self.enter_native().map_err(|mut fault| {
            fault.message = "objects are nested too deeply within each other".into();
            fault
        })
    }

    fn unnest(&mut self) {
        self.nesting -= 1;
    }
}

/// May a model set such a property?
fn is_loaded(usage: PropertyUsage) -> bool {
    match usage {
        PropertyUsage::In | PropertyUsage::Out | PropertyUsage::InOut | PropertyUsage::Const => {
            true
        }
        PropertyUsage::Runtime | PropertyUsage::Config | PropertyUsage::Static => false,
    }
}

/// An object whose `.init` methods have not run.
pub(super) struct Young {
    object: Rc<Object>,
    /// What its model gives to arguments of `.init`.
    arguments: Vec<(Text, Value)>,
    /// The model it comes from, if that keeps its ids.
    loading: Option<Rc<Loading>>,
}

impl Young {
    /// The value that a class's `.init` gets for an argument.
    fn argument(&self, class: &Rc<Class>, name: &Text) -> Option<Value> {
        // A more derived class that declares the name keeps the value to itself.
        let declares = |c: &Rc<Class>| {
            c.ir.properties.iter().any(|p| p.name == *name) || takes_argument(c, name)
        };
        let mut derived = self.object.class.lineage().filter(|c| c.id != class.id);
        if derived.any(|c| c.is(class.id) && declares(c)) {
            return None;
        }
        let given = self.arguments.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        given.or_else(|| Some(self.object.declared(name)).filter(|v| !v.is_missing()))
    }
}

/// A property that is set after the others.
struct Late {
    property: Rc<Property>,
    /// It has a value, whose contract looks at other properties.
    given: bool,
}

impl Late {
    fn unset(property: &Rc<Property>) -> Self {
        Self { property: property.clone(), given: false }
    }
}

fn needs_another(fault: &Fault) -> bool {
    fault.name() == "UninitializedPropertyAccessError"
}

/// What is given for the arguments of the `.init` methods of a class's lineage.
fn init_arguments(class: &Rc<Class>, given: Given<'_>) -> Vec<(Text, Value)> {
    let inits = class.lineage().filter_map(|c| c.methods.get(".init"));
    let names = inits.flat_map(|m| &m.params).map(|p| &p.name);
    let given = names.filter_map(|name| Some((name.clone(), given.value(name)?)));
    given.filter(|(_, value)| !value.is_missing()).collect()
}

/// Each class of a lineage once, bases before derived, in the order of `extends`.
pub(crate) fn bases_first(class: &Rc<Class>, done: &mut Vec<u32>, order: &mut Vec<Rc<Class>>) {
    if done.contains(&class.id.0) {
        return;
    }
    done.push(class.id.0);
    for parent in &class.parents {
        bases_first(parent, done, order);
    }
    order.push(class.clone());
}

/// In `.murano` each name must be a property, or an argument of `.init`.
fn check_names(plan: &NewPlan, names: &[Text], spans: &[Span]) -> Outcome<()> {
    for ((name, property), span) in names.iter().zip(&plan.properties).zip(spans) {
        if property.is_none() && !is_init_argument(&plan.class, name) {
            return Err(unknown_key(&plan.class, name).at(*span));
        }
    }
    Ok(())
}

/// Does an `.init` of the lineage take an argument of that name?
pub(crate) fn is_init_argument(class: &Rc<Class>, name: &str) -> bool {
    class.has_init && class.lineage().any(|c| takes_argument(c, name))
}

fn takes_argument(class: &Class, name: &str) -> bool {
    class.methods.get(".init").is_some_and(|m| m.params.iter().any(|p| &*p.name == name))
}

/// The fault of a key that is no property of a class.
pub(crate) fn unknown_key(class: &Rc<Class>, name: &str) -> Fault {
    let message = format!("`{}` has no property `{name}`", class.name);
    let names: Vec<&Text> = class.properties.keys().collect();
    let fault = Fault::new(
        "murano.dsl.exceptions.ContractViolationException",
        crate::diag::codes::UNKNOWN_KEY,
        message,
    )
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

fn circular(object: &Object, waiting: &[Late], reason: Option<Fault>) -> Fault {
    if let (Some(reason), true) = (&reason, waiting.iter().any(|late| late.given)) {
        return reason.clone();
    }
    let names: Vec<String> = waiting.iter().map(|l| format!("`{}`", l.property.name)).collect();
    let class = &object.class.name;
    let message = match names.as_slice() {
        [only] => format!("the default of {only} of `{class}` needs a property that is not set"),
        _ => format!("the defaults of {} of `{class}` need each other", names.join(" and ")),
    };
    let mut fault = Fault::circular_defaults(message);
    for Late { property, .. } in waiting {
        fault = fault.label(property.declarations[0].span, "its default waits for another");
    }
    match reason {
        Some(reason) => fault.hint(reason.message.clone()),
        None => fault,
    }
}
