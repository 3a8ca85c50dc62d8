//! Creation of a model's objects. Objects have the ids of the model; two descriptions with one
//! id are one object; `.init` runs for every object.
//!
//! `Objects` is the desired state, `ObjectsCopy` the previous one: objects that only the latter has are created too, so that they can be
//! destroyed.
//! See docs/language/models.md#deployment.

use std::rc::Rc;

use crate::runtime::machine::vm::{Loading, Vm};
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};

impl Vm<'_> {
    /// Creates the objects of a model, then those that only its copy has. Returns the first
    /// object, if there is one.
    ///
    /// # Errors
    /// The model is invalid, or an `.init` failed.
    pub fn load_model(&mut self, objects: &Value, copy: &Value) -> Outcome<Option<Rc<Object>>> {
        let root = self.load_objects(objects, Loading::default())?;
        let there = self.runtime().store.objects();
        self.load_objects(copy, Loading::beside(&there))?;
        Ok(root)
    }

    fn load_objects(&mut self, objects: &Value, loading: Loading) -> Outcome<Option<Rc<Object>>> {
        let model = match objects {
            Value::Null | Value::Missing => return Ok(None),
            Value::Dict(model) => model.clone(),
            other => {
                let message = format!("a model must be a dictionary, found {}", other.kind());
                return Err(Fault::value_error(message));
            }
        };
        let loading = Rc::new(loading);
        let root = self.graph(|vm| {
            vm.load_with(loading.clone());
            vm.make_model(model, None)
        })?;
        self.restore_dependencies(&loading)?;
        Ok(Some(root))
    }

    /// Restores the subscriptions to destruction whose subscriber exists.
    fn restore_dependencies(&mut self, loading: &Loading) -> Outcome<()> {
        for (publisher, said) in loading.dependencies.take() {
            let Value::Dict(said) = &said else { continue };
            let Some(Value::List(told)) = said.get_str("onDestruction") else { continue };
            for one in told.iter() {
                let Value::Dict(one) = one else { continue };
                self.restore_dependency(loading, &publisher, one)?;
            }
        }
        Ok(())
    }

    fn restore_dependency(
        &mut self,
        loading: &Loading,
        publisher: &Rc<Object>,
        told: &Dict,
    ) -> Outcome<()> {
        let id = told.get_str("subscriber").and_then(Value::as_str);
        let Some(subscriber) = id.and_then(|id| loading.object(id)) else { return Ok(()) };
        let handler = told.get_str("handler").and_then(Value::as_str);
        self.subscribe(publisher, &subscriber, handler)
    }
}
