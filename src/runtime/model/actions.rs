//! Actions that a model lists for an object: its public methods, with the titles and texts of
//! their metadata.

use std::rc::Rc;

use crate::runtime::machine::vm::Vm;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::object::meta::Attached;
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::syntax::MethodUsage;

impl Vm<'_> {
    /// `{id_method: {name, enabled, title, …}}`. An action keeps what the model states about it, such as `enabled: false`.
    pub(super) fn actions(&mut self, object: &Rc<Object>) -> Outcome<Value> {
        let said = object.header(|header| header.extra.get_str("_actions").cloned());
        let mut actions = Dict::new();
        for (class, method) in public_methods(&object.class) {
            let id = format!("{}_{}", object.id(), method.name);
            let known = match &said {
                Some(Value::Dict(said)) => said.get_str(&id),
                _ => None,
            };
            let action = self.action(&class, &method, known)?;
            actions.insert_str(&id, action);
        }
        Ok(Value::dict(actions))
    }

    fn action(
        &mut self,
        class: &Rc<Class>,
        method: &Rc<Method>,
        known: Option<&Value>,
    ) -> Outcome<Value> {
        // `known` is the action as the model states it. `enabled` and unknown keys are kept
        // from there; name, title and texts are written anew, because the class may have
        // changed.
        let mut action = match known {
            Some(Value::Dict(known)) => (**known).clone(),
            _ => Dict::new(),
        };
        let name = Value::str(&method.name);
        action.insert_str("name", name.clone());
        if known.is_none() {
            action.insert_str("enabled", Value::bool(true));
        }
        let of = Attached::Method(&method.name);
        let title = self.text_of(class, of, "io.murano.metadata.Title")?;
        action.insert_str("title", title.unwrap_or(name));
        for (key, meta) in [
            ("description", "io.murano.metadata.Description"),
            ("helpText", "io.murano.metadata.HelpText"),
        ] {
            if let Some(text) = self.text_of(class, of, meta)? {
                action.insert_str(key, text);
            }
        }
        Ok(Value::dict(action))
    }

    /// The `text` property of a class's metadata.
    fn text_of(
        &mut self,
        class: &Rc<Class>,
        of: Attached<'_>,
        meta: &str,
    ) -> Outcome<Option<Value>> {
        Ok(self.meta_of(class, of, meta)?.map(|meta| meta.declared("text")))
    }
}

/// The public methods of a lineage, each name once with the class that declares it so: one that overrides a public method and
/// is not marked public is listed too.
fn public_methods(class: &Rc<Class>) -> Vec<(Rc<Class>, Rc<Method>)> {
    let mut found: Vec<(Rc<Class>, Rc<Method>)> = Vec::new();
    for class in class.lineage() {
        for method in class.methods().values() {
            let known = found.iter().any(|(_, m)| m.name == method.name);
            if method.public && !known && method.usage != MethodUsage::Extension {
                found.push((class.clone(), method.clone()));
            }
        }
    }
    found
}
