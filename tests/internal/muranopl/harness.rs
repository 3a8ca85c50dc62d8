//! Packages from texts, objects of their classes, calls of their methods.
//!
//! ```ignore
//! // One package `test`, with its classes in YAML; `=` is the namespace `test`, `std` is `io.murano`.
//! let bench = Bench::of("
//! Name: Main
//! Methods:
//!   run:
//!     Body:
//!       - Return: $.twice(21)
//!   twice:
//!     Arguments: [{n: {Contract: $.int()}}]
//!     Body: {Return: ($n * 2)}
//! ");
//! assert_eq!(bench.run("run"), json!(42));                    // new Main, call `run`, the value as JSON
//! assert_eq!(bench.fault("nosuch").names, ["yaql.language.exceptions.NoMethodRegisteredException"]);
//! let main = bench.object("Main", json!({"size": 3}));        // an object with properties
//! assert_eq!(bench.call(&main, "run", &[json!(1)]).unwrap(), json!(42));
//!
//! // Several packages, versions, formats:
//! let bench = Bench::new()
//!     .add(Pack::new("lib").version("1.2").classes("Namespaces: {=: lib}\n---\nName: A"))
//!     .add(Pack::new("test").require("lib", "1").format("1.3").classes("Name: Main\nExtends: lib.A"));
//! ```

use std::rc::Rc;

use crate::corelib::{self, AttributeStore};
use crate::diag::Diagnostic;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::session::Session;
use crate::session::data::{self, Layout, Notation};
pub(super) use serde_json::{Value as Json, json};

pub(super) use crate::tests::pack::Pack;

/// An exception that nothing caught.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failed {
    /// The names it is caught under.
    pub names: Vec<String>,
    /// Its message.
    pub message: String,
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        let names = fault.names.iter().map(|n| n.to_string()).collect();
        Self { names, message: fault.text() }
    }
}

/// A session with packages.
pub(super) struct Bench {
    folder: tempfile::TempDir,
    /// The session.
    pub session: Session,
    /// The problems of the packages.
    pub problems: Vec<Diagnostic>,
    count: usize,
}

impl Bench {
    /// No packages yet.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let session = Session::new();
        corelib::bind(session.runtime(), &AttributeStore::default(), Rc::new(|_| {}));
        Self { folder, session, problems: vec![], count: 0 }
    }

    /// The package `test` with these classes.
    pub(super) fn of(documents: &str) -> Self {
        Self::new().add(Pack::new("test").classes(documents))
    }

    /// With one more package.
    pub(super) fn add(mut self, pack: Pack) -> Self {
        self.count += 1;
        let root = pack.write(self.folder.path(), &format!("p{:03}", self.count));
        self.problems.extend(self.session.packages().add(&root).problems);
        self
    }

    /// A class's full name: that of `Main` is `test.Main`.
    fn full(class: &str) -> String {
        if class.contains('.') { class.into() } else { format!("test.{class}") }
    }

    /// Makes an object of a class, `Main` meaning `test.Main`.
    pub(super) fn try_object(&self, class: &str, properties: Json) -> Result<Value, Failed> {
        let value = data::from_json(&properties, Notation::Plain).expect("plain JSON");
        let properties = match &value {
            Value::Dict(dict) => (**dict).clone(),
            _ => Default::default(),
        };
        Ok(self.session.new_object(&Self::full(class), properties)?)
    }

    /// The same; fails the test on an exception.
    pub(super) fn object(&self, class: &str, properties: Json) -> Value {
        self.try_object(class, properties).unwrap_or_else(|failed| panic!("{failed:?}"))
    }

    /// Calls a method of an object with arguments by position.
    pub(super) fn call(&self, object: &Value, method: &str, args: &[Json]) -> Result<Json, Failed> {
        let value = self.call_value(object, method, args)?;
        self.json(&value)
    }

    /// The same; returns the value unconverted.
    pub(super) fn call_value(
        &self,
        object: &Value,
        method: &str,
        args: &[Json],
    ) -> Result<Value, Failed> {
        let of = |arg: &Json| data::from_json(arg, Notation::Plain).expect("plain JSON");
        let args: Vec<Value> = args.iter().map(of).collect();
        Ok(self.session.call_on(object, method).args(args).outcome()?)
    }

    /// A value as JSON.
    pub(super) fn json(&self, value: &Value) -> Result<Json, Failed> {
        let text: Outcome<String> = data::json_text(value, Notation::Exact, Layout::Compact);
        Ok(serde_json::from_str(&text?).expect("it was written as JSON"))
    }

    /// Creates a `Main` without properties and calls a method of it.
    pub(super) fn try_run(&self, method: &str) -> Result<Json, Failed> {
        let main = self.try_object("Main", json!({}))?;
        self.call(&main, method, &[])
    }

    /// The same; fails the test on an exception.
    pub(super) fn run(&self, method: &str) -> Json {
        self.try_run(method).unwrap_or_else(|failed| panic!("{failed:?}"))
    }

    /// The same; fails the test unless there is an exception.
    pub(super) fn fault(&self, method: &str) -> Failed {
        match self.try_run(method) {
            Ok(value) => panic!("it gave {value}"),
            Err(failed) => failed,
        }
    }

    /// All problems of the packages: of their manifests and all their classes.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let packages = self.session.packages();
        let of = |package| packages.check(package);
        let found = packages.all();
        let found = found.iter().flat_map(of);
        self.problems.iter().cloned().chain(found).collect()
    }
}

/// Runs the body of one method in the class `Main` of the package `test`: the value it returns,
/// or its exception.
pub(super) fn body(statements: &str) -> Result<Json, Failed> {
    let indented: String = statements.lines().map(|l| format!("      {l}\n")).collect();
    Bench::of(&format!("Name: Main\nMethods:\n  run:\n    Body:\n{indented}")).try_run("run")
}
