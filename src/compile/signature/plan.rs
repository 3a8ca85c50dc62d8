//! How a call's arguments find the parameters of each overload, as far as it can be known before the call (YAQL
//! "Call resolution", steps 3 to 5).

use std::rc::Rc;

use super::{CallKind, Catalogue, Signature};
use crate::syntax::Text;

/// How one argument was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// A literal null.
    Null,
    /// A literal boolean.
    Bool,
    /// A literal integer.
    Int,
    /// A literal float.
    Float,
    /// A literal string (quoted, or a word in parentheses).
    Str,
    /// A bare word.
    Word(Text),
    /// `key => value`; the key's spelling if it is a bare word.
    Rule(Option<Text>),
    /// Nothing between two commas.
    Skipped,
    /// Anything else.
    Expression,
}

/// What fills a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// The argument in that place, counted over all arguments as written (the receiver is 0).
    Argument(u16),
    /// These arguments, as a list.
    Rest(Vec<u16>),
    /// These named arguments, as a dictionary.
    Named(Vec<(Text, u16)>),
    /// The parameter's default.
    Default,
}

/// How the compiler must prepare an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepare {
    /// Evaluate it.
    Value,
    /// Make a closure of it.
    Lambda,
    /// Give the word's spelling.
    Word,
    /// Evaluate both sides of `k => v` to a rule.
    Rule,
    /// Make closures of both sides of `k => v`.
    LazyRule,
    /// Evaluate the value of `k => v`: it is a keyword argument.
    Named,
    /// Nothing was given.
    Skipped,
}

/// An overload that fits so far.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Its number among the overloads of the name (`Catalogue::overloads`).
    pub overload: usize,
    /// Its signature.
    pub signature: Rc<Signature>,
    /// One filling a parameter.
    pub fill: Vec<Fill>,
}

/// What is known before the call.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One preparation an argument (receiver included, always `Value`).
    pub prepare: Vec<Prepare>,
    /// The overloads that fit so far, innermost layer first.
    pub fits: Vec<Fit>,
}

/// Why no plan can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// Nothing of that name can be called so.
    Unknown,
    /// The name exists, but no overload takes these arguments.
    NoMatch,
    /// Overloads disagree on what stays unevaluated.
    Ambiguous,
    /// `k => v` with a `k` that is no word, where keyword arguments are meant.
    Mapping,
}

/// Plans a call. `arguments` has the receiver first for a method.
pub fn plan(
    catalogue: &dyn Catalogue,
    name: &str,
    method: bool,
    arguments: &[Written],
) -> Result<Plan, Mismatch> {
    let _ = (catalogue, name, method, arguments, CallKind::Both);
    Err(Mismatch::Unknown)
}
