//! Faults: what goes wrong while a program runs, as it climbs through natives and frames.
//!
//! A native raises a fault without a place; the machine adds the place and the calls. A guest exception is a fault too,
//! so that one `Result` carries both. One word wide.

use std::rc::Rc;

use crate::diag::{Code, Diagnostic, Label, TraceFrame, codes};
use crate::runtime::value::Value;
use crate::source::Span;
use crate::syntax::Text;

/// The result of everything that can go wrong at run time.
pub type Outcome<T> = Result<T, Fault>;

/// An exception on its way.
#[derive(Clone)]
pub struct Fault(Box<FaultData>);

/// Who raised it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `throw` in a program.
    Code,
    /// The interpreter.
    Engine,
    /// A function of the embedding program.
    Host,
    /// Ctrl-C or a limit: no `catch` takes it.
    Uncatchable,
}

/// What a fault carries.
#[derive(Clone)]
pub struct FaultData {
    /// The names by which `catch` takes it, most telling first.
    pub names: Vec<Rc<str>>,
    /// Who raised it.
    pub origin: Origin,
    /// The code of its report.
    pub code: Code,
    /// What happened.
    pub message: String,
    /// Where; [`Span::NONE`] until the machine knows.
    pub span: Span,
    /// What to write there.
    pub here: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// Remedies.
    pub hints: Vec<String>,
    /// The guest's calls, outermost first.
    pub trace: Vec<TraceFrame>,
    /// The trace is whole, down to the calls that the running task began with: it was raised again.
    pub traced: bool,
    /// `with { … }`.
    pub extra: Value,
    /// `cause`.
    pub cause: Option<Fault>,
    /// Other faults of parallel branches.
    pub others: Vec<Fault>,
    /// The part of a value it is about, outermost first.
    pub path: Vec<Step>,
    /// Whose value that is: a class, or a class and a method.
    pub owner: String,
    /// What programs see as its message, where MuranoPL has words of its own for it.
    pub known: Option<Box<str>>,
    /// The message needs no subject before it.
    pub whole: bool,
    /// The argument it is about.
    pub argument: Option<Argued>,
    /// What the embedding program said.
    pub foreign: Option<Box<Foreign>>,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A property, or a key that is a name.
    Member(Text),
    /// An item of a list.
    Item(usize),
}

/// What an exception of the embedding program brings along.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Its own calls, a line each, which stand below those of the program.
    pub trace: Vec<String>,
    /// What it said beside the message, as JSON; empty: nothing.
    pub data: String,
}

/// Which argument of a call.
#[derive(Debug, Clone, Copy)]
pub struct Argued {
    /// Its place among the arguments by position.
    pub place: usize,
    /// Steps of the path that name the argument itself: its parameter, and for `*rest` and `**named` which of several.
    pub steps: usize,
}

impl Fault {
    /// A fault of the interpreter, caught under `name`.
    #[must_use]
    pub fn new(name: &str, code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(FaultData {
            names: vec![Rc::from(name)],
            origin: Origin::Engine,
            code,
            message: message.into(),
            span: Span::NONE,
            here: String::new(),
            labels: Vec::new(),
            hints: Vec::new(),
            trace: Vec::new(),
            traced: false,
            extra: Value::Null,
            cause: None,
            others: Vec::new(),
            path: Vec::new(),
            owner: String::new(),
            known: None,
            whole: false,
            argument: None,
            foreign: None,
        }))
    }

    /// What stops a class of a package, raised where the class is first needed.
    #[must_use]
    pub fn of_diagnostic(found: &Diagnostic) -> Self {
        let name = match found.code {
            _ if !found.name.is_empty() => found.name,
            codes::UNKNOWN_CLASS => "murano.dsl.exceptions.NoClassFound",
            codes::UNKNOWN_NAMESPACE => "KeyError",
            codes::BAD_INHERITANCE => "murano.dsl.exceptions.InvalidInheritanceError",
            codes::CONTRACT_SYNTAX => "murano.dsl.exceptions.DslContractSyntaxError",
            codes::OUTSIDE_LOOP => "murano.dsl.exceptions.DslInvalidOperationError",
            _ => "murano.dsl.exceptions.DslSyntaxError",
        };
        let mut fault = Self::new(name, found.code, found.message.clone()).at(found.span);
        fault.known.clone_from(&found.known);
        fault.here.clone_from(&found.here);
        fault.labels.clone_from(&found.labels);
        fault.hints.clone_from(&found.hints);
        fault
    }

    /// With the place, unless a nearer one is known.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        if self.0.span.is_none() {
            self.0.span = span;
        }
        self
    }

    /// With a text at its place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.0.here = text.into();
        self
    }

    /// With a remedy.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.0.hints.push(text.into());
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

    /// With the words by which MuranoPL programs know it.
    #[must_use]
    pub fn known(mut self, words: impl Into<String>) -> Self {
        self.0.known = Some(words.into().into());
        self
    }

    /// With a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        if !span.is_none() {
            self.0.labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// The last part of the most telling name: `ContractViolationException`.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.0.names.first().map_or("", |n| n);
        name.rsplit('.').next().unwrap_or(name)
    }

    /// Is it caught under this name?
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.names.iter().any(|n| **n == *name)
    }

    /// The message, with the part of a value it is about before it: "`ports[1].port` of `Container` must be …".
    #[must_use]
    pub fn text(&self) -> String {
        if self.path.is_empty() || self.whole {
            return self.message.clone();
        }
        let of =
            if self.owner.is_empty() { String::new() } else { format!(" of `{}`", self.owner) };
        format!("`{}`{of} {}", path_text(&self.path), self.message)
    }

    /// The message as MuranoPL programs, and clients of such programs, see it.
    #[must_use]
    pub fn told(&self) -> String {
        self.known.as_deref().map_or_else(|| self.text(), str::to_owned)
    }

    /// The report of it, uncaught.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let data = &self.0;
        let names: Vec<&str> = data.names.iter().map(|n| &**n).collect();
        let message = match data.origin {
            Origin::Code => format!("{}: {}", names.join(", "), data.message),
            Origin::Engine | Origin::Host | Origin::Uncatchable => self.text(),
        };
        let mut diagnostic = Diagnostic::error(data.code, data.span, message);
        diagnostic.here.clone_from(&data.here);
        diagnostic.labels.clone_from(&data.labels);
        diagnostic.hints.clone_from(&data.hints);
        diagnostic.trace.clone_from(&data.trace);
        diagnostic
    }
}

