//! Classes as compiled: properties and methods with their contracts and code.

use std::rc::Rc;

use super::code::Code;
use super::contract::Contract;
use crate::compile::ids::ClassId;
use crate::compile::scope::Scope;
use crate::source::Span;
use crate::syntax::{self, ClassUsage, MethodUsage, ParamKind, PropertyUsage, Text};

/// A class.
#[derive(Debug)]
pub struct Class {
    /// Its number.
    pub id: ClassId,
    /// Its full name.
    pub name: Text,
    /// Where its names are looked up.
    pub scope: Rc<Scope>,
    /// Ordinary or metadata.
    pub usage: ClassUsage,
    /// Direct parents in order; empty for the root alone.
    pub parents: Vec<ClassId>,
    /// Classes whose extension methods its code sees, in order.
    pub imports: Vec<ClassId>,
    /// Its own properties in order.
    pub properties: Vec<Property>,
    /// Its own methods in order.
    pub methods: Vec<Rc<Method>>,
    /// What is attached to it.
    pub metas: Vec<Rc<Meta>>,
    /// The declaration.
    pub tree: Rc<syntax::Class>,
}

impl Class {
    /// Is it the class of a file itself, which holds the file's functions?
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.tree.name.span.is_none()
    }
}

/// A property.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: Text,
    /// Its usage.
    pub usage: PropertyUsage,
    /// Its contract.
    pub contract: Contract,
    /// Where the contract stands.
    pub contract_span: Span,
    /// Its default; `$` is the object.
    pub default: Option<Rc<Code>>,
    /// Where its name stands.
    pub span: Span,
    /// What is attached to it.
    pub metas: Vec<Rc<Meta>>,
}

/// Metadata attached to something.
#[derive(Debug)]
pub struct Meta {
    /// Its class.
    pub class: ClassId,
    /// What its object is given: a dictionary.
    pub properties: Rc<Code>,
    /// Where it is attached.
    pub span: Span,
}

/// A method.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: Text,
    /// How it is called.
    pub usage: MethodUsage,
    /// Callable from outside by name.
    pub public: bool,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The contract of its result.
    pub returns: Option<(Contract, Span)>,
    /// What is attached to it.
    pub metas: Vec<Rc<Meta>>,
    /// Its code; register 0 is `$this`, then one a parameter. `None`: abstract or native.
    pub code: Option<Rc<Code>>,
    /// The declaration.
    pub tree: Rc<syntax::Method>,
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: Text,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Its contract.
    pub contract: Contract,
    /// Where the contract, or else the parameter, stands.
    pub span: Span,
    /// Its default; `$` is the object.
    pub default: Option<Rc<Code>>,
    /// What is attached to it.
    pub metas: Vec<Rc<Meta>>,
}
