//! A piece of code: a method's body, a lambda, a default, a predicate, a script.

use std::rc::Rc;

use super::constant::Const;
use super::instr::{Instr, Reg};
use super::site::{BuiltinSite, CallSite, MemberSite, NewSite};
use crate::compile::ids::ClassId;
use crate::compile::scope::Scope;
use crate::source::Span;
use crate::syntax::Text;

/// What a piece of code was compiled from. Names do not decide this: a method may be called `script` or `lambda`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// The statements of a file or of a REPL input: the environment owns the objects they create.
    Script,
    /// The body of a method or function.
    Method,
    /// The default of a property or parameter.
    Default,
    /// A predicate, message or expression within a contract; it has no call of its own in stack traces.
    Contract,
    /// The properties of attached metadata.
    Metadata,
    /// A lambda, or a function made by `def`; it has no call of its own in stack traces.
    Lambda,
    /// A branch of `parallel`: stack traces show it as part of the surrounding method.
    Branch,
    /// One expression over data.
    Expression,
}

/// Code and everything its instructions refer to by number.
#[derive(Debug)]
pub struct Code {
    /// What it was compiled from.
    pub kind: CodeKind,
    /// What it is called in stack traces.
    pub name: Text,
    /// The class whose code it is: decides private properties and access.
    pub class: Option<ClassId>,
    /// Where its type names are looked up.
    pub scope: Rc<Scope>,
    /// Registers it needs.
    pub registers: Reg,
    /// The instructions.
    pub instrs: Vec<Instr>,
    /// The place of each instruction.
    pub spans: Vec<Span>,
    /// Constants.
    pub consts: Vec<Const>,
    /// Lambdas and branches.
    pub lambdas: Vec<Rc<Code>>,
    /// What a closure of it takes along, and the register each gets.
    pub captures: Vec<Capture>,
    /// Named parameters of a lambda with their registers: `1` (and `$`), `2`, …, `name`.
    pub params: Vec<(Text, Reg)>,
    /// The register that holds the running closure itself, for recursion of `def`.
    pub myself: Option<Reg>,
    /// Reads of members and properties.
    pub members: Vec<MemberSite>,
    /// Calls of methods.
    pub calls: Vec<CallSite>,
    /// Calls of library functions.
    pub builtins: Vec<BuiltinSite>,
    /// Makings of objects.
    pub news: Vec<NewSite>,
    /// Guarded stretches, innermost first.
    pub handlers: Vec<Handler>,
}

impl Code {
    /// The stretch of source it was made from.
    #[must_use]
    pub fn extent(&self) -> Span {
        let spans = self.spans.iter().copied().filter(|span| !span.is_none());
        spans.reduce(Span::to).unwrap_or(Span::NONE)
    }
}

/// A value a closure takes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// The register of the surrounding code.
    pub from: Reg,
    /// The register in the closure's own frame.
    pub to: Reg,
}

/// A stretch of instructions guarded by `try`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handler {
    /// First guarded instruction.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Where to go on.
    pub target: u32,
    /// The register that gets the exception.
    pub exception: Reg,
}