/// A path as text.
#[must_use]
pub fn path_text(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Member(name) if out.is_empty() => out += name,
            Step::Member(name) if is_name(name) => out += &format!(".{name}"),
            Step::Member(name) => out += &format!("['{name}']"),
            Step::Item(n) => out += &format!("[{n}]"),
        }
    }
    out
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl std::ops::Deref for Fault {
    type Target = FaultData;

    fn deref(&self) -> &FaultData {
        &self.0
    }
}

impl std::ops::DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut FaultData {
        &mut self.0
    }
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name(), self.message)
    }
}

/// Faults with the names the original engine gives them.
macro_rules! raisers {
    ($($function:ident = $name:literal, $code:ident;)*) => {
        impl Fault {
            $(#[doc = concat!("Caught as `", $name, "`.")]
            #[must_use]
            pub fn $function(message: impl Into<String>) -> Self {
                Self::new($name, codes::$code, message)
            })*
        }
    };
}

raisers! {
    key_error = "KeyError", MISSING_KEY;
    index_error = "IndexError", BAD_INDEX;
    value_error = "ValueError", BAD_VALUE;
    type_error = "TypeError", WRONG_TYPE;
    attribute_error = "AttributeError", WRONG_TYPE;
    overflow_error = "OverflowError", BAD_VALUE;
    zero_division = "ZeroDivisionError", DIVISION_BY_ZERO;
    stop_iteration = "StopIteration", EMPTY_SEQUENCE;
    assertion_error = "AssertionError", ASSERTION;
    regex_error = "re.error", BAD_VALUE;
    no_function = "yaql.language.exceptions.NoFunctionRegisteredException", UNKNOWN_FUNCTION;
    no_method = "yaql.language.exceptions.NoMethodRegisteredException", UNKNOWN_METHOD;
    no_matching_function = "yaql.language.exceptions.NoMatchingFunctionException", NO_OVERLOAD;
    no_matching_method = "yaql.language.exceptions.NoMatchingMethodException", NO_OVERLOAD;
    ambiguous_function = "yaql.language.exceptions.AmbiguousFunctionException", NO_OVERLOAD;
    ambiguous_method = "yaql.language.exceptions.AmbiguousMethodException", NO_OVERLOAD;
    mapping_translation = "yaql.language.exceptions.MappingTranslationException", NO_OVERLOAD;
    too_large = "yaql.language.exceptions.CollectionTooLargeException", TOO_LARGE;
    too_much_memory = "yaql.language.exceptions.MemoryQuotaExceededException", TOO_MUCH_MEMORY;
    contract = "murano.dsl.exceptions.ContractViolationException", CONTRACT;
    no_class = "murano.dsl.exceptions.NoClassFound", UNKNOWN_CLASS;
    no_package_for_class = "murano.dsl.exceptions.NoPackageForClassFound", UNKNOWN_CLASS;
    no_property = "murano.dsl.exceptions.NoPropertyFound", UNKNOWN_PROPERTY;
    no_method_found = "murano.dsl.exceptions.NoMethodFound", UNKNOWN_METHOD;
    ambiguous_method_name = "murano.dsl.exceptions.AmbiguousMethodName", AMBIGUOUS;
    not_exposed = "murano.dsl.exceptions.MethodNotExposed", NO_ACCESS;
    no_object = "murano.dsl.exceptions.NoObjectFoundError", UNKNOWN_OBJECT;
    unset_property = "murano.dsl.exceptions.UninitializedPropertyAccessError", UNSET;
    no_write_access = "murano.dsl.exceptions.NoWriteAccessError", NO_ACCESS;
    property_read = "murano.dsl.exceptions.PropertyReadError", UNKNOWN_PROPERTY;
    property_write = "murano.dsl.exceptions.PropertyWriteError", NO_ACCESS;
    destroyed = "murano.dsl.exceptions.ObjectDestroyedError", DESTROYED;
    circular_defaults = "murano.dsl.exceptions.CircularExpressionDependenciesError", CIRCULAR_DEFAULTS;
    ambiguous_property = "murano.dsl.exceptions.AmbiguousPropertyNameError", AMBIGUOUS;
    ambiguous_class = "murano.dsl.exceptions.AmbiguousClassName", UNKNOWN_CLASS;
}
