//! The embedding interface: programs and models in, values and errors out. The crate root re-exports it.
//!
//! ```
//! use muranopl::Session;
//!
//! let session = Session::new();
//! let program = session.read("greeting.murano", "$name = 'world'\n\"hello, \\($name)\"")?;
//! assert_eq!(session.run(&program)?.as_str(), Some("hello, world"));
//! # Ok::<(), muranopl::Error>(())
//! ```
//!
//! A [`Session`] holds everything programs share: classes, objects, settings. Nothing here prints: diagnostics are data, and
//! [`Session::report`] draws them.

mod analyze;
mod builder;
mod call;
mod convert;
pub(crate) mod data;
mod error;
mod evaluate;
mod files;
mod interactive;
pub(crate) mod live;
pub(crate) mod model;
pub(crate) mod named_engines;
mod objects;
pub(crate) mod packages;
pub(crate) mod requests;
mod resources;
pub(crate) mod simulation;
pub(crate) mod source_kind;
mod syntax_errors;
pub(crate) mod text_file;
mod tracing;
pub(crate) mod wire;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

pub use self::builder::{HostCall, HostFunctionError, SessionBuilder};
pub use self::call::{Access, Call};
pub use self::error::Error;
pub(crate) use self::evaluate::exception_of;
pub use self::evaluate::{Evaluator, Expression, Flavour, YaqlOptions};
pub(crate) use self::files::Files;
pub use self::interactive::{Answer, Interactive};
pub(crate) use self::interactive::{IsOutdated, KEPT_ELEMENTS, LineValue, OutdatedCheck};
pub use self::syntax_errors::syntax_errors;
use crate::compile;
use crate::compile::ir::{Chunk, Const};
use crate::compile::registry::Registry;
use crate::compile::signature::Catalogue;
use crate::compile::unit::{Declared, Unit, Variables};
use crate::corelib;
use crate::diag::levels::WarningLevels;
use crate::diag::{Diagnostic, codes, has_errors};
use crate::hosts::natives::literals;
use crate::runtime::machine::function::Function;
use crate::runtime::machine::host::Host;
use crate::runtime::machine::locate;
use crate::runtime::machine::log::{Category, Level, Record};
use crate::runtime::machine::overload::Overloads;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::task::Waiter;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::{Object, State};
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::literal::literal;
use crate::source::Sources;
use crate::stdlib::{Hosted, Layers, Library};

/// A run of programs: their classes, objects, variables of the environment, settings. Programs of one session see each
/// other's classes. A session stays on its thread.
pub struct Session {
    runtime: Rc<Runtime>,
    /// Directories from which programs may import files, beside their own.
    allowed_imports: RefCell<Vec<PathBuf>>,
    /// The arguments and variables that the last program was given: what its text does not contain.
    inputs: RefCell<Vec<String>>,
}

/// A program that was parsed and compiled without errors.
pub struct Program {
    /// What its files declare.
    pub declared: Declared,
    code: Rc<Chunk>,
    /// The compiler's warnings.
    pub warnings: Vec<Diagnostic>,
}

/// The predefined variables of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptArgs {
    /// `$args`: the command-line arguments after its name.
    pub args: Vec<String>,
    /// `$vars`: named strings, as `--var name=value` sets them.
    pub vars: Vec<(String, String)>,
}

impl ScriptArgs {
    fn args(&self) -> Value {
        Value::list(self.args.iter().map(|word| Value::str(word)).collect())
    }

