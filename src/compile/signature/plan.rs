//! How the arguments of one call in a program find parameters: plain data, made once by the compiler.

use crate::syntax::Text;

/// What is known of an argument before anything is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    /// Nothing between two commas.
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
    /// A bare word: a string, and a keyword.
    Word,
    /// Anything else.
    Expression,
}

/// `key => value` among the arguments.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    /// The key, if it is a bare word.
    pub word: Option<Text>,
    /// What is known of the value.
    pub value: Argument,
}

/// A call as it is written; a method's receiver is the first positional argument.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// Arguments by position.
    pub positional: Vec<Argument>,
    /// The mappings after them.
    pub mappings: Vec<Mapping>,
}

/// Where a parameter gets its value. Arguments are numbered as written: positional ones, then mappings.
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

/// An overload that may be meant.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its place among the overloads of the name.
    pub overload: usize,
    /// Layers are tried from 0 on.
    pub layer: usize,
    /// One a parameter.
    pub fill: Vec<Fill>,
}

/// What the compiler knows of a call: evaluate the arguments that are not lazy, in order, then choose a candidate.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The overloads that may be meant, innermost layer first.
    pub candidates: Vec<Candidate>,
    /// For each argument: is it left unevaluated?
    pub lazy: Vec<bool>,
    /// Mappings are rules by position, not keyword arguments.
    pub rules: bool,
}
