//! Unit tests of programs: classes that extend `io.murano.test.TestFixture`.
//! See docs/language/library.md#unit-tests.
//!
//! Each method whose name begins with `test` is a test. It gets a session and an object of its own: `setUp`, the test,
//! `tearDown`. The caller provides each session with its
//! connection to the outside. Nothing is printed here.

use crate::compile::ir::ClassId;
use crate::diag::Diagnostic;
use crate::ide::lenses::{is_fixture, is_test};
use crate::runtime::machine::vm::InitialValues;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::notation::notation;
use crate::session::Session;
use crate::syntax::Text;

/// A session with the classes that may contain tests.
pub(crate) struct LoadedTests {
    /// A session of its own for each test.
    pub session: Session,
    /// The classes of the file or package.
    pub classes: Vec<ClassId>,
}

/// A file or package with tests, which is loaded anew for each test.
pub(crate) trait TestSource {
    /// The path that reports show.
    fn title(&self) -> String;

    /// Loads it into a new session.
    ///
    /// # Errors
    ///
    /// The errors in it, with the session whose sources they refer to.
    fn load(&self) -> Result<LoadedTests, (Session, Vec<Diagnostic>)>;
}

/// A test: a method of a test class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestCase {
    /// The full name of its class.
    pub class: Text,
    /// The name of its method.
    pub method: Text,
}

impl std::fmt::Display for TestCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.class, self.method)
    }
}

impl TestCase {
    /// Returns whether a filter selects it: the filter is part of `class.method`.
    #[must_use]
    pub(crate) fn matches_filter(&self, filter: &str) -> bool {
        self.to_string().contains(filter)
    }
}

/// The tests in the loaded classes, in order of declaration.
#[must_use]
pub(crate) fn tests(loaded: &LoadedTests) -> Vec<TestCase> {
    let registry = &loaded.session.runtime().registry;
    let of = |id: &ClassId| {
        let entry = registry.entry(*id);
        let methods = entry.tree.methods.iter().map(|m| m.name.text.clone());
        let class = entry.name.clone();
        let test = move |method| TestCase { class: class.clone(), method };
        methods.filter(|name| is_test(name)).map(test).collect::<Vec<_>>()
    };
    loaded.classes.iter().filter(|id| is_fixture(registry, **id)).flat_map(of).collect()
}

/// Why a test failed.
pub(crate) struct TestFailure {
    /// The exception.
    pub fault: Fault,
    /// Its report.
    pub diagnostic: Diagnostic,
}

/// The two values of a failed comparison, as programs write them.
pub(crate) struct ComparedValues {
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl TestFailure {
    /// The values that the assertion compared, if it compared any.
    #[must_use]
    pub(crate) fn compared(&self) -> Option<ComparedValues> {
        let Value::Dict(both) = &self.fault.extra else { return None };
        let side = |key: &str| both.get_str(key).map(notation);
        Some(ComparedValues { expected: side("expected")?, found: side("observed")? })
    }
}

/// Runs one test in a session of its own.
///
/// # Errors
///
/// Why it failed.
pub(crate) fn run(loaded: &LoadedTests, test: &TestCase) -> Result<(), Box<TestFailure>> {
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
        Box::new(TestFailure { fault, diagnostic })
    })
}