    fn vars(&self) -> Value {
        Value::dict(self.vars.iter().map(|(k, v)| (Value::str(k), Value::str(v))).collect())
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// Starts building a session with settings and host functions.
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// A session with the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    /// A session with settings of its own.
    #[must_use]
    pub fn with(options: Options) -> Self {
        Self::with_host(options, None)
    }

    /// A session whose programs can call functions of the embedder.
    #[must_use]
    pub fn with_host(options: Options, host: Option<Rc<dyn Host>>) -> Self {
        let library = Library::shared(Layers::of(&options));
        let (catalogue, overloads): (Rc<dyn Catalogue>, Rc<dyn Overloads>) = match &host {
            None => (library.clone(), library),
            Some(host) => {
                let hosted = Rc::new(Hosted::new(library, &host.functions()));
                (hosted.clone(), hosted)
            }
        };
        let registry = Registry::new(Rc::new(Sources::new()), catalogue);
        registry.provide(Rc::new(corelib::CoreLibrary));
        registry.check_natives_with(Rc::new(|class: &str, property: &str, value: &Const| {
            literals::refusal(class, property, &literal(value)).map(str::to_owned)
        }));
        let runtime = Rc::new(Runtime::new(registry, overloads, options));
        corelib::bind_own(&runtime);
        resources::bind(&runtime);
        if let Some(host) = host {
            runtime.registry.expect_foreign_exceptions();
            runtime.set_host(host);
        }
        Self { runtime, allowed_imports: RefCell::default(), inputs: RefCell::default() }
    }

    /// The state that all tasks share; native methods are bound to it.
    #[must_use]
    pub fn runtime(&self) -> &Rc<Runtime> {
        &self.runtime
    }

    /// All sources read so far.
    #[must_use]
    pub fn sources(&self) -> &Rc<Sources> {
        &self.runtime.registry.sources
    }

    /// Lets programs of this session read and import `text` as the file at `path`, without a file on disk.
    pub fn add_virtual_file(&self, path: &std::path::Path, text: &str) {
        self.sources().add_virtual_file(path, text);
    }

    /// Lets programs of this session import files below a directory. Without it they import files below their own directory, the
    /// directories of packages, and virtual files.
    pub fn allow_imports(&self, directory: &std::path::Path) {
        self.allowed_imports.borrow_mut().push(directory.to_owned());
    }

    /// The directories that [`Self::allow_imports`] named.
    fn allowed_imports(&self) -> Vec<PathBuf> {
        self.allowed_imports.borrow().clone()
    }

    /// Makes the session's clock a virtual one: it shows `micros` microseconds since the Unix epoch, in UTC, and advances
    /// only while a program sleeps. WebAssembly, which has no clock of its own, starts with 0.
    pub fn set_time(&self, micros: i128) {
        self.runtime.clock.set(micros);
    }

    /// Parses and compiles a program. Its classes stay declared for later programs of the session.
    ///
    /// # Errors
    ///
    /// Every error in it.
    pub fn read(&self, name: &str, text: &str) -> Result<Program, Error> {
        let mut files = Files::new(self, None);
        let main = files.read_text(name, text);
        self.checked(files, main)
    }

    /// Parses and compiles a file and the files it imports.
    ///
    /// # Errors
    ///
    /// Every error in them, or that a file cannot be read.
    pub fn read_file(&self, path: &std::path::Path) -> Result<Program, Error> {
        let mut files = Files::new(self, path.parent().map(PathBuf::from));
        let main = files.read_file(path);
        self.checked(files, main)
    }

    fn checked(&self, files: Files<'_>, main: Option<usize>) -> Result<Program, Error> {
        let registry = &self.runtime.registry;
        let (main, parsed) = files.declare(main);
        let Some((declared, body)) = main else { return Err(parsed.into()) };
        let script = Unit::Script { declared: &declared, body: &body, variables: Variables::Local };
        let compiled = compile::unit(registry, &script, parsed);
        match compiled.code {
            Some(code) if !has_errors(&compiled.diagnostics) => {
                Ok(Program { declared, code, warnings: compiled.diagnostics })
            }
            _ => Err(compiled.diagnostics.into()),
        }
    }

    /// Runs a program's statements; the value of a last expression is the result.
    ///
    /// # Errors
    ///
    /// The exception that nothing caught.
    pub fn run(&self, program: &Program) -> Result<Value, Error> {
        self.run_with(program, &ScriptArgs::default())
    }

    /// Runs a program with `$args` and `$vars` set.
    ///
    /// # Errors
    ///
    /// The exception that nothing caught.
    pub fn run_with(&self, program: &Program, args: &ScriptArgs) -> Result<Value, Error> {
        self.outcome(program, args).map_err(|fault| self.error(&fault))
    }

    /// Runs a program; an error is returned as a fault, not yet as a report.
    ///
    /// # Errors
    ///
    /// The exception that nothing caught.
    pub fn outcome(&self, program: &Program, args: &ScriptArgs) -> Outcome<Value> {
        let vars = args.vars.iter().map(|(_, value)| value);
        *self.inputs.borrow_mut() = args.args.iter().chain(vars).cloned().collect();
        self.in_task(|vm| {
            let class = vm.runtime().class(program.declared.class)?;
            let script = Rc::new(Object::new(class, None));
            script.set_state(State::Alive);
            vm.runtime().set_script(script.clone());
            let function = Function::link(vm.runtime(), &program.code)?;
            let registers = [Value::Object(script), args.args(), args.vars()];
            let value = vm.run_code(&function, &registers)?;
            vm.freeze(value)
        })
    }

    /// Calls a function with the virtual machine of the main task.
    pub fn in_task<T>(&self, run: impl FnOnce(&mut Vm<'_>) -> Outcome<T>) -> Outcome<T> {
        let mut vm = Vm::new(self.runtime.clone(), Waiter::MAIN);
        let outcome = run(&mut vm);
        self.note_deprecated();
        outcome
    }

    /// Logs deprecated names in packages, whose classes are read when first needed.
    fn note_deprecated(&self) {
        for found in self.runtime.registry.take_of(codes::DEPRECATED) {
            self.runtime.log(&Record {
                level: Level::Warning,
                logger: "murano.deprecation".into(),
                message: found.message,
                category: Some(Category::Deprecation),
            });
        }
    }

    /// Sets the levels of the warnings of programs.
    pub(crate) fn set_warning_levels(&self, levels: WarningLevels) {
        self.runtime.registry.set_levels(levels);
    }

    /// A diagnostic at its level; `None` if it is allowed.
    pub(crate) fn at_level(&self, found: Diagnostic) -> Option<Diagnostic> {
        self.runtime.registry.at_level(found)
    }

    /// The report of a fault.
    #[must_use]
    pub fn explain(&self, fault: &Fault) -> Diagnostic {
        let inputs = self.inputs.borrow();
        let found = locate::diagnostic(fault, self.sources(), &inputs);
        self.runtime.secrets.mask_diagnostic(found)
    }
}
