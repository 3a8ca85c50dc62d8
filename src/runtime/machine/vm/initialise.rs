//! `.init`: run when the graph of one `new` exists, objects inside before those that hold them,
//! bases before derived classes, each class once.
//! See docs/language/execution.md#construction.

use std::rc::Rc;

use super::Vm;
use super::construct::InitialValues;
use super::links::Loading;
use crate::runtime::object::class::Class;
use crate::runtime::object::method::Method;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::syntax::Text;

impl Vm<'_> {
    /// Runs the `.init` methods of new objects, those inside others first.
    pub(super) fn initialise(&mut self, objects: Vec<Uninitialized>) -> Outcome<()> {
        for uninitialized in objects {
            self.initialise_one(&uninitialized)?;
            uninitialized.object.set_state(State::Alive);
        }
        Ok(())
    }

    fn initialise_one(&mut self, uninitialized: &Uninitialized) -> Outcome<()> {
        let object = &uninitialized.object;
        let mut done = Vec::new();
        let mut order = Vec::new();
        bases_first(&object.class, &mut done, &mut order);
        for class in order {
            let Some(init) = class.methods().get(".init").cloned() else { continue };
            let named = init.params.iter().filter_map(|p| {
                let value = uninitialized.argument(&class, &p.name)?;
                Some((p.name.clone(), value))
            });
            let this = Value::Object(object.clone());
            let named = self.loaded_arguments(uninitialized, &init, &this, named.collect())?;
            self.in_init(|vm| vm.invoke(&init, this, Vec::new(), named))?;
        }
        Ok(())
    }

    /// Arguments of an `.init` from a model whose objects keep their ids.
    fn loaded_arguments(
        &mut self,
        uninitialized: &Uninitialized,
        init: &Rc<Method>,
        this: &Value,
        mut named: Vec<(Text, Value)>,
    ) -> Outcome<Vec<(Text, Value)>> {
        let Some(loading) = &uninitialized.loading else { return Ok(named) };
        for (name, value) in &mut named {
            let Some(param) = init.params.iter().find(|p| p.name == *name) else { continue };
            if param.contract.accepts_unchanged(value)
                || !matches!(value, Value::List(_) | Value::Dict(_))
            {
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
}

/// An object whose `.init` methods have not run.
pub(super) struct Uninitialized {
    pub(super) object: Rc<Object>,
    /// The model's values for arguments of `.init`.
    pub(super) arguments: Vec<(Text, Value)>,
    /// The model it comes from, if objects keep the ids of that model.
    pub(super) loading: Option<Rc<Loading>>,
}

impl Uninitialized {
    /// The value that a class's `.init` gets for an argument.
    fn argument(&self, class: &Rc<Class>, name: &Text) -> Option<Value> {
        // If a more derived class declares the name, the value belongs to that class.
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

/// The values for arguments of the `.init` methods in a class's lineage.
pub(super) fn init_arguments(class: &Rc<Class>, given: InitialValues<'_>) -> Vec<(Text, Value)> {
    let inits = class.lineage().filter_map(|c| c.methods().get(".init"));
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

/// Whether an `.init` of the lineage takes an argument of that name.
pub(crate) fn is_init_argument(class: &Rc<Class>, name: &str) -> bool {
    class.has_init && class.lineage().any(|c| takes_argument(c, name))
}

fn takes_argument(class: &Class, name: &str) -> bool {
    class.methods().get(".init").is_some_and(|m| m.params.iter().any(|p| &*p.name == name))
}
