//! Contracts linked to a session, and the quick test of whether a value satisfies one unchanged.
//! See docs/language/contracts.md#overview.
//!
//! Conversions are in [`crate::runtime::contract::conversion`].

pub(crate) mod conversion;
pub(crate) mod schema;
pub(crate) mod target;

use std::rc::Rc;

use crate::compile::ir::{self, ClassId};
use crate::compile::package::VersionSpec;
use crate::diag::Diagnostic;
use crate::runtime::value::Value;
use crate::runtime::value::equality;
use crate::runtime::value::lazy::Lazy;
use crate::runtime::value::literal::literal;
use crate::source::Span;
use crate::syntax::Text;

/// A contract. Each step sees the result of the step before.
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
        /// The class that a dictionary without a type becomes.
        default: Option<ClassId>,
        /// Accepted versions; `None`: those that the contract's package requires.
        version: Option<Rc<VersionSpec>>,
    },
    /// An object's plain form, stored as a template.
    Template {
        /// The class.
        class: ClassId,
        /// The class that a dictionary without a type becomes.
        default: Option<ClassId>,
        /// Dotted paths of properties left out.
        exclude: Rc<[Text]>,
    },
    /// One contract, then another.
    Then(Box<(Contract, Contract)>),
    /// No null.
    NotNull(Box<Contract>),
    /// A predicate on the value.
    Check {
        /// The contract that converts the value first.
        base: Box<Contract>,
        /// The predicate.
        condition: Lazy,
        /// Decides common predicates without running code.
        test: Option<Test>,
        /// The message when it does not hold.
        message: Option<Lazy>,
        /// Span of the predicate.
        span: Span,
    },
    /// An object owned by `$this`, or not.
    Owned {
        /// The contract that converts the value first.
        base: Box<Contract>,
        /// `true` for `owned()`, `false` for `notOwned()`.
        owned: bool,
    },
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
    Literal(Value),
    /// `contract or expression`.
    Else {
        /// The contract that converts the value first.
        base: Box<Contract>,
        /// The expression.
        otherwise: Lazy,
    },
    /// Any expression: its result replaces the value.
    Expr(Lazy),
    /// A class that does not exist, and the diagnostic to report.
    Absent(Rc<Diagnostic>),
    /// A structure that cannot be a contract.
    Invalid(Text),
}

impl Contract {
    /// Links a compiled contract and the contracts inside it.
    #[must_use]
    pub fn link(contract: &ir::Contract) -> Contract {
        // Linking looks nothing up: classes stay ids and code is linked when it first runs
        // (`Lazy`), so contracts of classes that name each other can be linked in any order.
        let boxed = |c: &ir::Contract| Box::new(Self::link(c));
        match contract {
            ir::Contract::Any => Contract::Any,
            ir::Contract::String => Contract::String,
            ir::Contract::Int => Contract::Int,
            ir::Contract::Bool => Contract::Bool,
            ir::Contract::Class { class, default, version } => {
                let version = version.as_ref().and_then(|v| v.parse().ok()).map(Rc::new);
                Contract::Class { class: *class, default: *default, version }
            }
            ir::Contract::Template { class, default, exclude, .. } => {
                Contract::Template { class: *class, default: *default, exclude: exclude.clone() }
            }
            ir::Contract::Then(pair) => {
                Contract::Then(Box::new((Self::link(&pair.0), Self::link(&pair.1))))
            }
            ir::Contract::NotNull(inner) => Contract::NotNull(boxed(inner)),
            ir::Contract::Check { base, condition, test, message, span, .. } => Contract::Check {
                base: boxed(base),
                test: test.as_ref().map(Test::link),
                condition: Lazy::new(condition.clone()),
                message: message.clone().map(Lazy::new),
                span: *span,
            },
            ir::Contract::Owned(inner) => Contract::Owned { base: boxed(inner), owned: true },
            ir::Contract::NotOwned(inner) => Contract::Owned { base: boxed(inner), owned: false },
            ir::Contract::List { items, min, max } => Contract::List {
                items: items.iter().map(Self::link).collect(),
                min: *min,
                max: *max,
            },
            ir::Contract::Dict { fixed, pattern } => Contract::Dict {
                fixed: fixed.iter().map(|(k, c)| (k.clone(), Self::link(c))).collect(),
                pattern: pattern.as_ref().map(|p| Box::new((Self::link(&p.0), Self::link(&p.1)))),
            },
            ir::Contract::Literal(constant) => Contract::Literal(literal(constant)),
            ir::Contract::Else { base, otherwise } => {
                Contract::Else { base: boxed(base), otherwise: Lazy::new(otherwise.clone()) }
            }
            ir::Contract::Expr(code) => Contract::Expr(Lazy::new(code.clone())),
            ir::Contract::Absent(found) => Contract::Absent(found.clone()),
            ir::Contract::Invalid(why) => Contract::Invalid(why.clone()),
        }
    }

