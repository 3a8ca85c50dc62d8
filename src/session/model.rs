//! Sessions on an object model: load it, call its objects, write it again.
//! See docs/language/models.md#deployment and docs/language/models.md#calling-actions.
//!
//! ```
//! use muranopl::{Model, Session};
//!
//! let session = Session::builder().build_model();
//! let classes = "class demo.Greeter { name: string!\n greet(whom: string!) { return \"\\($.name) greets \\($whom)\" } }";
//! session.session().read("demo.murano", classes)?;
//! session.start(&Model::from_json(
//!     r#"{ "Objects": { "?": { "type": "demo.Greeter", "id": "g" }, "name": "Ann" } }"#,
//! )?)?;
//! let said = session.call("g", "greet").arg("Bob").run()?;
//! assert_eq!(said.as_str(), Some("Ann greets Bob"));
//! # Ok::<(), muranopl::Error>(())
//! ```

mod as_syntax;
mod header;
mod masked;
mod object_ids;
mod previous_output;
pub(crate) mod source;

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use super::Session;
use super::call::Call;
use super::data::{self, Notation};
use super::error::Error;
use crate::corelib::AttributeStore;
use crate::diag::mask::MASK;
use crate::runtime::machine::host::Host;
use crate::runtime::machine::runtime::Unversioned;
pub use crate::runtime::model::{Form, OwnedElsewhere};
use crate::runtime::object::Object;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

/// An object model as data.
#[derive(Clone, Default)]
pub struct Model {
    /// The root object with everything below it; null destroys what `copy` has.
    pub objects: Value,
    /// The root object as it was deployed before.
    pub copy: Value,
    /// Attributes that `setAttr` stored, each `[object's id, class, name, value]`.
    pub attributes: Vec<Value>,
}

impl Model {
    /// Converts a dictionary with `Objects`, `ObjectsCopy` and `Attributes`.
    ///
    /// # Errors
    /// It is not a model.
    pub fn of(value: &Value) -> Result<Self, String> {
        let Value::Dict(dict) = value else {
            return Err(format!("a model must be a dictionary, found {}", value.kind()));
        };
        let part = |name: &str| dict.get_str(name).cloned().unwrap_or_default();
        let attributes = match part("Attributes") {
            Value::List(rows) => rows.to_vec(),
            Value::Null => Vec::new(),
            other => return Err(format!("`Attributes` must be a list, found {}", other.kind())),
        };
        if dict.get_str("Objects").is_none() {
            return Err("a model needs `Objects`".to_owned());
        }
        Ok(Self { objects: part("Objects"), copy: part("ObjectsCopy"), attributes })
    }

    /// Reads a model from JSON: a dictionary with `Objects`, `ObjectsCopy` and `Attributes`.
    ///
    /// # Errors
    /// It is not JSON, or not a model.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = data::text(text, Notation::Plain).map_err(|bad| {
            let (line, column) = (bad.line, bad.column);
            Error::invalid(format!(
                "the model is not valid JSON: {} ({line}:{column})",
                bad.message
            ))
        })?;
        Self::of(&value).map_err(Error::invalid)
    }

    /// The model with an id for every object that has none: derived from its path, so that the next deployment recognizes it.
    /// `environment` is part of the derived ids.
    #[must_use]
    pub fn with_ids(self, environment: &str) -> Self {
        Self { objects: object_ids::with_ids(&self.objects, environment), ..self }
    }

    /// The model completed with the one that the previous deployment left: the copy to compare with, unless this model has one
    /// itself, then with the output properties that it leaves out; attributes, if it has none.
    #[must_use]
    pub fn with_previous(self, previous: Self, session: &Session) -> Self {
        let attributes =
            if self.attributes.is_empty() { previous.attributes } else { self.attributes };
        if !self.copy.is_null() {
            return Self { attributes, ..self };
        }
        let find_class = |name: &str| session.class(name).ok();
        let objects = previous_output::keep(&self.objects, &previous.objects, &find_class);
        Self { objects, copy: previous.objects, attributes }
    }

    /// The model as a dictionary, as [`Self::of`] takes it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut dict = Dict::new();
        dict.insert_str("Objects", self.objects.clone());
        dict.insert_str("ObjectsCopy", self.copy.clone());
        dict.insert_str("Attributes", Value::list(self.attributes.clone()));
        Value::dict(dict)
    }
}

