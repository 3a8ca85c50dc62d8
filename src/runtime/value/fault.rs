//! Faults: exceptions of programs and errors of the interpreter, as they propagate through native code and frames.
//!
//! A native raises a fault without a span; the machine adds the span and the calls. A guest
//! exception is a fault too, so that one `Result` carries both. One word wide.

use std::rc::Rc;

use crate::diag::{Code, Diagnostic, FaultKind, Label, codes};
use crate::runtime::value::Value;
use crate::source::Span;
use crate::syntax::Text;

/// The result of everything that can go wrong at run time.
pub(crate) type Outcome<T> = Result<T, Fault>;

/// An exception while it propagates.
#[derive(Clone)]
pub struct Fault(Box<FaultData>);

/// Who raised an exception, which decides whether a program may catch it.
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

/// The content of a fault.
#[derive(Clone)]
pub struct FaultData {
    /// What went wrong and where, without the parts that only [`Fault::report`] adds. Its span
    /// is [`Span::NONE`] until the machine knows it.
    pub diagnostic: Diagnostic,
    /// The kind of exception, for decisions of the interpreter.
    pub kind: FaultKind,
    /// The names by which `catch` takes it, most specific first.
    pub names: Vec<Rc<str>>,
    /// Who raised it.
    pub origin: Origin,
    /// The trace is complete, down to the first call of the running task, because the fault was
    /// rethrown.
    pub traced: bool,
    /// `with { … }`.
    pub extra: Value,
    /// `cause`.
    pub cause: Option<Fault>,
    /// Other faults of parallel branches.
    pub others: Vec<Fault>,
    /// Path of the part of a value that it is about, outermost step first.
    pub path: Vec<PathStep>,
    /// The part of the value that it is about, if it is known: where that was written is looked up for reports.
    pub value: Option<Value>,
    /// Owner of that value: a class, or a class and a method.
    pub owner: String,
    /// The message is complete without a subject before it.
    pub whole: bool,
    /// The argument it is about.
    pub argument: Option<Argued>,
    /// The ids of the objects whose code was running or that were being created, innermost first.
    pub objects: Vec<Rc<str>>,
    /// The innermost `deploy` or `init` that it passed, with the object: "`deploy` of `com.example.Web` 'front'".
    pub context: String,
    /// What the embedder added.
    pub foreign: Option<Box<Foreign>>,
}

/// The most objects that a fault remembers: the innermost, of which one is in the model.
const MAX_OBJECTS: usize = 64;

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum PathStep {
    /// A property, or a key that is a name.
    Member(Text),
    /// An item of a list.
    Item(usize),
}

/// What an exception of the embedder carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Its own calls, a line each; they follow those of the program.
    pub trace: Vec<String>,
    /// Data beside the message, as JSON; empty if there is none.
    pub data: String,
}

/// Which argument of a call.
#[derive(Debug, Clone, Copy)]
pub struct Argued {
    /// Its index among the arguments by position.
    pub place: usize,
    /// Number of path steps that name the argument itself: its parameter, and for `*rest` and
    /// `**named` which of several.
    pub steps: usize,
}

impl Fault {
    /// A fault of the interpreter.
    #[must_use]
    pub fn new(kind: FaultKind, code: Code, message: impl Into<String>) -> Self {
        let names = vec![Rc::from(kind.name())];
        Self::with_names(kind, names, Diagnostic::error(code, Span::NONE, message))
    }

    /// A fault with a name from outside: of an engine, the embedder, compiled code.
    #[must_use]
    pub fn named(name: &str, code: Code, message: impl Into<String>) -> Self {
        let diagnostic = Diagnostic::error(code, Span::NONE, message);
        Self::with_names(FaultKind::of_name(name), vec![Rc::from(name)], diagnostic)
    }

