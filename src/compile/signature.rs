//! What the compiler must know of a library function: its parameters, which of them stay unevaluated, and how
//! arguments find their parameters.
//! See docs/language/yaql.md#call-resolution.
//!
//! Functions themselves, and the types of values, are the run time's business.

mod matching;
mod objection;
mod parse;
mod plan;

pub(crate) use self::matching::{Mismatch, matches, objections};
pub(crate) use self::objection::shown;
pub(crate) use self::parse::{declared_names, parse};
pub(crate) use self::plan::{Argument, Fill, Mapping, Plan, Shape};
use crate::syntax::Text;

/// What a function may be called as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// `f(x)` alone.
    Function,
    /// `x.f()` alone.
    Method,
    /// Both.
    Both,
}

/// The type of a parameter.
/// See docs/language/yaql.md#parameter-types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Everything.
    Any,
    /// A string.
    Str,
    /// An integer or a boolean.
    Int,
    /// An integer, no boolean.
    StrictInt,
    /// An integer or a float, no boolean.
    Number,
    /// A boolean.
    Bool,
    /// A dictionary.
    Map,
    /// A list.
    List,
    /// A list of the first kind: one that no function has just made.
    Tuple,
    /// Anything that can be iterated: no string, no dictionary (unless the options say so).
    Iterable,
    /// Anything that can be iterated, but no set.
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
    /// A context made by `let` and its kin.
    Context,
    /// An object.
    Object,
    /// An unevaluated argument, called with the item(s).
    Lambda,
    /// A bare word, given as its spelling.
    Word,
    /// `k => v`, both sides unevaluated.
    LazyRule,
    /// `k => v`, evaluated.
    Rule,
}

impl Type {
    /// Is the argument left unevaluated?
    #[must_use]
    pub fn is_lazy(self) -> bool {
        matches!(self, Type::Lambda | Type::LazyRule)
    }

    /// Its name, as signatures spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        TYPES.iter().find(|(_, ty)| *ty == self).map_or("any", |(name, _)| name)
    }

    /// The type of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Type> {
        TYPES.iter().find(|(n, _)| *n == name).map(|(_, ty)| *ty)
    }

    /// Are its values some of the other's, so that an overload with it is more special?
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

/// How signatures spell types.
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

/// A default as a literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// The parameter is required.
    Required,
    /// Left out: the function sees "missing".
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

/// How a parameter collects arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collect {
    /// One.
    One,
    /// `*rest`.
    Rest,
    /// `**named`.
    Named,
}

/// A parameter of a library function.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name, as keyword arguments spell it.
    pub name: Text,
    /// Its type.
    pub ty: Type,
    /// Null is accepted.
    pub nullable: bool,
    /// What stands in when it is not given.
    pub default: Default,
    /// How it collects.
    pub collect: Collect,
}

/// A library function as the compiler sees it.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Its name.
    pub name: Text,
    /// What it may be called as.
    pub kind: CallKind,
    /// `k => v` stays a positional rule instead of a keyword argument.
    pub no_kwargs: bool,
    /// It belongs to the layer of YAQL 0.2, which lies over the others.
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

    /// Do the functions of YAQL 0.2 lie over the others? Then indexing and `switch` mean something else.
    fn is_legacy(&self) -> bool {
        false
    }

    /// The same with the functions of YAQL 0.2 over the others.
    fn with_legacy(&self) -> Option<std::rc::Rc<dyn Catalogue>> {
        None
    }

    /// Do MuranoPL's operators `is` and `:` mean something?
    fn has_murano(&self) -> bool {
        true
    }

    /// All names, for suggestions.
    fn names(&self, kind: CallKind) -> Vec<&'static str>;
}
