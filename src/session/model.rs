//! A session on an object model: objects made of it, asked, written again.
//! See docs/language/models.md#deployment and docs/language/models.md#calling-actions.
//!
//! ```
//! use muranopl::runtime::value::Value;
//! use muranopl::session::data::{self, Notation};
//! use muranopl::session::model::{Model, ModelSession, Told};
//!
//! let session = ModelSession::new(ModelSession::settings(), None, Told::default());
//! let text = "class demo.Greeter { name: string!\n greet(whom: string!) { return \"\\($.name) greets \\($whom)\" } }";
//! session.session().read("demo.murano", text).unwrap();
//! let model = r#"{ "Objects": { "?": { "type": "demo.Greeter", "id": "g" }, "name": "Ann" } }"#;
//! let model = Model::of(&data::text(model, Notation::Plain).unwrap()).unwrap();
//! session.load(&model).unwrap();
//! let said = session.call("g", "greet", vec![Value::str("Bob")], vec![], false).unwrap();
//! assert_eq!(said.as_str(), Some("Ann greets Bob"));
//! ```

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use super::Session;
use crate::corelib::AttributeStore;
use crate::runtime::machine::host::Host;
pub use crate::runtime::model::Form;
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::method::Method;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{MethodUsage, Text};

/// What a session begins with, and what it leaves.
#[derive(Clone, Default)]
pub struct Model {
    /// The object that everything belongs to, and all it leads to; null: nothing shall be.
    pub objects: Value,
    /// The same as it was before.
    pub copy: Value,
    /// What `setAttr` kept: `[object's id, class, name, value]`.
    pub attributes: Vec<Value>,
}

impl Model {
    /// Of a dictionary with `Objects`, `ObjectsCopy` and `Attributes`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(value: &Value) -> Result<Self, String> {
        let Value::Dict(dict) = value else {
            return Err(format!("a model is a dictionary, found {}", value.kind()));
        };
        let part = |name: &str| dict.get_str(name).cloned().unwrap_or_default();
        let attributes = match part("Attributes") {
            Value::List(rows) => rows.to_vec(),
            Value::Null => Vec::new(),
            other => return Err(format!("`Attributes` is a list, found {}", other.kind())),
        };
        if dict.get_str("Objects").is_none() {
            return Err("a model has `Objects`".to_owned());
        }
        Ok(Self { objects: part("Objects"), copy: part("ObjectsCopy"), attributes })
    }

    /// As a dictionary.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut dict = Dict::new();
        dict.insert_str("Objects", self.objects.clone());
        dict.insert_str("ObjectsCopy", self.copy.clone());
        dict.insert_str("Attributes", Value::list(self.attributes.clone()));
        Value::dict(dict)
    }
}

/// Objects that someone outside was told of, by id: they live on until they are let go.
#[derive(Clone, Default)]
pub struct Told(Rc<RefCell<IndexMap<Rc<str>, Rc<Object>>>>);

