//! Signatures of library functions as the compiler sees them: parameters, which of them are lazy, overload resolution.
//! See docs/language/yaql.md#call-resolution.
//!
//! The functions themselves, and the types of values, belong to the run time.

mod matching;
mod objection;
mod parse;
mod plan;

pub(crate) use self::matching::Mismatch;
pub(crate) use self::matching::{matches, objections};
pub(crate) use self::objection::{Objection, shown};
pub(crate) use self::parse::{declared_names, parse};
pub(crate) use self::plan::{ArgumentKind, Mapping, Shape};
pub(crate) use self::plan::{Candidate, Fill, Plan};
use crate::syntax::Text;

/// The syntax by which a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// `f(x)` only.
    Function,
    /// `x.f()` only.
    Method,
    /// Both.
    Both,
}

/// The type of a parameter.
/// See docs/language/yaql.md#parameter-types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any value.
    Any,
    /// A string.
    Str,
    /// An integer or a boolean.
    Int,
    /// An integer, but not a boolean.
    StrictInt,
    /// An integer or a float, but not a boolean.
    Number,
    /// A boolean.
    Bool,
    /// A dictionary.
    Map,
    /// A list.
    List,
    /// A tuple: a list that is not the fresh result of a function.
    Tuple,
    /// Anything iterable: not a string, and a dictionary only if the options say so.
    Iterable,
    /// Anything iterable but a set.
    Ordered,
    /// An iterator: a sequence that is read once.
    Iterator,
    /// The result of `orderBy`.
    Ordering,
    /// A set.
    Set,
    /// A date with time.
    DateTime,
    /// A time span.
    TimeSpan,
    /// A compiled regular expression.
    Regex,
    /// A context, as `let` returns.
    Context,
    /// An object.
    Object,
    /// An unevaluated argument, called with the item(s).
    Lambda,
    /// A bare word, passed as its spelling.
    Word,
    /// `k => v`, both sides unevaluated.
    LazyRule,
    /// `k => v`, evaluated.
    Rule,
}

impl Type {
    /// Returns whether the argument is passed unevaluated.
    #[must_use]
    pub fn is_lazy(self) -> bool {
        matches!(self, Type::Lambda | Type::LazyRule)
    }

    /// Its name in signatures.
    #[must_use]
    pub fn name(self) -> &'static str {
        TYPES.iter().find(|(_, ty)| *ty == self).map_or("any", |(name, _)| name)
    }

    /// The type of a name in signatures.
    #[must_use]
    pub fn named(name: &str) -> Option<Type> {
        TYPES.iter().find(|(n, _)| *n == name).map(|(_, ty)| *ty)
    }

    /// Returns whether its values are a proper subset of the other's, so that an overload with it is more specific.
    #[must_use]
    pub fn is_narrower_than(self, other: Type) -> bool {
        if self == other || self.is_lazy() || other.is_lazy() {
            return false;
        }
        match other {
            Type::Any => true,
            Type::Iterable | Type::Ordered => matches!(
                self,
                Type::List
                    | Type::Tuple
                    | Type::Iterator
                    | Type::Ordering
                    | Type::Set
                    | Type::Map
                    | Type::Str
            ),
            Type::List => self == Type::Tuple,
            Type::Number => matches!(self, Type::Int | Type::StrictInt),
            _ => false,
        }
    }
}

/// Types by their names in signatures.
const TYPES: &[(&str, Type)] = &[
    ("any", Type::Any),
    ("str", Type::Str),
    ("int", Type::Int),
    ("Int", Type::StrictInt),
    ("num", Type::Number),
    ("bool", Type::Bool),
    ("dict", Type::Map),
    ("list", Type::List),
    ("tuple", Type::Tuple),
    ("iter", Type::Iterable),
    ("ordered", Type::Ordered),
    ("iterator", Type::Iterator),
    ("ordering", Type::Ordering),
    ("set", Type::Set),
    ("datetime", Type::DateTime),
    ("timespan", Type::TimeSpan),
    ("regex", Type::Regex),
    ("context", Type::Context),
    ("object", Type::Object),
    ("lambda", Type::Lambda),
    ("word", Type::Word),
    ("lazyRule", Type::LazyRule),
    ("rule", Type::Rule),
];

/// The default of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// The parameter is required.
    Required,
    /// None: the function sees that the argument is missing.
    Missing,
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Str(Text),
}

/// How many arguments a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collect {
    /// One.
    One,
    /// `*rest`: the remaining positional ones.
    Rest,
    /// `**named`: the remaining named ones.
    Named,
}

/// A parameter of a library function.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name, by which keyword arguments refer to it.
    pub name: Text,
    /// Its type.
    pub ty: Type,
    /// Null is accepted.
    pub nullable: bool,
    /// Its value without an argument.
    pub default: Default,
    /// How many arguments it takes.
    pub collect: Collect,
}

/// A library function as the compiler sees it.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Its name.
    pub name: Text,
    /// The syntax by which it is called.
    pub kind: CallKind,
    /// `k => v` stays a positional rule instead of a keyword argument.
    pub no_kwargs: bool,
    /// It belongs to the layer of YAQL 0.2, which shadows the others.
    pub legacy: bool,
    /// It hides the overloads of the layers below.
    pub exclusive: bool,
    /// Its parameters; a method's receiver is the first.
    pub parameters: Vec<Parameter>,
}

/// The library as the compiler sees it; implemented by `stdlib`.
pub trait Catalogue {
    /// The overloads of a name, in layers from the innermost outwards; empty if there is none.
    fn overloads(&self, name: &str) -> std::rc::Rc<[std::rc::Rc<Signature>]>;

    /// Returns whether the functions of YAQL 0.2 shadow the others, which also changes indexing and `switch`.
    fn is_legacy(&self) -> bool {
        false
    }

    /// The same library with the functions of YAQL 0.2 shadowing the others.
    fn with_legacy(&self) -> Option<std::rc::Rc<dyn Catalogue>> {
        None
    }

    /// Returns whether MuranoPL's operators `is` and `:` exist.
    fn has_murano(&self) -> bool {
        true
    }

    /// All names of a kind, for suggestions and completion.
    fn names(&self, kind: CallKind) -> Vec<&'static str>;
}
