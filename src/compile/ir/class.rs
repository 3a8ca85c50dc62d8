//! Compiled classes: properties and methods with their contracts and code.

use std::rc::Rc;

use super::code::Chunk;
use super::contract::Contract;
use crate::compile::ids::ClassId;
use crate::compile::scope::Scope;
use crate::source::Span;
use crate::syntax::{self, ClassUsage, MethodUsage, ParamKind, PropertyUsage, Text};

/// A compiled class, before it is linked.
#[derive(Debug)]
pub struct Class {
    /// Its number in the registry.
    pub id: ClassId,
    /// Its full name.
    pub name: Text,
    /// The scope in which names in its code are resolved.
    pub scope: Rc<Scope>,
    /// An ordinary or a metadata class.
    pub usage: ClassUsage,
    /// Its direct bases in order; empty for the root class alone.
    pub parents: Vec<ClassId>,
    /// Classes whose extension methods its code sees, in order.
    pub imports: Vec<ClassId>,
    /// Its own properties in order.
    pub properties: Vec<Property>,
    /// Its own methods in order.
    pub methods: Vec<Rc<Method>>,
    /// The metadata attached to it.
    pub metas: Vec<Rc<Meta>>,
    /// The syntax tree of the declaration.
    pub tree: Rc<syntax::Class>,
}

impl Class {
    /// Returns whether it is the class of a file, which holds the file's functions and has no declaration.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.tree.name.span.is_none()
    }
}

/// A declared property with its compiled contract and default.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: Text,
    /// How it is loaded, written and kept.
    pub usage: PropertyUsage,
    /// What its values are converted to.
    pub contract: Contract,
    /// The span of the contract.
    pub contract_span: Span,
    /// The code of its default, in which `$` is the object.
    pub default: Option<Rc<Chunk>>,
    /// The span of its name.
    pub span: Span,
    /// The metadata attached to it.
    pub metas: Vec<Rc<Meta>>,
}

/// Metadata attached to a class, property, method, parameter or package. The run time creates its instance.
#[derive(Debug)]
pub struct Meta {
    /// The metadata class.
    pub class: ClassId,
    /// The code that returns the properties of the instance, as a dictionary.
    pub properties: Rc<Chunk>,
    /// The span of the attachment.
    pub span: Span,
}

/// A method, or a function of a file.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: Text,
    /// Whether it is called on an object, on the class, or as an extension.
    pub usage: MethodUsage,
    /// It can be called from outside (`action`).
    pub public: bool,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The contract of its result, with its span.
    pub returns: Option<(Contract, Span)>,
    /// The metadata attached to it.
    pub metas: Vec<Rc<Meta>>,
    /// Its code: register 0 is `$this`, then one register for each parameter. `None` if it is abstract or native.
    pub code: Option<Rc<Chunk>>,
    /// The syntax tree of the declaration.
    pub tree: Rc<syntax::Method>,
}

/// A parameter with its compiled contract and default.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: Text,
    /// Whether it takes one argument or collects the rest.
    pub kind: ParamKind,
    /// Its contract.
    pub contract: Contract,
    /// The span of its contract, or of the parameter if it has none.
    pub span: Span,
    /// The code of its default, in which `$` is the object.
    pub default: Option<Rc<Chunk>>,
    /// The metadata attached to it.
    pub metas: Vec<Rc<Meta>>,
}