/// Objects that the embedder holds ids of, by id. They stay alive until they are released.
#[derive(Clone, Default)]
pub struct ExternalReferences(Rc<RefCell<IndexMap<Rc<str>, Rc<Object>>>>);

impl ExternalReferences {
    /// Keeps the objects in a value that is handed to the embedder alive.
    pub fn retain(&self, value: &Value) {
        match value {
            Value::Object(object) => self.keep(object),
            Value::List(items) => items.iter().for_each(|item| self.retain(item)),
            Value::Set(items) => items.iter().for_each(|item| self.retain(item)),
            Value::Dict(dict) => dict.iter().for_each(|(key, item)| {
                self.retain(key);
                self.retain(item);
            }),
            Value::Extended(other) => {
                if let Extended::Part(object, _) = &**other {
                    self.keep(object);
                }
            }
            _ => {}
        }
    }

    fn keep(&self, object: &Rc<Object>) {
        self.0.borrow_mut().insert(object.id(), object.clone());
    }

    fn forget(&self, id: &str) -> bool {
        // Dropping the last reference to an object may run code that borrows the map.
        let forgotten = self.0.borrow_mut().shift_remove(id);
        forgotten.is_some()
    }

    fn forget_all(&self) {
        let forgotten = std::mem::take(&mut *self.0.borrow_mut());
        drop(forgotten);
    }
}

/// A session on an object model.
pub struct ModelSession {
    // The session is last: it frees objects that nobody else holds when it is dropped.
    root: RefCell<Option<Rc<Object>>>,
    references: ExternalReferences,
    attributes: AttributeStore,
    session: Session,
}

impl ModelSession {
    /// The settings of MuranoPL: its limits, and models in which unknown keys are ignored.
    #[must_use]
    pub fn settings() -> Options {
        Options {
            limit_iterators: Some(2000),
            memory_quota: Some(524_288),
            strict: false,
            ..Options::default()
        }
    }

    /// A session without objects; `host` provides the functions of the embedder.
    /// `references` may be shared with the host, which hands out objects too.
    #[must_use]
    pub fn new(
        options: Options,
        host: Option<Rc<dyn Host>>,
        references: ExternalReferences,
    ) -> Self {
        let session = Session::with_host(options, host);
        let (attributes, root) = (AttributeStore::default(), RefCell::default());
        Self { session, attributes, root, references }
    }

    /// The session with its classes, sources and settings.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The attributes that `setAttr` stored.
    #[must_use]
    pub fn attributes(&self) -> &AttributeStore {
        &self.attributes
    }

    /// Objects that stay alive because the embedder holds their ids.
    #[must_use]
    pub fn references(&self) -> &ExternalReferences {
        &self.references
    }

    /// The root object, once a model with one was loaded.
    #[must_use]
    pub fn root(&self) -> Option<Rc<Object>> {
        self.root.borrow().clone()
    }

