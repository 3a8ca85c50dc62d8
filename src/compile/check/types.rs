//! The types of expressions, and what contracts promise of the values that pass them.

use std::rc::Rc;

use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::scope::Scope;
use crate::syntax::{Contract, ContractKind, Text};

/// What is known of a value before the program runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum KnownType {
    /// Nothing is known.
    Any,
    /// Null.
    Null,
    /// A boolean.
    Bool,
    /// An integer.
    Int,
    /// A float.
    Float,
    /// A string.
    Str,
    /// A list, of items of a type.
    List(Rc<KnownType>),
    /// A dictionary; with its keys, if they are known to be all.
    Dict(Option<Rc<[Text]>>),
    /// An object.
    Object {
        /// Its class.
        class: ClassId,
        /// It is of this class, not of a subclass.
        exact: bool,
    },
    /// A class itself.
    Class(ClassId),
    /// A caught exception.
    Exception,
    /// Null, or of the type.
    Optional(Rc<KnownType>),
}

impl KnownType {
    /// An object of a class or of a subclass.
    pub(crate) fn object(class: ClassId) -> Self {
        Self::Object { class, exact: false }
    }

    /// The type without null.
    pub(crate) fn required(&self) -> &KnownType {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// The type of a result that is null here, and may be anything elsewhere.
    pub(super) fn or_any(self) -> Self {
        if self == Self::Null { Self::Any } else { self }
    }

    fn optional(self) -> Self {
        match self {
            Self::Any | Self::Null | Self::Optional(_) => self,
            other => Self::Optional(Rc::new(other)),
        }
    }

    /// The type of a value that has one type or the other.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Null, other) | (other, Self::Null) => other.optional(),
            (Self::Optional(one), other) | (other, Self::Optional(one)) => {
                one.required().clone().join(other.required().clone()).optional()
            }
            (Self::List(_), Self::List(_)) => Self::List(Rc::new(Self::Any)),
            (Self::Dict(_), Self::Dict(_)) => Self::Dict(None),
            _ => Self::Any,
        }
    }

    /// The type of values that a contract has accepted.
    pub(crate) fn of_contract(registry: &Registry, contract: &Contract, scope: &Scope) -> Self {
        // A contract that does not exclude null accepts it, so its type is optional. Contracts
        // that convert values in ways that types do not express have the type `Any`.
        let of = |inner: &Contract| Self::of_contract(registry, inner, scope);
        match &contract.kind {
            ContractKind::String => Self::Str.optional(),
            ContractKind::Int => Self::Int.optional(),
            ContractKind::Bool => Self::Bool.optional(),
            ContractKind::Class { class, .. } => match registry.lookup(class, scope) {
                Some(class) => Self::object(class).optional(),
                None => Self::Any,
            },
            ContractKind::NotNull(inner) => of(inner).required().clone(),
            ContractKind::Check { base, .. } => of(base),
            ContractKind::Owned(inner) | ContractKind::NotOwned(inner) => of(inner),
            ContractKind::List { items, .. } => Self::List(Rc::new(match items.as_slice() {
                [item] => of(item),
                _ => Self::Any,
            })),
            ContractKind::Dict { fixed, pattern: None } if !fixed.is_empty() => {
                Self::Dict(Some(fixed.iter().map(|(name, _)| name.text.clone()).collect()))
            }
            ContractKind::Dict { .. } => Self::Dict(None),
            ContractKind::Any
            | ContractKind::Template { .. }
            | ContractKind::Literal(_)
            | ContractKind::Expr(_)
            | ContractKind::Invalid(_) => Self::Any,
        }
    }

    /// "an integer", "an object of `Redis`", for messages.
    pub(crate) fn describe(&self, registry: &Registry) -> String {
        match self {
            Self::Any => "a value".into(),
            Self::Null => "null".into(),
            Self::Bool => "a boolean".into(),
            Self::Int => "an integer".into(),
            Self::Float => "a float".into(),
            Self::Str => "a string".into(),
            Self::List(_) => "a list".into(),
            Self::Dict(_) => "a dictionary".into(),
            Self::Object { class, .. } => format!("an object of `{}`", registry.entry(*class).name),
            Self::Class(class) => format!("the class `{}`", registry.entry(*class).name),
            Self::Exception => "an exception".into(),
            Self::Optional(inner) => inner.describe(registry),
        }
    }
}

/// Whether a contract refuses null: it ends in `!`, perhaps inside of conditions.
pub(crate) fn requires_value(contract: &Contract) -> bool {
    match &contract.kind {
        ContractKind::NotNull(_) => true,
        ContractKind::Check { base, .. } => requires_value(base),
        ContractKind::Owned(inner) | ContractKind::NotOwned(inner) => requires_value(inner),
        _ => false,
    }
}
