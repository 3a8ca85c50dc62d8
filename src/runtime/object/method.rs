//! Methods at run time: parameters with their contracts, and code or native code.

use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::compile::ir::{self, ClassId};
use crate::runtime::contract::{Contract, Quick};
use crate::runtime::value::lazy::Lazy;
use crate::source::Span;
use crate::syntax::{MethodUsage, ParamKind, Text};

/// A linked method of a class.
pub struct Method {
    /// Its name.
    pub name: Text,
    /// The class that declares it.
    pub class: ClassId,
    /// That class's full name.
    pub class_name: Text,
    /// How it is called.
    pub usage: MethodUsage,
    /// Callable from outside by name.
    pub public: bool,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The quick test of each parameter's contract.
    pub quick: Box<[Quick]>,
    /// The contract of its result, and where it is in the source.
    pub returns: Option<(Contract, Span)>,
    /// What runs.
    pub body: Body,
    /// All parameters are plain, so arguments by position are passed as they are.
    pub plain: bool,
    /// Its compiled form.
    pub ir: Rc<ir::Method>,
    /// When its calls exclude each other; computed when first needed.
    pub(crate) isolation: OnceCell<Isolation>,
    /// A function of a file, rather than a method of a class.
    of_file: bool,
}

/// When two calls of a method exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Isolation {
    /// They are on the same object.
    pub on_this: bool,
    /// The arguments at these positions are equal.
    pub on_args: Vec<usize>,
}

impl Default for Isolation {
    fn default() -> Self {
        Self { on_this: true, on_args: Vec::new() }
    }
}

/// What runs when a method is called.
pub enum Body {
    /// Code.
    Code(Lazy),
    /// Native code: the machine's [`NativeMethod`](crate::runtime::machine::native::NativeMethod).
    Native(Box<dyn Any>),
    /// Nothing: a subclass must implement it.
    Abstract,
}

/// A linked parameter of a method.
pub struct Param {
    /// Its name.
    pub name: Text,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Its contract.
    pub contract: Contract,
    /// Where the contract is in the source.
    pub span: Span,
    /// Its default.
    pub default: Option<Lazy>,
}

impl Method {
    /// Links a method of a class.
    pub(crate) fn new(
        class: &ir::Class,
        method: &Rc<ir::Method>,
        native: Option<Box<dyn Any>>,
    ) -> Self {
        // Native code wins over a compiled body, and a method with neither is abstract. `plain`
        // and `quick` are computed here because every call asks for them.
        let params: Vec<Param> = method.params.iter().map(param).collect();
        let body = match (&method.code, native) {
            (_, Some(native)) => Body::Native(native),
            (Some(code), None) => Body::Code(Lazy::new(code.clone())),
            (None, None) => Body::Abstract,
        };
        Self {
            name: method.name.clone(),
            class: class.id,
            class_name: class.name.clone(),
            usage: method.usage,
            public: method.public,
            plain: params.iter().all(|p| p.kind == ParamKind::Standard),
            quick: params.iter().map(|p| p.contract.quick()).collect(),
            params,
            returns: method.returns.as_ref().map(|(c, span)| (Contract::link(c), *span)),
            body,
            ir: method.clone(),
            isolation: OnceCell::new(),
            of_file: class.is_file(),
        }
    }

    /// Its name in messages: `Class::method`, or a function's name.
    #[must_use]
    pub fn title(&self) -> String {
        match self.of_file {
            true => self.name.to_string(),
            false => format!("{}::{}", self.class_name, self.name.trim_start_matches('.')),
        }
    }

    /// Span of its name.
    #[must_use]
    pub fn span(&self) -> Span {
        self.ir.tree.name.span
    }
}

fn param(param: &ir::Param) -> Param {
    Param {
        name: param.name.clone(),
        kind: param.kind,
        contract: Contract::link(&param.contract),
        span: param.span,
        default: param.default.clone().map(Lazy::new),
    }
}
