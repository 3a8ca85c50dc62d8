//! A session: the state that all tasks of a program share.
//!
//! It owns the linked classes, the library, native methods, the object store, settings, and the
//! connections of a program to the outside: output, limits, calls that take time.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::compile::ir::{self, ClassId};
use crate::compile::package::{PackageId, VersionSpec, is_built_in};
use crate::compile::registry::{self, Registry};
use crate::compile::scope::Scope;
use crate::compile::unit;
use crate::diag::FaultKind;
use crate::diag::mask::SecretValues;
use crate::runtime::machine::clock::ProgramClock;
use crate::runtime::machine::function::Function;
use crate::runtime::machine::host::Host;
use crate::runtime::machine::io::Io;
use crate::runtime::machine::limits::Limits;
use crate::runtime::machine::lock::Locks;
use crate::runtime::machine::log::{Record, Sink};
use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::overload::Overloads;
use crate::runtime::machine::trace::Trace;
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Maker};
use crate::runtime::object::method::Method;
use crate::runtime::object::store::Store;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::source::Span;
use crate::syntax::{Expr, MethodUsage, Text};

/// The versions of a class that a type without a version accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unversioned {
    Any,
    BelowOne,
}

/// The receiver of a program's `print`.
pub(crate) type Output = Box<dyn FnMut(&str)>;

/// The configured value of a property.
struct Configured {
    /// The version of the class that it applies to; `None` for all.
    version: Option<Text>,
    value: Value,
}

/// The state of a session that its tasks share: classes, objects, limits, and the services of
/// the embedding program.
pub struct Runtime {
    /// All classes and sources.
    pub registry: Registry,
    library: Rc<dyn Overloads>,
    /// Settings.
    pub options: Options,
    /// All objects.
    pub store: Store,
    /// The budget and the interrupt flag.
    pub limits: Limits,
    /// Methods that are running in parallel branches.
    pub locks: Rc<Locks>,
    /// Values that no output shows.
    pub(crate) secrets: SecretValues,
    /// Pending calls that take time.
    pub(crate) io: Io,
    /// The clock that programs see.
    pub clock: ProgramClock,
    /// The trace of the run.
    pub trace: Trace,
    classes: RefCell<FxHashMap<ClassId, Rc<Class>>>,
    /// Linked code of methods and declarations, which refer to it weakly.
    functions: RefCell<Vec<Rc<Function>>>,
    natives: RefCell<FxHashMap<(Text, Text), NativeMethod>>,
    extensions: RefCell<FxHashMap<ClassId, Rc<[Rc<Method>]>>>,
    configured: RefCell<FxHashMap<(Text, Text), Vec<Configured>>>,
    settings: RefCell<FxHashMap<String, Value>>,
    /// Metadata objects created so far, by the address of their attachment.
    pub(crate) metas: RefCell<FxHashMap<usize, Rc<Object>>>,
    /// Parsed conditions that failed, by their spans: a program may catch thousands of failures of one condition.
    pub(super) conditions: RefCell<FxHashMap<Span, Rc<Expr>>>,
    /// Mocked methods, while tests run.
    mocks: RefCell<Option<Vec<(ClassId, Text)>>>,
    script: RefCell<Option<Rc<Object>>>,
    environment: RefCell<Option<Rc<Object>>>,
    environment_name: RefCell<Text>,
    output: RefCell<Output>,
    host: RefCell<Option<Rc<dyn Host>>>,
    log: RefCell<Option<Sink>>,
}

impl Runtime {
    /// A session without a program yet.
    #[must_use]
    pub fn new(registry: Registry, library: Rc<dyn Overloads>, options: Options) -> Self {
        // Everything but the library and the settings starts empty: classes are linked when
        // first used, and the embedder connects output, log and host functions afterwards.
        let limits = Limits::new(options.max_steps);
        Self {
            registry,
            library,
            options,
            store: Store::default(),
            limits,
            locks: Rc::default(),
            secrets: SecretValues::default(),
            io: Io::default(),
            clock: ProgramClock::default(),
            trace: Trace::default(),
            classes: RefCell::default(),
            functions: RefCell::default(),
            natives: RefCell::default(),
            extensions: RefCell::default(),
            configured: RefCell::default(),
            settings: RefCell::default(),
            metas: RefCell::default(),
            conditions: RefCell::default(),
            mocks: RefCell::default(),
            script: RefCell::default(),
            environment: RefCell::default(),
            environment_name: RefCell::new("script".into()),
            output: RefCell::new(Box::new(|_| {})),
            host: RefCell::default(),
            log: RefCell::default(),
        }
    }

