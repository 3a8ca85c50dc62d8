//! What a contract constrains: a property, an argument, a result. Messages name it.

use std::rc::Rc;

use crate::compile::ir::ClassId;
use crate::runtime::object::class::Declaration;
use crate::runtime::object::method::Method;
use crate::source::Span;
use crate::syntax::Text;

/// What a contract constrains.
#[derive(Clone)]
pub enum ContractTarget {
    /// A property.
    Property(Rc<Declaration>),
    /// An argument of a method.
    Argument(Rc<Method>, Text, Span),
    /// A method's result.
    Result(Rc<Method>, Span),
    /// No declaration: a test of a value.
    Value,
}

impl ContractTarget {
    /// Span of the contract.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            ContractTarget::Property(declaration) => declaration.contract_span,
            ContractTarget::Argument(_, _, span) | ContractTarget::Result(_, span) => *span,
            ContractTarget::Value => Span::NONE,
        }
    }

    /// The class it belongs to.
    #[must_use]
    pub fn class(&self) -> Option<ClassId> {
        match self {
            ContractTarget::Property(declaration) => Some(declaration.class),
            ContractTarget::Argument(method, ..) | ContractTarget::Result(method, _) => {
                Some(method.class)
            }
            ContractTarget::Value => None,
        }
    }

    /// Name of the value in messages: `port`, `an argument`.
    #[must_use]
    pub fn name(&self) -> Text {
        match self {
            ContractTarget::Property(declaration) => declaration.name.clone(),
            ContractTarget::Argument(_, name, _) => name.clone(),
            ContractTarget::Result(..) => "result".into(),
            ContractTarget::Value => "value".into(),
        }
    }

    /// Owner of the value in messages: "`Container`", "`Container.deploy()`".
    #[must_use]
    pub fn owner(&self) -> String {
        match self {
            ContractTarget::Property(declaration) => declaration.class_name.to_string(),
            ContractTarget::Argument(method, ..) | ContractTarget::Result(method, _) => {
                method.title()
            }
            ContractTarget::Value => String::new(),
        }
    }
}
