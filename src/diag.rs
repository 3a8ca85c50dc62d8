//! Diagnostics: what went wrong, where, why, and what to do, as plain data.
//!
//! Nothing here prints: [`report`] wraps a diagnostic for miette when a front end shows it. Who raised it is unknown here.

pub(crate) mod codes;
pub(crate) mod escape;
pub(crate) mod fault_kind;
pub(crate) mod report;
pub(crate) mod suggest;

pub(crate) use self::fault_kind::FaultKind;
use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// It cannot go on.
    Error,
    /// It can, but should not.
    Warning,
}

/// A stable code such as `E0207`; `murano explain` teaches each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A further place, with what it has to do with the matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there: "declared here".
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

/// A finding about a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// One line, lower case, no full stop, code in backticks: "expected X, found Y".
    pub message: String,
    /// The place it is about.
    pub span: Span,
    /// What to write at that place; empty for nothing.
    pub here: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The guest's calls, outermost first.
    pub trace: Vec<TraceFrame>,
    /// The exception it is when it stops a class of a package at run time; `None`: as its code has it.
    pub kind: Option<FaultKind>,
    /// The message in the words of the reference implementation, which MuranoPL programs compare; `None`: the message.
    pub compat_message: Option<Box<str>>,
    /// It stops what needs it at run time, not the whole class that it stands in.
    pub late: bool,
    /// Only more input can tell: the text ended in the middle (the REPL goes on reading).
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
            hints: Vec::new(),
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

    /// With a text at the primary place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.here = text.into();
        self
    }

    /// With a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        if !span.is_none() {
            self.labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// With a remedy.
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

    /// Sets the exception that it is at run time, by its name.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        let kind = FaultKind::of_name(name);
        debug_assert_ne!(kind, FaultKind::Custom, "add `{name}` to the kinds");
        self.kind = Some(kind);
        self
    }

    /// It stops what needs it at run time, and nothing else.
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

    /// With what is endless cut: a name may have a megabyte.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        cut(&mut self.message);
        self.hints.iter_mut().for_each(cut);
        self
    }

    /// Is it an error?
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Characters of a line that anyone reads.
const MOST: usize = 500;

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(MOST) {
        text.truncate(at);
        text.push('…');
    }
}

/// Is there an error among them?
#[must_use]
pub(crate) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