impl Told {
    /// Takes note of the objects in a value that goes out.
    pub fn note(&self, value: &Value) {
        match value {
            Value::Object(object) => self.keep(object),
            Value::List(items) => items.iter().for_each(|item| self.note(item)),
            Value::Set(items) => items.iter().for_each(|item| self.note(item)),
            Value::Dict(dict) => dict.iter().for_each(|(key, item)| {
                self.note(key);
                self.note(item);
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
        // What it was the last reference to goes after the borrow has ended.
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
    session: Session,
    attributes: AttributeStore,
    root: RefCell<Option<Rc<Object>>>,
    told: Told,
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

    /// A session without objects yet; `host` answers for functions of the embedding program.
    /// `told` are objects that someone outside was told of.
    #[must_use]
    pub fn new(options: Options, host: Option<Rc<dyn Host>>, told: Told) -> Self {
        let session = Session::with_host(options, host);
        let (attributes, root) = (AttributeStore::default(), RefCell::default());
        Self { session, attributes, root, told }
    }

    /// Classes, sources and settings.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What `setAttr` keeps.
    #[must_use]
    pub fn attributes(&self) -> &AttributeStore {
        &self.attributes
    }

    /// Objects that are kept because someone outside was told of them.
    #[must_use]
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// The object that everything belongs to.
    #[must_use]
    pub fn root(&self) -> Option<Rc<Object>> {
        self.root.borrow().clone()
    }

    /// Makes the objects of a model, then destroys those that only its copy has.
    ///
    /// # Errors
    /// What the model is refused for, or an exception of an `.init`.
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
        let found = self.session.runtime().store.by_id(id);
        found.ok_or_else(|| {
            Fault::no_object(format!("no object has the id '{id}'"))
                .compat_message(format!("Object \"{id}\" is not found in object store"))
        })
    }

    /// Calls an object's method; with `public_only`, one that the class gives to the outside.
    ///
    /// # Errors
    /// There is no such object or method, it takes other arguments, or an exception of the method.
    pub fn call(
        &self,
        id: &str,
        method: &str,
        args: Vec<Value>,
        named: Vec<(Text, Value)>,
        public_only: bool,
    ) -> Outcome<Value> {
        let object = self.object(id)?;
        let class = object.class.clone();
        let found = exposed(&class, method, public_only)?;
        self.invoke(&found, Value::Object(object), args, named)
    }

    /// Calls a class's method.
    ///
    /// # Errors
    /// As [`ModelSession::call`].
    pub fn call_static(
        &self,
        class: &str,
        method: &str,
        args: Vec<Value>,
        named: Vec<(Text, Value)>,
        public_only: bool,
    ) -> Outcome<Value> {
        let class = self.session.class(class)?;
        let found = exposed(&class, method, public_only)?;
        if found.usage == MethodUsage::Runtime {
            let message =
                format!("`{method}` of `{}` needs an object: it is not static", class.name);
            return Err(Fault::no_method_found(message));
        }
        self.invoke(&found, Value::Type(class), args, named)
    }

    fn invoke(
        &self,
        method: &Rc<Method>,
        this: Value,
        args: Vec<Value>,
        named: Vec<(Text, Value)>,
    ) -> Outcome<Value> {
        self.session.in_task(|vm| {
            let this = match method.usage {
                MethodUsage::Runtime => this,
                MethodUsage::Static | MethodUsage::Extension => {
                    Value::Type(vm.runtime().class(method.class)?)
                }
            };
            let value = vm.invoke(method, this, args, named)?;
            vm.freeze(value)
        })
    }

    /// A property, as code outside of the object's classes reads it.
    ///
    /// # Errors
    /// There is no such object or property, or it is not set.
    pub fn read(&self, id: &str, property: &str) -> Outcome<Value> {
        let object = self.object(id)?;
        let class = object.class.clone();
        self.session.in_task(|vm| vm.read_property(&object, &class, &property.into()))
    }

    /// The model as it is now.
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

    /// A value with objects in it as plain data; with `references`, those owned from outside of it are given by id.
    ///
    /// # Errors
    /// It is nested too deeply.
    pub fn serialize(&self, value: &Value, form: Form, references: bool) -> Outcome<Value> {
        self.session.in_task(|vm| vm.plain(value, form, references))
    }

    /// JSON schemas of what a class takes (by `""`) and of what its model builders take (by their names); with `methods`, of
    /// those alone. Without a version, one below 1.0.0 will do, else any.
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
        let usual = runtime.class_of_type(class, version, package, false)?;
        let found = match usual {
            Some(class) => Some(class),
            None => runtime.class_of_type(class, version, package, true)?,
        };
        let class = found.ok_or_else(|| runtime.no_package(class))?;
        self.session.in_task(|vm| vm.schemas(&class, methods))
    }

    /// Lets objects go that someone outside was told of.
    pub fn let_go(&self, ids: &[&str]) {
        for id in ids {
            self.told.forget(id);
        }
    }

    /// The end of a deployment: objects that the root does not reach are destroyed; the model that is left.
    ///
    /// # Errors
    /// An interruption, or the model cannot be written.
    pub fn finish(&self) -> Outcome<Option<Model>> {
        self.told.forget_all();
        let root = self.root();
        self.session.in_task(|vm| vm.finalize_objects(root.as_ref()))?;
        match root {
            Some(_) => self.model().map(Some),
            None => Ok(None),
        }
    }
}

/// A class's method that may be called from outside.
fn exposed(class: &Rc<Class>, name: &str, public_only: bool) -> Outcome<Rc<Method>> {
    match class.find(name) {
        Found::Method(method) => {
            if public_only && !method.public && !name.starts_with('.') {
                let message = format!("`{name}` of `{}` is not public", class.name);
                return Err(Fault::not_exposed(message).label(method.span(), "declared here"));
            }
            Ok(method)
        }
        Found::Ambiguous(classes) => {
            let classes: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
            let message = format!("`{name}` is declared by {}", classes.join(" and by "));
            Err(Fault::ambiguous_method_name(message)
                .compat_message(format!("Found more than one method \"{name}\"")))
        }
        Found::Nothing => {
            let message = format!("`{}` has no method `{name}`", class.name);
            Err(Fault::no_method_found(message)
                .compat_message(format!("Method \"{name}\" is not found")))
        }
    }
}
