//! What a contract constrains: a property, an argument, a result. Messages name it.

use std::rc::Rc;

use crate::compile::ir::ClassId;
use crate::runtime::object::class::Declaration;
use crate::runtime::object::method::Method;
use crate::source::Span;
use crate::syntax::Text;

/// What a contract constrains.
#[derive(Clone)]
pub enum Target {
    /// A property.
    Property(Rc<Declaration>),
    /// An argument of a method.
    Argument(Rc<Method>, Text, Span),
    /// A method's result.
    Result(Rc<Method>, Span),
    /// No declaration: a test of a value.
    Value,
}

impl Target {
    /// Span of the contract.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Target::Property(declaration) => declaration.contract_span,
            Target::Argument(_, _, span) | Target::Result(_, span) => *span,
            Target::Value => Span::NONE,
        }
    }

    /// The class it belongs to.
    #[must_use]
    pub fn class(&self) -> Option<ClassId> {
        match self {
            Target::Property(declaration) => Some(declaration.class),
            Target::Argument(method, ..) | Target::Result(method, _) => Some(method.class),
            Target::Value => None,
        }
    }

    /// Name of the value in messages: `port`, `an argument`.
    #[must_use]
    pub fn name(&self) -> Text {
        match self {
            Target::Property(declaration) => declaration.name.clone(),
            Target::Argument(_, name, _) => name.clone(),
            Target::Result(..) => "result".into(),
            Target::Value => "value".into(),
        }
    }

    /// Owner of the value in messages: "`Container`", "`Container.deploy()`".
    #[must_use]
    pub fn owner(&self) -> String {
        match self {
            Target::Property(declaration) => declaration.class_name.to_string(),
            Target::Argument(method, ..) | Target::Result(method, _) => method.title(),
            Target::Value => String::new(),
        }
    }
}
