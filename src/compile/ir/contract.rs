//! Compiled contracts.
//! See docs/language/contracts.md#overview.

use std::rc::Rc;

use super::code::Chunk;
use super::constant::Const;
use crate::compile::ids::ClassId;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::Text;

/// A contract: a conversion that fails for invalid values. Nested contracts run first, and the outer one sees their result.
#[derive(Debug, Clone)]
pub enum Contract {
    /// Anything.
    Any,
    /// Converts to a string.
    String,
    /// Converts to an integer.
    Int,
    /// Converts to a boolean by truth value.
    Bool,
    /// Converts to an object of a class; accepts null.
    Class {
        /// The class.
        class: ClassId,
        /// The class for dictionaries that name none.
        default: Option<ClassId>,
        /// Which versions of the class are acceptable.
        version: Option<Text>,
    },
    /// Accepts the plain form of an object of a class and keeps it as data, as a template for objects.
    Template {
        /// The class.
        class: ClassId,
        /// The class for dictionaries that name none.
        default: Option<ClassId>,
        /// Which versions of the class are acceptable.
        version: Option<Text>,
        /// Dotted paths of properties that are not validated.
        exclude: Rc<[Text]>,
    },
    /// Applies one contract, then another to its result.
    Then(Box<(Contract, Contract)>),
    /// Rejects null.
    NotNull(Box<Contract>),
    /// Checks a predicate on the value.
    Check {
        /// The contract that is applied first.
        base: Box<Contract>,
        /// The predicate: register 0 is `$this`, register 1 the value.
        condition: Rc<Chunk>,
        /// A fast path: whenever it holds, the predicate holds. If it does not, the predicate decides.
        test: Option<Test>,
        /// Bounds and choices in the predicate, for forms and schemas.
        hints: Rc<[Hint]>,
        /// The code of the message for violations.
        message: Option<Rc<Chunk>>,
        /// The span of the predicate.
        span: Span,
    },
    /// Requires that `$this` owns the object.
    Owned(Box<Contract>),
    /// Requires that `$this` does not own the object.
    NotOwned(Box<Contract>),
    /// Converts to a list.
    List {
        /// The contracts of the items; the last one repeats. Empty accepts any items.
        items: Vec<Contract>,
        /// The least number of items.
        min: usize,
        /// The greatest number of items.
        max: Option<usize>,
    },
    /// Requires a dictionary.
    Dict {
        /// Fixed keys in order, with the contracts of their values.
        fixed: Vec<(Text, Contract)>,
        /// The contracts of all other keys and of their values; without it, other keys are rejected.
        pattern: Option<Box<(Contract, Contract)>>,
    },
    /// Requires a value equal to a literal.
    Literal(Const),
    /// `contract or expression`: the result of the contract if it is truthy, else that of the expression.
    Else {
        /// The contract that is applied first.
        base: Box<Contract>,
        /// The code of the expression.
        otherwise: Rc<Chunk>,
    },
    /// Replaces the value by the result of an expression.
    Expr(Rc<Chunk>),
    /// A class that does not exist, with the error. It is raised when a value is converted, so that the rest of the class is usable.
    Absent(Rc<Diagnostic>),
    /// An expression that is not a valid contract, with the message that is raised when a value is converted.
    Invalid(Text),
}

/// A fast path of a common predicate.
#[derive(Debug, Clone)]
pub enum Test {
    /// `$ in [literals]`.
    OneOf(Vec<Const>),
    /// Comparisons with integers, such as `$ > a and $ < b`: both bounds are inclusive.
    Between(i64, i64),
}

/// A limit on a value that a predicate states, for forms and schemas.
#[derive(Debug, Clone)]
pub struct Hint {
    /// How the operand limits the value.
    pub kind: HintKind,
    /// The code of the operand: register 0 is `$this`, register 1 is unused.
    pub operand: Rc<Chunk>,
}

/// How an operand limits a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintKind {
    /// `$ > limit`.
    Above,
    /// `$ >= limit`.
    AtLeast,
    /// `$ < limit`.
    Below,
    /// `$ <= limit`.
    AtMost,
    /// `$ in choices`.
    OneOf,
    /// `$.matches(pattern)`.
    Matches,
}