    /// Creates the objects of a model; [`Self::load`] with the error of the embedding interface.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn start(&self, model: &Model) -> Result<(), Error> {
        self.load(model).map(drop).map_err(|fault| self.session.error(&fault))
    }

    /// Creates the objects of a model, then destroys those that only its copy has.
    ///
    /// # Errors
    /// The model is invalid, or an `.init` raised an exception.
    pub fn load(&self, model: &Model) -> Outcome<Option<Rc<Object>>> {
        for row in &model.attributes {
            self.load_attribute(row)?;
        }
        let root = self.session.in_task(|vm| vm.load_model(&model.objects, &model.copy))?;
        self.root.borrow_mut().clone_from(&root);
        self.session.in_task(|vm| vm.collect_garbage())?;
        Ok(root)
    }

    fn load_attribute(&self, row: &Value) -> Outcome<()> {
        let wrong =
            || Fault::value_error("an attribute is a list: object's id, class, name, value");
        let Value::List(parts) = row else { return Err(wrong()) };
        let [Value::Str(id), Value::Str(class), Value::Str(name), value] = parts.as_slice() else {
            return Err(wrong());
        };
        let (class, name) = (class.as_str().to_owned(), name.as_str().to_owned());
        self.attributes.set(id.as_str().into(), class, name, value.clone());
        Ok(())
    }

    /// The object with an id.
    ///
    /// # Errors
    /// There is none.
    pub fn object(&self, id: &str) -> Outcome<Rc<Object>> {
        self.session.object(id)
    }

    /// A call of a method of the object with an id.
    pub fn call(&self, id: &str, method: &str) -> Call<'_> {
        self.session.call(id, method)
    }

    /// A call of a static method of a class.
    pub fn call_static(&self, class: &str, method: &str) -> Call<'_> {
        self.session.call_static(class, method)
    }

    /// The value of a property, as code outside of the object's classes reads it; a secret is masked.
    ///
    /// # Errors
    /// There is no such object or property, or it is not set.
    pub fn read(&self, id: &str, property: &str) -> Outcome<Value> {
        let object = self.object(id)?;
        let class = object.class.clone();
        let value =
            self.session.in_task(|vm| vm.read_property(&object, &class, &property.into()))?;
        let is_secret = class.properties().get(property).is_some_and(|found| found.is_secret);
        Ok(if is_secret && !value.is_null() { Value::str(MASK) } else { value })
    }

    /// Writes the current model.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn model(&self) -> Outcome<Model> {
        let Some(root) = self.root() else { return Ok(Model::default()) };
        let (objects, ids) = self.session.in_task(|vm| vm.model_of(&root))?;
        let copy = self.session.in_task(|vm| vm.model_copy_of(&root))?;
        Ok(Model { copy, objects, attributes: self.attributes_of(&ids) })
    }

    fn attributes_of(&self, ids: &IndexSet<Rc<str>>) -> Vec<Value> {
        let kept = self.attributes.all().into_iter().filter(|(id, ..)| ids.contains(id));
        let row = |(id, class, name, value): (Rc<str>, String, String, Value)| {
            Value::list(vec![Value::str(&id), Value::string(class), Value::string(name), value])
        };
        kept.map(row).collect()
    }

    /// Converts a value with objects to plain data. `elsewhere` says how objects are written that are owned outside of it.
    ///
    /// # Errors
    /// It is nested too deeply.
    pub fn serialize(
        &self,
        value: &Value,
        form: Form,
        elsewhere: OwnedElsewhere,
    ) -> Outcome<Value> {
        self.session.in_task(|vm| vm.plain(value, form, elsewhere))
    }

    /// JSON schemas of the properties of a class (under the key `""`) and of the parameters of its model builders (under their names);
    /// with `methods`, of those alone. Without a version, the class in a version below 1.0.0 is preferred.
    ///
    /// # Errors
    /// There is no such class, or its metadata is wrong.
    pub fn schemas(
        &self,
        class: &str,
        version: Option<&str>,
        package: Option<&str>,
        methods: Option<&[&str]>,
    ) -> Outcome<Value> {
        let runtime = self.session.runtime();
        let usual = runtime.class_of_type(class, version, package, Unversioned::BelowOne)?;
        let found = match usual {
            Some(class) => Some(class),
            None => runtime.class_of_type(class, version, package, Unversioned::Any)?,
        };
        let class = found.ok_or_else(|| runtime.no_package(class))?;
        self.session.in_task(|vm| vm.schemas(&class, methods))
    }

    /// Releases objects that the embedder no longer refers to.
    pub fn release(&self, ids: &[&str]) {
        for id in ids {
            self.references.forget(id);
        }
    }

    /// Ends a deployment: destroys the objects that the root does not reach, and returns the model that is left.
    ///
    /// # Errors
    /// An interruption, or the model cannot be written.
    pub fn finish(&self) -> Outcome<Option<Model>> {
        self.references.forget_all();
        let root = self.root();
        self.session.in_task(|vm| vm.finalize_objects(root.as_ref()))?;
        match root {
            Some(_) => self.model().map(Some),
            None => Ok(None),
        }
    }
}