    /// Keeps linked code until the session ends.
    pub(super) fn own(&self, function: Rc<Function>) {
        self.functions.borrow_mut().push(function);
    }

    /// The library's functions as code in a scope sees them.
    #[must_use]
    pub fn overloads(&self, scope: &Scope) -> Rc<dyn Overloads> {
        if scope.legacy { self.library.over_legacy() } else { self.library.clone() }
    }

    /// A class, linked when first used.
    pub fn class(&self, id: ClassId) -> Outcome<Rc<Class>> {
        if let Some(class) = self.classes.borrow().get(&id) {
            return Ok(class.clone());
        }
        let ir = unit::class(&self.registry, id);
        if let Some(found) = self.registry.failure(id) {
            return Err(Fault::of_diagnostic(&found));
        }
        let parents: Outcome<Vec<Rc<Class>>> = ir.parents.iter().map(|p| self.class(*p)).collect();
        // A class of a package replaces a built-in one of the same name completely. Only the
        // package that contains native code has native methods where code is missing.
        let package = ir.scope.package.filter(|package| *package != PackageId::CORE);
        let (built_in, stands) = (package.is_none(), package.is_some_and(|p| self.has_natives(p)));
        let make = |class: &ir::Class, method: &Rc<ir::Method>| {
            let may = built_in || (stands && method.code.is_none());
            let native = may.then(|| self.native(&class.name, &method.name)).flatten();
            let native = native.map(|native| Box::new(native) as Box<dyn Any>);
            Rc::new(Method::new(class, method, native))
        };
        let class =
            Rc::new(Class::new(ir, parents?, &Maker { method: &make, ids: &self.store.ids }));
        self.classes.borrow_mut().insert(id, class.clone());
        Ok(class)
    }

    /// The class with a full name.
    pub fn class_named(&self, name: &str) -> Outcome<Rc<Class>> {
        let id = self.registry.find(name);
        let id = id.ok_or_else(|| self.no_class(name))?;
        self.class(id)
    }

    /// The class of a type as models write it: `name`, `name/version`, `name@package`,
    /// `name/version@package`; other header keys may complete it. Without a version any is
    /// accepted, or only those below 1.0.0.
    pub fn class_of_type(
        &self,
        text: &str,
        version: Option<&str>,
        package: Option<&str>,
        unversioned: Unversioned,
    ) -> Outcome<Option<Rc<Class>>> {
        // What the text says of package and version counts before the other keys of the header.
        let (rest, written) = match text.split_once('@') {
            Some((rest, package)) => (rest, Some(package)),
            None => (text, package),
        };
        let (name, version) = match rest.split_once('/') {
            Some((name, version)) => (name, Some(version)),
            None => (rest, version),
        };
        let spec = match version {
            Some(version) => {
                version.parse::<VersionSpec>().map_err(|bad| Fault::value_error(bad.to_string()))?
            }
            None => match unversioned {
                Unversioned::Any => VersionSpec::any(),
                Unversioned::BelowOne => VersionSpec::default(),
            },
        };
        let id = self.registry.find_version(name, &spec, written.filter(|p| !p.is_empty()));
        id.map(|id| self.class(id)).transpose()
    }

    /// The fault of a model's type whose class no package, or not the named package, contains.
    #[must_use]
    pub fn no_package_in(&self, written: &str, package: Option<&str>) -> Fault {
        let named = written.split_once('@').map(|(_, package)| package).or(package);
        let Some(name) = named.filter(|name| !name.is_empty()) else {
            return self.no_package(written);
        };
        if is_built_in(name) || !self.registry.packages.versions(name).is_empty() {
            return self.no_package(written);
        }
        let message = format!("there is no package `{name}` for the class `{written}`");
        Fault::new(FaultKind::NoPackage, crate::diag::codes::UNKNOWN_CLASS, message)
            .compat_message(format!("Package \"{name}\" is not found"))
    }