    /// An exception that a program throws under names of its choice.
    #[must_use]
    pub fn thrown(
        names: Vec<Rc<str>>,
        message: String,
        extra: Value,
        cause: Option<Fault>,
    ) -> Self {
        let kinds = names.iter().map(|name| FaultKind::of_name(name));
        let kind = kinds.into_iter().find(|k| *k != FaultKind::Custom).unwrap_or(FaultKind::Custom);
        let diagnostic = Diagnostic::error(codes::RAISED, Span::NONE, message);
        let mut fault = Self::with_names(kind, names, diagnostic);
        fault.origin = Origin::Code;
        fault.extra = extra;
        fault.cause = cause;
        fault
    }

    fn with_names(kind: FaultKind, names: Vec<Rc<str>>, diagnostic: Diagnostic) -> Self {
        Self(Box::new(FaultData {
            diagnostic,
            kind,
            names,
            origin: Origin::Engine,
            traced: false,
            extra: Value::Null,
            cause: None,
            others: Vec::new(),
            path: Vec::new(),
            value: None,
            owner: String::new(),
            whole: false,
            argument: None,
            objects: Vec::new(),
            context: String::new(),
            foreign: None,
        }))
    }

    /// The error that makes a class of a package unusable, raised where the class is first
    /// needed.
    #[must_use]
    pub fn of_diagnostic(found: &Diagnostic) -> Self {
        let kind = found.kind.unwrap_or(match found.code {
            codes::UNKNOWN_CLASS => FaultKind::NoClass,
            codes::UNKNOWN_NAMESPACE => FaultKind::KeyError,
            codes::BAD_INHERITANCE => FaultKind::InvalidInheritance,
            codes::CONTRACT_SYNTAX => FaultKind::ContractSyntax,
            codes::OUTSIDE_LOOP => FaultKind::InvalidOperation,
            _ => FaultKind::Syntax,
        });
        let mut diagnostic = found.clone();
        (diagnostic.late, diagnostic.incomplete) = (false, false);
        Self::with_names(kind, vec![Rc::from(kind.name())], diagnostic)
    }

    /// Sets the span, unless a nearer one is known.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        if self.0.diagnostic.span.is_none() {
            self.0.diagnostic.span = span;
        }
        self
    }

    /// Notes that it passed through code, or the creation, of the object with an id.
    pub fn pass_object(&mut self, id: &Rc<str>) {
        if self.0.objects.last() != Some(id) && self.0.objects.len() < MAX_OBJECTS {
            self.0.objects.push(id.clone());
        }
    }

    /// Notes which property of an object it is about, and its value.
    #[must_use]
    pub fn of_property(mut self, name: &str, value: Value) -> Self {
        self.0.path = vec![PathStep::Member(name.into())];
        self.0.whole = true;
        self.0.value = Some(value);
        self
    }

    /// Labels its span with a text.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.0.diagnostic.here = text.into();
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.0.diagnostic.hints.push(text.into());
        self
    }

    /// Adds a hint, if there is one.
    #[must_use]
    pub fn hint_if(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.hint(text),
            None => self,
        }
    }

    /// Sets the message that MuranoPL programs see.
    #[must_use]
    pub fn compat_message(mut self, message: impl Into<String>) -> Self {
        self.0.diagnostic.compat_message = Some(message.into().into());
        self
    }

    /// Adds a label at another span.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        if !span.is_none() {
            self.0.diagnostic.labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// The last part of its most specific name: `ContractViolationException`.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.0.names.first().map_or("", |n| n);
        name.rsplit('.').next().unwrap_or(name)
    }

    /// Whether a `catch` of this name takes it.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.0.names.iter().any(|n| **n == *name)
    }

    /// Whether it is an exception of this kind.
    #[must_use]
    pub fn is(&self, kind: FaultKind) -> bool {
        self.0.kind == kind
    }

    /// The message, after the part of a value that it is about: "`ports[1].port` of `Container`
    /// must be …".
    #[must_use]
    pub fn text(&self) -> String {
        let message = &self.diagnostic.message;
        if self.path.is_empty() || self.whole {
            return message.clone();
        }
        let of =
            if self.owner.is_empty() { String::new() } else { format!(" of `{}`", self.owner) };
        format!("`{}`{of} {message}", path_text(&self.path))
    }

    /// The message as MuranoPL programs and their clients see it.
    #[must_use]
    pub fn compat_text(&self) -> String {
        self.diagnostic.compat_message.as_deref().map_or_else(|| self.text(), str::to_owned)
    }

    /// The diagnostic to report if nothing catches it.
    #[must_use]
    pub fn report(&self) -> Diagnostic {
        let message = match self.origin {
            Origin::Code => {
                let names: Vec<&str> = self.names.iter().map(|n| &**n).collect();
                match self.diagnostic.message.as_str() {
                    "" => names.join(", "),
                    message => format!("{}: {message}", names.join(", ")),
                }
            }
            Origin::Engine | Origin::Host | Origin::Uncatchable => self.text(),
        };
        Diagnostic { message, ..self.diagnostic.clone() }
    }
}

