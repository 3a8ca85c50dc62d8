//! Call plans: how the arguments of a call fill the parameters of each candidate. Plain data, made once by the compiler.

use crate::syntax::Text;

/// The compile-time kind of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArgumentKind {
    /// Omitted: nothing between two commas.
    Skipped,
    /// The literal `null`.
    Null,
    /// A literal boolean.
    Bool,
    /// A literal integer.
    Int,
    /// A literal float.
    Float,
    /// A quoted string.
    Str,
    /// A bare word: a string, or a keyword where the parameter is one.
    Word,
    /// Any other expression.
    Expression,
}

/// `key => value` among the arguments.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    /// The key, if it is a bare word.
    pub word: Option<Text>,
    /// The kind of the value.
    pub value: ArgumentKind,
}

/// The arguments of a call as written; a method's receiver is the first positional one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// Arguments by position.
    pub positional: Vec<ArgumentKind>,
    /// The mappings after them.
    pub mappings: Vec<Mapping>,
}

/// The source of a parameter's value. Arguments are numbered as written: positional ones, then mappings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// From an argument.
    Argument(usize),
    /// From its default.
    Default,
    /// `*rest`: these arguments.
    Rest(Vec<usize>),
    /// `**named`: these arguments, under these names.
    Named(Vec<(Text, usize)>),
}

/// An overload that matches at compile time.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its index among the overloads of the name.
    pub overload: usize,
    /// Its layer; the run time tries layers from 0 on.
    pub layer: usize,
    /// The source of each parameter's value.
    pub fill: Vec<Fill>,
}

/// The plan of a call: evaluate the arguments that are not lazy, in order, then choose a candidate by their types.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The candidates, innermost layer first.
    pub candidates: Vec<Candidate>,
    /// For each argument, whether it is passed unevaluated.
    pub lazy: Vec<bool>,
    /// Arguments `key => value` are positional rules, not keyword arguments.
    pub rules: bool,
}
