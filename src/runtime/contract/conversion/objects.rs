//! Objects where a class is expected: dictionaries become objects, ids find them.
//! See docs/language/contracts.md#conversion-of-dictionaries.

use std::rc::Rc;

use super::path::Path;
use super::{Conversion, RequiredClass, compat_message, placed, violation};
use crate::compile::ir::ClassId;
use crate::compile::scope::Scope;
use crate::diag::suggest::with_article;
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::runtime::Unversioned;
use crate::runtime::machine::vm::{InitialValues, Vm, is_init_argument, unknown_key};
use crate::runtime::object::class::Class;
use crate::runtime::object::{Header, Object};
use crate::runtime::value::Value;
use crate::runtime::value::describe;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::PathStep;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::syntax::{Text, TypeName};

/// A dictionary read as the model of an object.
pub(super) struct ObjectModel {
    pub(super) class: Option<Rc<Class>>,
    header: Option<Header>,
    id: Option<Rc<str>>,
    pub(super) properties: Rc<Dict>,
    /// It had been destroyed when the model was written.
    destroyed: bool,
    /// The subscriptions to its destruction.
    dependencies: Option<Value>,
}

impl ObjectModel {
    /// A model without a header.
    fn bare(properties: Rc<Dict>) -> Self {
        let (class, header, id) = (None, None, None);
        Self { class, header, id, properties, destroyed: false, dependencies: None }
    }

    /// A model with a header, or with the keys beside an inline type.
    fn headed(class: Option<Rc<Class>>, header: &Dict, properties: Rc<Dict>) -> Self {
        Self {
            class,
            header: Some(header_of(header)),
            id: id_of(header),
            properties,
            destroyed: header.get_str("destroyed").is_some_and(Value::truth),
            dependencies: header.get_str("dependencies").cloned(),
        }
    }
}

