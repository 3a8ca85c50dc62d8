//! Building sessions with settings and functions of the embedder.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Session;
use super::model::{ExternalReferences, ModelSession};
use crate::diag::codes;
use crate::runtime::machine::host::Host;
use crate::runtime::machine::vm::Vm;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Origin, Outcome};

/// The error of a host function: any error type, or a text with `.into()`.
pub type HostFunctionError = Box<dyn std::error::Error>;

type HostFunction = Box<dyn Fn(&HostCall<'_>) -> Result<Value, HostFunctionError>>;

/// Settings of a session that is being built, and functions that its programs can call.
///
/// ```
/// use muranopl::{Session, Value};
///
/// let session = Session::builder()
///     .max_steps(10_000)
///     .function("lookup", |call| match call.arg(0).and_then(Value::as_str) {
///         Some(name) => Ok(Value::string(format!("{name}.example.com"))),
///         None => Err("`lookup` needs a name".into()),
///     })
///     .build();
/// let program = session.read("find.murano", "lookup('db')")?;
/// assert_eq!(session.run(&program)?.as_str(), Some("db.example.com"));
///
/// // What the function fails with is an exception that the program can catch.
/// let program = session.read("find.murano", "try { lookup(1) } catch $e { $e.message }")?;
/// session.run(&program)?;
/// # Ok::<(), muranopl::Error>(())
/// ```
#[derive(Default)]
#[must_use = "a session is made by `build`"]
pub struct SessionBuilder {
    options: Option<Options>,
    max_steps: Option<u64>,
    max_depth: Option<usize>,
    functions: IndexMap<String, HostFunction>,
}

/// A call of a host function, with its arguments.
pub struct HostCall<'c> {
    args: &'c [Value],
    named: &'c Dict,
}

impl HostCall<'_> {
    /// The positional argument at an index, counted from 0.
    #[must_use]
    pub fn arg(&self, index: usize) -> Option<&Value> {
        self.args.get(index)
    }

    /// All positional arguments.
    #[must_use]
    pub fn args(&self) -> &[Value] {
        self.args
    }

    /// A named argument.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Value> {
        self.named.get_str(name)
    }
}

impl SessionBuilder {
    /// Sets all settings at once.
    pub fn options(mut self, options: Options) -> Self {
        self.options = Some(options);
        self
    }

    /// Sets the most instructions of a run; unlimited by default.
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = Some(steps);
        self
    }

    /// Sets the most nested calls of a program; 10,000 by default.
    pub fn max_depth(mut self, calls: usize) -> Self {
        self.max_depth = Some(calls);
        self
    }

    /// Adds a function that programs can call by its name. A later function with the same name
    /// replaces it.
    pub fn function(
        mut self,
        name: &str,
        function: impl Fn(&HostCall<'_>) -> Result<Value, HostFunctionError> + 'static,
    ) -> Self {
        self.functions.insert(name.to_owned(), Box::new(function));
        self
    }

    /// Creates the session with everything that was added.
    #[must_use]
    pub fn build(self) -> Session {
        let (options, host) = self.parts(Options::default);
        Session::with_host(options, host)
    }

    /// Makes a session for an object model. Its settings are those of MuranoPL unless [`Self::options`] set others.
    #[must_use]
    pub fn build_model(self) -> ModelSession {
        let (options, host) = self.parts(ModelSession::settings);
        ModelSession::new(options, host, ExternalReferences::default())
    }

    fn parts(self, default: impl FnOnce() -> Options) -> (Options, Option<Rc<dyn Host>>) {
        let mut options = self.options.unwrap_or_else(default);
        options.max_steps = self.max_steps.or(options.max_steps);
        options.max_depth = self.max_depth.unwrap_or(options.max_depth);
        let functions = Functions(self.functions);
        let host = (!functions.0.is_empty()).then(|| Rc::new(functions) as Rc<dyn Host>);
        (options, host)
    }
}

/// The host functions of one session, by name.
struct Functions(IndexMap<String, HostFunction>);

impl Host for Functions {
    fn functions(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn call(&self, _: &mut Vm<'_>, name: &str, args: &[Value], named: &Dict) -> Outcome<Value> {
        let function = self.0.get(name).expect("only functions of this table are declared");
        function(&HostCall { args, named }).map_err(|error| {
            let mut fault = Fault::named("Exception", codes::RAISED, error.to_string());
            fault.origin = Origin::Host;
            fault
        })
    }
}