    /// Whether the value certainly satisfies the contract unchanged; after `false` a conversion
    /// decides.
    #[inline]
    #[must_use]
    pub fn accepts_unchanged(&self, value: &Value) -> bool {
        match self {
            Contract::Any => !matches!(value, Value::Missing),
            Contract::String => matches!(value, Value::Str(_) | Value::Null),
            Contract::Int => matches!(value, Value::Int(_) | Value::Big(_) | Value::Null),
            Contract::Bool => matches!(value, Value::Bool(_) | Value::Null),
            Contract::NotNull(inner) => !value.is_null() && inner.accepts_unchanged(value),
            Contract::Class { class, .. } => match value {
                Value::Object(object) => object.class.id == *class,
                Value::Null => true,
                _ => false,
            },
            Contract::Check { base, test: Some(test), .. } => {
                base.accepts_unchanged(value) && test.holds(value)
            }
            _ => false,
        }
    }

    /// The part of [`Contract::accepts_unchanged`] that the kind of a value decides.
    #[must_use]
    pub fn quick(&self) -> Quick {
        let tags = |values: &[Value]| values.iter().fold(0, |tags, v| tags | 1 << v.tag());
        let only = |tags| Quick { tags, class: None };
        match self {
            Contract::Any => only(!tags(&[Value::Missing])),
            Contract::String => only(tags(&[Value::Null, Value::str("")])),
            Contract::Int => only(tags(&[Value::Null, Value::Int(0)])),
            Contract::Bool => only(tags(&[Value::Null, Value::bool(true)])),
            Contract::Class { class, .. } => {
                Quick { tags: tags(&[Value::Null]), class: Some(*class) }
            }
            Contract::NotNull(inner) => {
                let inner = inner.quick();
                Quick { tags: inner.tags & !tags(&[Value::Null]), class: inner.class }
            }
            _ => Quick::NOTHING,
        }
    }

    /// Whether the contract may turn null into another value.
    #[must_use]
    pub fn fills_null(&self) -> bool {
        match self {
            Contract::List { .. }
            | Contract::Dict { .. }
            | Contract::Else { .. }
            | Contract::Expr(_) => true,
            Contract::Check { base, .. } | Contract::Owned { base, .. } => base.fills_null(),
            Contract::NotNull(base) => base.fills_null(),
            Contract::Then(pair) => pair.0.fills_null() || pair.1.fills_null(),
            _ => false,
        }
    }
}

/// The part of a contract that the kind of a value decides: the test that each call makes.
#[derive(Debug, Clone, Copy)]
pub struct Quick {
    /// A bit for each kind of value that satisfies it unchanged.
    tags: u32,
    /// Objects of this class satisfy it unchanged.
    class: Option<ClassId>,
}

impl Quick {
    /// No value passes the quick test: a contract that needs a conversion, or several contracts.
    pub const NOTHING: Quick = Quick { tags: 0, class: None };
    /// Every value satisfies it unchanged.
    pub const EVERYTHING: Quick = Quick { tags: u32::MAX, class: None };

    /// Whether the value certainly satisfies the contract unchanged.
    #[inline(always)]
    #[must_use]
    pub fn accepts_unchanged(self, value: &Value) -> bool {
        if self.tags >> value.tag() & 1 == 1 {
            return true;
        }
        matches!(value, Value::Object(object) if self.class == Some(object.class.id))
    }
}

/// A predicate of a common form: whenever it holds, so does the predicate.
pub enum Test {
    /// One of these.
    OneOf(Vec<Value>),
    /// An integer within bounds, both included.
    Between(i64, i64),
}

impl Test {
    fn link(test: &ir::Test) -> Self {
        match test {
            ir::Test::OneOf(items) => Test::OneOf(items.iter().map(literal).collect()),
            ir::Test::Between(from, to) => Test::Between(*from, *to),
        }
    }

    /// Whether the value passes.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::OneOf(items), _) => items.iter().any(|item| equality::equal(item, value)),
            (Test::Between(from, to), Value::Int(n)) => from <= n && n <= to,
            (Test::Between(..), _) => false,
        }
    }
}
