//! The error of the embedding interface: what is wrong with a program, or the exception that ended it.

use super::Session;
use crate::diag::report::{self, Look};
use crate::diag::{Diagnostic, codes};
use crate::runtime::value::fault::Fault;
use crate::source::Span;

/// Why a program, a call or a model failed. It is plain data: it outlives its session and may cross threads.
///
/// ```
/// use muranopl::{Error, Session, Value};
///
/// fn run(text: &str) -> Result<Value, Error> {
///     let session = Session::new();
///     let program = session.read("sum.murano", text)?;
///     session.run(&program)
/// }
///
/// let error = run("throw Unreachable 'no answer'").unwrap_err();
/// assert_eq!(error.exception(), Some("Unreachable"));
/// assert_eq!(error.to_string(), "Unreachable: no answer");
///
/// let error = run("$x = 1 +").unwrap_err();
/// assert_eq!((error.exception(), error.diagnostics().len()), (None, 1));
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    diagnostics: Vec<Diagnostic>,
    exception_names: Vec<String>,
}

impl Error {
    /// The errors and warnings; of an exception, one error with its stack trace.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The same, without a copy.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The name of the exception that nothing caught, without its namespace; `None` if the program was never run.
    #[must_use]
    pub fn exception(&self) -> Option<&str> {
        let name = self.exception_names.first()?;
        Some(name.rsplit('.').next().unwrap_or(name))
    }

    /// Returns whether `catch` with this full name would have caught the exception.
    #[must_use]
    pub fn is(&self, exception: &str) -> bool {
        self.exception_names.iter().any(|name| name == exception)
    }

    /// An error without a position: data or arguments from outside that are not valid.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        vec![Diagnostic::error(codes::BAD_DATA, Span::NONE, message)].into()
    }
}

impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, exception_names: Vec::new() }
    }
}

impl std::fmt::Display for Error {
    /// The message of each error, a line each.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let errors: Vec<&str> = self
            .diagnostics
            .iter()
            .filter(|found| found.is_error())
            .map(|found| &*found.message)
            .collect();
        f.write_str(&errors.join("\n"))
    }
}

impl std::error::Error for Error {}

impl Session {
    /// The error of a fault that nothing caught.
    pub(crate) fn error(&self, fault: &Fault) -> Error {
        let exception_names = fault.names.iter().map(|name| name.to_string()).collect();
        Error { diagnostics: vec![self.explain(fault)], exception_names }
    }

    /// An error as a report for people: each diagnostic with the lines of source it points to, without colours.
    #[must_use]
    pub fn report(&self, error: &Error) -> String {
        let look = Look { width: REPORT_WIDTH, ..Look::default() };
        let reports = error.diagnostics.iter();
        let reports: Vec<String> =
            reports.map(|found| report::render(found, self.sources(), look)).collect();
        reports.join("\n")
    }
}

/// Columns of a report where no terminal says how many it has.
const REPORT_WIDTH: usize = 100;