/// Formats a path into a value: `[0].name`.
#[must_use]
pub(crate) fn path_text(steps: &[PathStep]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            PathStep::Member(name) if out.is_empty() => out += name,
            PathStep::Member(name) if is_name(name) => out += &format!(".{name}"),
            PathStep::Member(name) => out += &format!("['{name}']"),
            PathStep::Item(n) => out += &format!("[{n}]"),
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
        write!(f, "{}: {}", self.name(), self.diagnostic.message)
    }
}

/// Constructors of faults, by kind.
macro_rules! raisers {
    ($($function:ident = $kind:ident, $code:ident;)*) => {
        impl Fault {
            $(#[doc = concat!("A fault of the kind [`FaultKind::", stringify!($kind), "`].")]
            #[must_use]
            pub fn $function(message: impl Into<String>) -> Self {
                Self::new(FaultKind::$kind, codes::$code, message)
            })*
        }
    };
}

raisers! {
    key_error = KeyError, MISSING_KEY;
    index_error = IndexError, BAD_INDEX;
    value_error = ValueError, BAD_VALUE;
    type_error = TypeError, WRONG_TYPE;
    attribute_error = AttributeError, WRONG_TYPE;
    overflow_error = OverflowError, BAD_VALUE;
    zero_division = ZeroDivision, DIVISION_BY_ZERO;
    stop_iteration = StopIteration, EMPTY_SEQUENCE;
    assertion_error = Assertion, ASSERTION;
    regex_error = Regex, BAD_VALUE;
    no_function = NoFunction, UNKNOWN_FUNCTION;
    no_method = NoMethod, UNKNOWN_METHOD;
    no_matching_function = NoMatchingFunction, NO_OVERLOAD;
    no_matching_method = NoMatchingMethod, NO_OVERLOAD;
    ambiguous_function = AmbiguousFunction, NO_OVERLOAD;
    ambiguous_method = AmbiguousMethod, NO_OVERLOAD;
    mapping_translation = MappingTranslation, NO_OVERLOAD;
    too_large = TooLarge, TOO_LARGE;
    too_much_memory = MemoryQuota, TOO_MUCH_MEMORY;
    contract = ContractViolation, CONTRACT;
    no_class = NoClass, UNKNOWN_CLASS;
    no_package_for_class = NoPackageForClass, UNKNOWN_CLASS;
    no_property = NoProperty, UNKNOWN_PROPERTY;
    no_method_found = NoMethodFound, UNKNOWN_METHOD;
    ambiguous_method_name = AmbiguousMethodName, AMBIGUOUS;
    not_exposed = NotExposed, NO_ACCESS;
    no_object = NoObject, UNKNOWN_OBJECT;
    unset_property = UnsetProperty, UNSET;
    no_write_access = NoWriteAccess, NO_ACCESS;
    property_read = PropertyRead, UNKNOWN_PROPERTY;
    property_write = PropertyWrite, NO_ACCESS;
    destroyed = Destroyed, DESTROYED;
    circular_defaults = CircularDefaults, CIRCULAR_DEFAULTS;
    ambiguous_property = AmbiguousProperty, AMBIGUOUS;
    ambiguous_class = AmbiguousClass, UNKNOWN_CLASS;
}