    /// The fault of a model's type whose class no package contains.
    #[must_use]
    pub fn no_package(&self, written: &str) -> Fault {
        let name = written.split(['/', '@']).next().unwrap_or(written);
        if let Some(found) = self.registry.broken_anywhere(name) {
            return Fault::of_diagnostic(&found);
        }
        let message = format!("no package has a class `{written}`");
        let mut fault = Fault::no_package_for_class(message)
            .compat_message(format!("Package for class \"{name}\" is not found"));
        let versions: Vec<String> = self
            .registry
            .packages
            .all()
            .iter()
            .filter(|p| p.manifest.classes.contains_key(name))
            .map(|p| p.to_string())
            .collect();
        if !versions.is_empty() {
            let hint = format!("there is {}: give its version as `{name}/1`", versions.join(", "));
            fault = fault.hint(hint);
        }
        self.registry.packages.unusable_hints().into_iter().fold(fault, Fault::hint)
    }

    /// The fault of a missing class: the error in the file that should declare it, if there is
    /// one.
    #[must_use]
    pub fn no_class(&self, name: &str) -> Fault {
        match self.registry.broken_anywhere(name) {
            Some(found) => Fault::of_diagnostic(&found),
            None => Fault::no_class(format!("there is no class `{name}`")),
        }
    }

    /// A property that two base classes each declare, with the classes.
    pub(crate) fn ambiguous_property(&self, class: &Rc<Class>) -> Option<(Text, Vec<Text>)> {
        class.ambiguous_property()
    }

    /// Binds native code to a method that a core class declares without a body. Must be called
    /// before the class is first used.
    pub fn bind(&self, class: &str, method: &str, native: NativeMethod) {
        self.natives.borrow_mut().insert((class.into(), method.into()), native);
    }

    fn has_natives(&self, package: PackageId) -> bool {
        self.registry.packages.get(package).is_some_and(|package| registry::has_natives(&package))
    }

    fn native(&self, class: &Text, method: &Text) -> Option<NativeMethod> {
        self.natives.borrow().get(&(class.clone(), method.clone())).cloned()
    }

    /// The extension methods that a class's code sees: its own, those of its file, and those of
    /// its imports.
    pub fn extensions(&self, class: ClassId) -> Outcome<Rc<[Rc<Method>]>> {
        if let Some(found) = self.extensions.borrow().get(&class) {
            return Ok(found.clone());
        }
        let mut ids = self.registry.lineage(class);
        ids.extend(unit::class(&self.registry, class).imports.iter().copied());
        ids.extend(self.registry.companions(class));
        let mut methods: Vec<Rc<Method>> = Vec::new();
        for id in ids {
            let has = |id| {
                let entry = self.registry.entry(id);
                entry.tree.methods.iter().any(|m| m.usage == MethodUsage::Extension)
            };
            if has(id) {
                let class = self.class(id)?;
                let extensions =
                    class.methods().values().filter(|m| m.usage == MethodUsage::Extension);
                methods.extend(extensions.cloned());
            }
        }
        let methods: Rc<[Rc<Method>]> = methods.into();
        self.extensions.borrow_mut().insert(class, methods.clone());
        Ok(methods)
    }

    /// Configures the value of a property in one version of a class, or in all.
    pub fn configure(&self, class: &str, version: Option<&str>, property: &str, value: Value) {
        let mut configured = self.configured.borrow_mut();
        let values = configured.entry((class.into(), property.into())).or_default();
        values.retain(|known| known.version.as_deref() != version);
        values.push(Configured { version: version.map(Text::from), value });
    }

    /// The configured value of a property; one for the exact version of the class comes first.
    pub fn configured(&self, class: ClassId, property: &Text) -> Option<Value> {
        let configured = self.configured.borrow();
        if configured.is_empty() {
            return None;
        }
        let name = self.registry.entry(class).name.clone();
        let values = configured.get(&(name, property.clone()))?;
        let version = self.registry.version_of(class);
        let of = |wanted: Option<&Text>| values.iter().find(|v| v.version.as_ref() == wanted);
        of(Some(&version)).or_else(|| of(None)).map(|found| found.value.clone())
    }

