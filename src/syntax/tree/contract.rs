//! Contracts as written: which values a property, a parameter or a result accepts.

use super::{Expr, Name, Text, TypeName};
use crate::source::Span;

/// A contract as written.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its form.
    pub kind: ContractKind,
    /// Its span.
    pub span: Span,
}

/// The forms of contracts.
/// See docs/language/contracts.md#overview.
#[derive(Debug, Clone)]
pub enum ContractKind {
    /// `any`.
    Any,
    /// `string`.
    String,
    /// `int`.
    Int,
    /// `bool`.
    Bool,
    /// A class's name, or `class(T, default, version)`.
    Class {
        /// The required class.
        class: TypeName,
        /// The class that a dictionary without a type becomes.
        default: Option<TypeName>,
        /// A version specification.
        version: Option<Text>,
    },
    /// `template(T, …)`.
    Template {
        /// The required class.
        class: TypeName,
        /// The class that a dictionary without a type becomes.
        default: Option<TypeName>,
        /// A version specification.
        version: Option<Text>,
        /// Dotted paths of excluded properties.
        exclude: Vec<Text>,
    },
    /// `T!`.
    NotNull(Box<Contract>),
    /// `T where (cond, message)`.
    Check {
        /// The contract before it.
        base: Box<Contract>,
        /// The predicate; `$` is the value.
        condition: Box<Expr>,
        /// The message if it does not hold.
        message: Option<Box<Expr>>,
    },
    /// `owned(T)`.
    Owned(Box<Contract>),
    /// `notOwned(T)`.
    NotOwned(Box<Contract>),
    /// `[T, …, min, max]`.
    List {
        /// The item contracts; the last repeats; empty means any items.
        items: Vec<Contract>,
        /// Fewest items.
        min: Option<u64>,
        /// Most items.
        max: Option<u64>,
    },
    /// `{ k: T, [K]: V }`.
    Dict {
        /// Fixed keys in order.
        fixed: Vec<(Name, Contract)>,
        /// Key and value contracts of all other keys.
        pattern: Option<Box<(Contract, Contract)>>,
    },
    /// A literal: the value must equal it.
    Literal(Box<Expr>),
    /// The long form: an expression in which `$` is the value.
    Expr(Box<Expr>),
    /// A structure that is not a valid contract, and why: an error once it gets a value.
    Invalid(Text),
}
