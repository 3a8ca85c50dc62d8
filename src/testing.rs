//! Unit tests of programs: classes that extend `io.murano.test.TestFixture`.
//! See docs/language/library.md#unit-tests.
//!
//! Each method whose name begins with `test` is a test. It gets a session and an object of its own: `setUp`, the test,
//! `tearDown`. What a session needs of the outside is the caller's business. Nothing is printed here.

use crate::compile::ir::ClassId;
use crate::compile::registry::Registry;
use crate::diag::Diagnostic;
use crate::runtime::machine::vm::InitialValues;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::session::Session;
use crate::syntax::Text;

/// The class that tests extend.
const FIXTURE: &str = "io.murano.test.TestFixture";

/// A session with the classes that may hold tests.
pub struct Loaded {
    /// The session.
    pub session: Session,
    /// The classes.
    pub classes: Vec<ClassId>,
}

/// Where tests come from; read anew for each of them.
pub trait Origin {
    /// What people call it: a file, a package.
    fn title(&self) -> String;

    /// A fresh session with everything read.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with the session that knows the sources.
    fn load(&self) -> Result<Loaded, (Session, Vec<Diagnostic>)>;
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its class's full name.
    pub class: Text,
    /// Its method.
    pub method: Text,
}

impl std::fmt::Display for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.class, self.method)
    }
}

impl Test {
    /// Is it meant by a filter: a part of `class.method`?
    #[must_use]
    pub fn is_meant(&self, filter: &str) -> bool {
        self.to_string().contains(filter)
    }
}

/// The tests among some classes, in order.
#[must_use]
pub fn tests(loaded: &Loaded) -> Vec<Test> {
    let registry = &loaded.session.runtime().registry;
    let of = |id: &ClassId| {
        let entry = registry.entry(*id);
        let methods = entry.tree.methods.iter().map(|m| m.name.text.clone());
        let class = entry.name.clone();
        let test = move |method| Test { class: class.clone(), method };
        methods.filter(|name| is_test(name)).map(test).collect::<Vec<_>>()
    };
    loaded.classes.iter().filter(|id| is_fixture(registry, **id)).flat_map(of).collect()
}

fn is_fixture(registry: &Registry, id: ClassId) -> bool {
    let lineage = registry.lineage(id);
    lineage.iter().skip(1).any(|ancestor| &*registry.entry(*ancestor).name == FIXTURE)
}

/// `test`, `testDeploy`, `test_deploy`; not `testing`.
fn is_test(name: &str) -> bool {
    name.strip_prefix("test").is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
}

/// Why a test does not hold.
pub struct Failure {
    /// What it raised.
    pub fault: Fault,
    /// The same, to be shown.
    pub diagnostic: Diagnostic,
}

/// Runs one test in a session of its own.
///
/// # Errors
///
/// Why it does not hold.
pub fn run(loaded: &Loaded, test: &Test) -> Result<(), Box<Failure>> {
    loaded.session.runtime().begin_testing();
    let outcome: Outcome<()> = loaded.session.in_task(|vm| {
        let registry = &vm.runtime().registry;
        let named = |id: &&ClassId| registry.entry(**id).name == test.class;
        let id = loaded.classes.iter().find(named).copied();
        let class = match id {
            Some(id) => vm.runtime().class(id)?,
            None => vm.runtime().class_named(&test.class)?,
        };
        let object = Value::Object(vm.make(&class, InitialValues::Nothing, None)?);
        for method in ["setUp", &test.method, "tearDown"] {
            vm.call_method(&object, method, Vec::new(), Vec::new())?;
        }
        Ok(())
    });
    outcome.map_err(|fault| {
        let diagnostic = loaded.session.explain(&fault);
        Box::new(Failure { fault, diagnostic })
    })
}
