//! Diagnostics: what went wrong, where, why, and what to do, as plain data.
//!
//! Nothing here prints: [`report`] renders a diagnostic when a front end shows it. Diagnostics
//! do not know which layer raised them.

pub(crate) mod codes;
pub(crate) mod escape;
pub(crate) mod fault_kind;
pub(crate) mod json_problem;
pub(crate) mod levels;
pub(crate) mod mask;
pub(crate) mod report;
pub(crate) mod suggest;
mod suggestion;

pub(crate) use self::fault_kind::FaultKind;
pub use self::suggestion::{Applicability, Suggestion};
use crate::source::Span;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// An error: the program cannot continue.
    Error,
    /// A warning: it can continue, but should be changed.
    Warning,
}

/// A stable code such as `E0207`; `murano explain` describes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(pub &'static str);

impl Code {
    /// Whether it is the code of a warning.
    #[must_use]
    pub fn is_warning(self) -> bool {
        self.0.starts_with('W')
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A further span, with a text about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The span.
    pub span: Span,
    /// The text: "declared here".
    pub text: String,
}

/// One call of the guest's stack.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceFrame {
    /// The method that was running.
    pub method: String,
    /// Its class; empty at the top level of a script.
    pub class: String,
    /// The instruction that was running.
    pub span: Span,
    /// It is a branch of `parallel` whose surrounding method is not known yet.
    pub branch: bool,
}

/// An error or warning about a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// One line, lower case, no full stop, code in backticks: "expected X, found Y".
    pub message: String,
    /// The primary span.
    pub span: Span,
    /// The text at the primary span; empty for none.
    pub here: String,
    /// Further spans.
    pub labels: Vec<Label>,
    /// What else is to know: in whose `deploy` it happened.
    pub notes: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The same as edits, where they are known.
    pub suggestions: Vec<Suggestion>,
    /// The guest's calls, outermost first.
    pub trace: Vec<TraceFrame>,
    /// The exception that it becomes when it makes a class of a package unusable at run time;
    /// `None`: decided by its code.
    pub kind: Option<FaultKind>,
    /// The message in the words of the reference implementation, which MuranoPL programs may
    /// compare; `None`: the same message.
    pub compat_message: Option<Box<str>>,
    /// At run time it affects only the code that needs it, not the whole class that contains
    /// it.
    pub late: bool,
    /// The text ended too early: more input may complete it, which the REPL asks for.
    pub incomplete: bool,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            span,
            here: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            suggestions: Vec::new(),
            trace: Vec::new(),
            kind: None,
            compat_message: None,
            late: false,
            incomplete: false,
        }
    }

    /// A warning.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Adds a text at the primary span.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.here = text.into();
        self
    }

    /// Adds a label at another span.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        if !span.is_none() {
            self.labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// With a remedy, if there is one.
    #[must_use]
    pub fn hint_if(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.hint(text),
            None => self,
        }
    }

    /// Sets the exception that it becomes at run time, by its name.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        let kind = FaultKind::of_name(name);
        debug_assert_ne!(kind, FaultKind::Custom, "add `{name}` to the kinds");
        self.kind = Some(kind);
        self
    }

    /// Makes it affect only the code that needs it at run time.
    #[must_use]
    pub fn late(mut self) -> Self {
        self.late = true;
        self
    }

    /// Sets the message that MuranoPL programs see.
    #[must_use]
    pub fn compat_message(mut self, message: impl Into<String>) -> Self {
        self.compat_message = Some(message.into().into());
        self
    }

    /// Cuts texts without a limit: a name may have a megabyte.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        cut(&mut self.message);
        self.hints.iter_mut().for_each(cut);
        self
    }

    /// Whether it is an error, not a warning.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Most characters of a text in a diagnostic.
const MOST: usize = 500;

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(MOST) {
        text.truncate(at);
        text.push('…');
    }
}

/// Whether any of them is an error.
#[must_use]
pub(crate) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