impl Vm<'_> {
    pub(super) fn object_for(
        &mut self,
        wanted: RequiredClass<'_>,
        default: Option<ClassId>,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let class = wanted.class;
        // A string is an object's id: of an object in the graph being made, else of one in the
        // session. An id of neither may belong to a later part of the graph; it then stays a
        // string, and the conversion is repeated when the graph is complete (`vm/links.rs`).
        match value {
            Value::Null | Value::Missing => Ok(Value::Null),
            Value::Object(object) => {
                self.check_class(&object.class, wanted, context, path)?;
                Ok(Value::Object(object))
            }
            Value::Dict(dict) if !context.strict => {
                self.object_of(wanted, default, dict, context, path)
            }
            Value::Str(id) if !context.strict => {
                let known = self.linked(id.as_str());
                let found = known.or_else(|| self.runtime().store.by_id(id.as_str()));
                let Some(object) = found else {
                    if self.leave_open() {
                        return Ok(Value::Str(id));
                    }
                    return Err(self.no_object(class, id.as_str(), context, path));
                };
                self.check_class(&object.class, wanted, context, path)?;
                Ok(Value::Object(object))
            }
            Value::Extended(other) => match &*other {
                Extended::Part(object, part) => {
                    self.check_class(part, wanted, context, path)?;
                    Ok(Value::Object(object.clone()))
                }
                Extended::Exception(_) if self.names_exception(class) => Ok(Value::Extended(other)),
                _ => Err(self.no_object_of(class, &Value::Extended(other), context, path)),
            },
            other => Err(self.no_object_of(class, &other, context, path)),
        }
    }

    /// Caught exceptions count as objects of `io.murano.Exception`, though they are a kind of
    /// value of their own.
    fn names_exception(&self, class: ClassId) -> bool {
        let name = &self.runtime().registry.entry(class).name;
        matches!(&**name, "io.murano.Exception" | "io.murano.Object")
    }

    pub(super) fn check_class(
        &mut self,
        found: &Rc<Class>,
        wanted: RequiredClass<'_>,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<()> {
        if wanted.version.is_none() && found.is(wanted.class) {
            return Ok(());
        }
        // Not a subclass, but several versions of a package can be loaded, each with classes of
        // its own: an object of another version is accepted if the contract's versions, or the
        // requirements of its package, allow that version.
        let registry = &self.runtime().registry;
        let scope = context.place.class().map(|c| registry.entry(c).scope.clone());
        let fits = |c: &Rc<Class>| {
            registry.is_version(c.id, wanted.class, wanted.version, scope.as_deref())
        };
        if found.lineage().any(fits) {
            return Ok(());
        }
        let other = found.lineage().find(|c| *c.name == *registry.entry(wanted.class).name);
        let message = match other.and_then(|c| registry.package_of(c.id)) {
            Some((_, version)) if wanted.version.is_some() || !found.is(wanted.class) => format!(
                "must be {}, found an object of version {version} of it, which is not compatible",
                with_article(&registry.entry(wanted.class).name)
            ),
            _ => {
                let wanted = registry.entry(wanted.class);
                format!(
                    "must be {}, found an object of `{}`",
                    with_article(&wanted.name),
                    found.name
                )
            }
        };
        let version = |class: ClassId| registry.version_of(class);
        let known = format!(
            "Object of type MuranoClass({}/{}) is not compatible with requested type MuranoClass({}/{})",
            found.name,
            version(found.id),
            registry.entry(wanted.class).name,
            version(wanted.class),
        );
        let fault = Fault::new(FaultKind::ContractViolation, codes::CONTRACT_CLASS, message)
            .compat_message(known);
        let fault = placed(fault, context, path);
        Err(fault.label(found.ir.tree.name.span, format!("`{}` does not extend it", found.name)))
    }

    pub(super) fn no_object_of(
        &self,
        class: ClassId,
        value: &Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Fault {
        let name = self.runtime().registry.entry(class).name.clone();
        let known = match context.strict {
            true => "Value is not an object".to_owned(),
            false => {
                let version = self.runtime().registry.version_of(class);
                let value = compat_message::scalar(value);
                format!(
                    "Value {value} cannot be represented as class MuranoClass({name}/{version})"
                )
            }
        };
        let mut fault =
            violation(&format!("must be {}", with_article(&name)), known, value, context, path);
        fault.diagnostic.code = codes::CONTRACT_CLASS;
        fault.hint(format!("give an object, or a dictionary of the properties of `{name}`"))
    }

    fn no_object(
        &self,
        class: ClassId,
        id: &str,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Fault {
        let name = self.runtime().registry.entry(class).name.clone();
        let message = format!("must be {}, and no object has the id '{id}'", with_article(&name));
        let fault = Fault::new(FaultKind::NoObject, codes::UNKNOWN_OBJECT, message);
        let fault = fault.compat_message(compat_message::no_object(id));
        placed(fault, context, path)
            .hint("a string here is an object's id; for a new object give a dictionary")
    }

    fn object_of(
        &mut self,
        wanted: RequiredClass<'_>,
        default: Option<ClassId>,
        dict: Rc<Dict>,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let model = self.model(dict, Some(context))?;
        let made = match &model.class {
            Some(made) => {
                self.check_class(made, wanted, context, path)?;
                made.clone()
            }
            None => self.runtime().class(default.unwrap_or(wanted.class))?,
        };
        if self.strict() {
            self.check_keys(&made, &model.properties).map_err(|f| inside(f, context, path))?;
        }
        let owner = context.owner();
        let object = self.make_of(&made, model, owner).map_err(|f| inside(f, context, path))?;
        Ok(Value::Object(object))
    }

    /// Makes the object of a model; another part of the graph being made may have made it
    /// already.
    pub(super) fn make_of(
        &mut self,
        class: &Rc<Class>,
        model: ObjectModel,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        let loading = self.loading();
        // The parts of a graph refer to each other by id. Whichever part comes first makes the
        // object, and the full description fills in the properties when it follows.
        if let Some(id) = &model.id
            && let Some(object) = self.linked(id)
        {
            self.fill_again(&object, &model.properties)?;
            return Ok(object);
        }
        let id = model.id.clone();
        self.expect_id(model.id);
        let made = self.make(class, InitialValues::Dict(&model.properties), owner);
        let object = made.map_err(|mut fault| {
            id.iter().for_each(|id| fault.pass_object(id));
            fault
        })?;
        if let Some(header) = model.header {
            object.edit_header(|h| *h = Header { id: h.id.take(), ..header });
        }
        if let Some(loading) = loading {
            if model.destroyed {
                self.bury(&object);
            }
            let dependencies = model.dependencies.map(|said| (object.clone(), said));
            loading.dependencies.borrow_mut().extend(dependencies);
        }
        Ok(object)
    }

    /// Makes an object of a model that names its class.
    pub(in crate::runtime) fn make_model(
        &mut self,
        dict: Rc<Dict>,
        owner: Option<Rc<Object>>,
    ) -> Outcome<Rc<Object>> {
        let model = self.model(dict, None)?;
        let Some(class) = model.class.clone() else {
            let fault = Fault::value_error("the model of an object must name its class");
            return Err(
                fault.hint("add `'?': { type: 'namespace.Class' }`, or write `new Class { … }`")
            );
        };
        if self.strict() {
            self.check_keys(&class, &model.properties)?;
        }
        self.make_of(&class, model, owner)
    }

    pub(super) fn check_keys(&self, class: &Rc<Class>, properties: &Dict) -> Outcome<()> {
        for key in properties.keys() {
            let Some(name) = key.as_str() else {
                let found = describe::value(key);
                let message = format!("a key of `{}` must be a name, found {found}", class.name);
                return Err(Fault::new(FaultKind::ContractViolation, codes::UNKNOWN_KEY, message));
            };
            if !class.properties().contains_key(name) && !is_init_argument(class, name) {
                let mut fault = unknown_key(class, name);
                fault.path = vec![PathStep::Member(name.into())];
                fault.whole = true;
                return Err(fault);
            }
        }
        Ok(())
    }

    /// Parses the `?` header, or the inline form whose first type key holds the properties.
    /// Type keys that are strings are looked up as the running code would; where none runs, as
    /// the class whose contract wants the object.
    pub(super) fn model(
        &mut self,
        dict: Rc<Dict>,
        context: Option<Conversion<'_>>,
    ) -> Outcome<ObjectModel> {
        // Three forms, in order of precedence: a `?` header, a class as the key of the
        // properties (`new Class { … }`), and a string key with a colon (`ns:Class`), as YAML
        // writes it. Everything else is properties alone, and the contract says the class.
        if let Some(Value::Dict(header)) = dict.get_str("?") {
            let header = header.clone();
            let class = match header.get_str("type") {
                Some(value) => Some(self.header_class(&value.clone(), &header)?),
                None => None,
            };
            let mut properties = (*dict).clone();
            properties.remove(&Value::str("?"));
            return Ok(ObjectModel::headed(class, &header, Rc::new(properties)));
        }
        let inline = dict.iter().find_map(|(key, value)| match (key, value) {
            (Value::Type(class), Value::Dict(inner)) => Some((class.clone(), inner.clone())),
            (Value::Type(class), Value::Null) => Some((class.clone(), Rc::default())),
            _ => None,
        });
        if let Some((class, properties)) = inline {
            return Ok(ObjectModel::headed(Some(class), &dict, properties));
        }
        for (key, value) in dict.iter() {
            let (Value::Str(key), Some(inner)) = (key, inline_properties(value)) else { continue };
            if key.as_str().contains(':') {
                let wanting = context.and_then(|context| context.place.class());
                let wanting =
                    wanting.map(|class| self.runtime().registry.entry(class).scope.clone());
                let scope = self.scope().or(wanting).unwrap_or_default();
                let class = self.class_in(key.as_str(), &scope)?;
                return Ok(ObjectModel::headed(Some(class), &dict, inner));
            }
        }
        Ok(ObjectModel::bare(dict))
    }

    /// The class that a header names: `type` is `name[/version][@package]`; `classVersion` and
    /// `package` complete it. Full names are looked up in all packages; without a version only
    /// those below 1.0.0 are accepted, except in `.murano`.
    fn header_class(&mut self, value: &Value, header: &Dict) -> Outcome<Rc<Class>> {
        let Value::Str(written) = value else { return self.model_class(value) };
        let text = |key: &str| match header.get_str(key) {
            None | Some(Value::Null) => None,
            Some(value) => Some(crate::runtime::value::notation::display(value)),
        };
        let strict = self.strict();
        let runtime = self.runtime().clone();
        let (written, version, package) = (written.as_str(), text("classVersion"), text("package"));
        let unversioned = if strict { Unversioned::Any } else { Unversioned::BelowOne };
        let found =
            runtime.class_of_type(written, version.as_deref(), package.as_deref(), unversioned)?;
        match found {
            Some(class) => Ok(class),
            None if strict && !written.contains(['/', '@']) => self.class_by_text(written),
            None => Err(runtime.no_package_in(written, package.as_deref())),
        }
    }

    /// The class that is the key of an inline object.
    fn model_class(&mut self, value: &Value) -> Outcome<Rc<Class>> {
        match value {
            Value::Type(class) => Ok(class.clone()),
            Value::Str(text) => self.class_by_text(text.as_str()),
            other => {
                let message = format!("a type is a class or its name, found {}", other.kind());
                Err(Fault::type_error(message))
            }
        }
    }

    /// Looks up a class by name, as the running code would.
    pub fn class_by_text(&mut self, text: &str) -> Outcome<Rc<Class>> {
        let scope = self.scope().unwrap_or_default();
        self.class_in(text, &scope)
    }

    fn class_in(&mut self, text: &str, scope: &Scope) -> Outcome<Rc<Class>> {
        let (prefix, name) = match text.split_once(':') {
            Some((prefix, name)) => (Some(Text::from(prefix)), Text::from(name)),
            None => (None, Text::from(text)),
        };
        let written = TypeName { prefix, name, span: crate::source::Span::NONE };
        let id = self
            .runtime()
            .registry
            .resolve(&written, scope)
            .map_err(|diagnostic| Fault::of_diagnostic(&diagnostic))?;
        self.runtime().class(id)
    }

    pub(super) fn check_owned(
        &mut self,
        value: Value,
        owned: bool,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let wanted = if owned { "must be owned by" } else { "must not be owned by" };
        // Ownership is known only for objects: an id that is not linked yet passes here, and is
        // checked when the conversion is repeated on the complete graph.
        match (&value, context.this) {
            (Value::Null, _) => Ok(value),
            (Value::Str(_), _) if self.is_open() => Ok(value),
            (Value::Object(object), Value::Object(this)) => {
                if object.owners().any(|o| Rc::ptr_eq(&o, this)) == owned {
                    return Ok(value);
                }
                let contract = if owned { "owned" } else { "notOwned" };
                let known = format!("Object {} violates {contract}() contract", object.id());
                Err(violation(
                    &format!("{wanted} this `{}`", this.class.name),
                    known,
                    &value,
                    context,
                    path,
                ))
            }
            (Value::Object(_), _) if !owned => Ok(value),
            _ => {
                let known = format!("Value {} is not an object", compat_message::bare(&value));
                Err(violation(&format!("{wanted} this object"), known, &value, context, path))
            }
        }
    }
}

/// The properties beside an inline type; null stands for none.
fn inline_properties(value: &Value) -> Option<Rc<Dict>> {
    match value {
        Value::Dict(inner) => Some(inner.clone()),
        Value::Null => Some(Rc::default()),
        _ => None,
    }
}

/// The id by which a model's other parts refer to an object.
fn id_of(header: &Dict) -> Option<Rc<str>> {
    header.get_str("id").and_then(Value::as_str).map(Into::into)
}

/// What a header, or the keys beside an inline type, state about an object. Ids are not copied:
/// every new object gets its own.
fn header_of(dict: &Dict) -> Header {
    let text = |name: &str| dict.get_str(name).and_then(Value::as_str).map(Into::into);
    let extra = dict.iter().filter(|(k, _)| k.as_str().is_some_and(|k| k.starts_with('_')));
    Header {
        id: None,
        name: text("name"),
        metadata: dict.get_str("metadata").cloned().unwrap_or_default(),
        extra: extra.map(|(k, v)| (k.clone(), v.clone())).collect(),
        subscriptions: Vec::new(),
    }
}

/// A fault within a nested object, as seen from the value that holds it.
pub(super) fn inside(mut fault: Fault, context: Conversion<'_>, path: &Path<'_>) -> Fault {
    if fault.path.is_empty() {
        return fault;
    }
    let mut steps = vec![PathStep::Member(context.place.name())];
    path.steps(&mut steps);
    steps.append(&mut fault.path);
    fault.path = steps;
    if let Some(words) = fault.diagnostic.compat_message.take() {
        let is_violation = fault.is(FaultKind::ContractViolation);
        let words =
            if is_violation { compat_message::placed(&words, context, path) } else { words.into() };
        fault.diagnostic.compat_message = Some(words.into());
    }
    if !fault.whole {
        fault.owner = context.place.owner();
    }
    fault
}
