//! Contracts as compiled.
//! See docs/language/contracts.md#overview.

use std::rc::Rc;

use super::code::Code;
use super::constant::Const;
use crate::compile::ids::ClassId;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::Text;

/// A contract. Each step sees what the one before made of the value.
#[derive(Debug, Clone)]
pub enum Contract {
    /// Anything.
    Any,
    /// A string, or what converts to one.
    String,
    /// An integer, or what converts to one.
    Int,
    /// A boolean by truth.
    Bool,
    /// An object of a class, or what converts to one.
    Class {
        /// The class.
        class: ClassId,
        /// The class of a dictionary without a type.
        default: Option<ClassId>,
        /// A version specification.
        version: Option<Text>,
    },
    /// An object's plain form, kept as a template.
    Template {
        /// The class.
        class: ClassId,
        /// The class of a dictionary without a type.
        default: Option<ClassId>,
        /// A version specification.
        version: Option<Text>,
        /// Dotted paths of properties left out.
        exclude: Rc<[Text]>,
    },
    /// One contract, then another on what it made of the value.
    Then(Box<(Contract, Contract)>),
    /// No null.
    NotNull(Box<Contract>),
    /// A predicate on the value.
    Check {
        /// What runs before.
        base: Box<Contract>,
        /// The predicate: register 0 is `$this`, 1 the value.
        condition: Rc<Code>,
        /// What decides common predicates without running code: whenever it holds, so does the predicate.
        test: Option<Test>,
        /// What it tells a form that asks for the value.
        hints: Rc<[Hint]>,
        /// The message when it does not hold.
        message: Option<Rc<Code>>,
        /// Where the predicate stands.
        span: Span,
    },
    /// An object owned by `$this`.
    Owned(Box<Contract>),
    /// An object not owned by `$this`.
    NotOwned(Box<Contract>),
    /// A list.
    List {
        /// Item contracts; the last repeats; empty accepts any items.
        items: Vec<Contract>,
        /// Fewest items.
        min: usize,
        /// Most items.
        max: Option<usize>,
    },
    /// A dictionary.
    Dict {
        /// Fixed keys in order.
        fixed: Vec<(Text, Contract)>,
        /// Key and value contracts of other keys.
        pattern: Option<Box<(Contract, Contract)>>,
    },
    /// A literal the value must equal.
    Literal(Const),
    /// `contract or expression`: what the contract makes of the value if that counts as true, else the expression.
    Else {
        /// What runs before.
        base: Box<Contract>,
        /// The expression.
        otherwise: Rc<Code>,
    },
    /// Any expression: its result replaces the value.
    Expr(Rc<Code>),
    /// A class that is not there, and why; an error when a value comes.
    Absent(Rc<Diagnostic>),
    /// A structure or expression that cannot be a contract; an error when a value comes.
    Invalid(Text),
}

/// A predicate of a common form.
#[derive(Debug, Clone)]
pub enum Test {
    /// `$ in [literals]`.
    OneOf(Vec<Const>),
    /// `$ > a and $ < b` and their like: bounds of an integer, both included.
    Between(i64, i64),
}

/// What a predicate tells a form that asks for the value.
#[derive(Debug, Clone)]
pub struct Hint {
    /// In which way.
    pub kind: HintKind,
    /// What the value is compared with: register 0 is `$this`, 1 is not used.
    pub operand: Rc<Code>,
}

/// In which way a predicate limits a value.
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