    /// Sets a setting of the interpreter, `group.name`.
    pub fn set_setting(&self, name: &str, value: Value) {
        self.settings.borrow_mut().insert(name.to_owned(), value);
    }

    /// The value of a setting.
    pub fn setting(&self, name: &str) -> Option<Value> {
        self.settings.borrow().get(name).cloned()
    }

    /// Sets `$this` of the script.
    pub fn set_script(&self, object: Rc<Object>) {
        *self.script.borrow_mut() = Some(object);
    }

    /// Whether it is `$this` of the script.
    pub fn is_script(&self, object: &Rc<Object>) -> bool {
        self.script.borrow().as_ref().is_some_and(|s| Rc::ptr_eq(s, object))
    }

    /// The environment that owns the objects of a script, once it exists.
    pub fn environment(&self) -> Option<Rc<Object>> {
        self.environment.borrow().clone()
    }

    pub(crate) fn set_environment(&self, object: Rc<Object>) {
        if let Some(script) = &*self.script.borrow() {
            script.set_owner(Some(object.clone()));
        }
        *self.environment.borrow_mut() = Some(object);
    }

    /// The name of the script's environment.
    pub fn environment_name(&self) -> Text {
        self.environment_name.borrow().clone()
    }

    /// Names the script's environment. Must be called before it is first used.
    pub fn name_environment(&self, name: &str) {
        *self.environment_name.borrow_mut() = name.into();
    }

    /// Starts a session of tests: methods can be mocked.
    pub fn begin_testing(&self) {
        self.mocks.borrow_mut().get_or_insert_default();
    }

    /// Whether this session runs tests.
    pub fn is_testing(&self) -> bool {
        self.mocks.borrow().is_some()
    }

    /// Records a mock; `false` if the method is mocked already.
    pub(crate) fn note_mock(&self, class: ClassId, method: &str) -> bool {
        let mut mocks = self.mocks.borrow_mut();
        let mocks = mocks.get_or_insert_default();
        let known = mocks.iter().any(|(c, m)| *c == class && **m == *method);
        mocks.push((class, method.into()));
        !known
    }

    /// The embedder's functions, if it has any.
    pub fn host(&self) -> Option<Rc<dyn Host>> {
        self.host.borrow().clone()
    }

    /// Sets the embedder's functions.
    pub fn set_host(&self, host: Rc<dyn Host>) {
        *self.host.borrow_mut() = Some(host);
    }

    /// Whether the object belongs to no model: the script, its environment, metadata.
    pub fn is_apart(&self, object: &Rc<Object>) -> bool {
        let same = |other: &Rc<Object>| Rc::ptr_eq(other, object);
        self.is_script(object)
            || self.environment().is_some_and(|e| same(&e))
            || self.metas.borrow().values().any(same)
    }

    /// Sets the receiver of the log.
    pub fn set_log(&self, sink: Sink) {
        *self.log.borrow_mut() = Some(sink);
    }

    /// Adds a record to the log.
    pub fn log(&self, record: &Record) {
        if let Ok(mut sink) = self.log.try_borrow_mut()
            && let Some(sink) = &mut *sink
        {
            sink(record);
        }
    }

    /// Sets the receiver of the program's output.
    pub fn set_output(&self, output: Output) {
        *self.output.borrow_mut() = output;
    }

    /// Writes to the program's output.
    pub fn write(&self, text: &str) {
        if let Ok(mut output) = self.output.try_borrow_mut() {
            output(text);
        }
    }
}

impl Drop for Runtime {
    /// Frees cycles: objects and their owners, static properties and their classes, code and
    /// its caches. Objects that the embedder still holds keep what they reach. No code of the
    /// program runs.
    fn drop(&mut self) {
        self.script.take();
        self.environment.take();
        self.metas.take();
        self.settings.take();
        self.configured.take();
        self.natives.take();
        self.host.take();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "the order in which values are freed shows nowhere"
        )]
        for class in self.classes.borrow().values() {
            class.clear_statics();
        }
        self.functions.take();
        self.store.close();
    }
}
