//! Compiled code: the body of a method, a lambda, a default, a predicate, a script.

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

/// Code, and the tables that its instructions index.
#[derive(Debug)]
pub struct Chunk {
    /// What it was compiled from.
    pub kind: CodeKind,
    /// Its name in stack traces.
    pub name: Text,
    /// The class that the code belongs to: it decides which private properties and methods are accessible.
    pub class: Option<ClassId>,
    /// The scope in which type names are resolved at run time.
    pub scope: Rc<Scope>,
    /// How many registers its frame has.
    pub registers: Reg,
    /// The instructions.
    pub instrs: Vec<Instr>,
    /// The span of each instruction.
    pub spans: Vec<Span>,
    /// Constants.
    pub consts: Vec<Const>,
    /// The code of its lambdas and of its branches of `parallel`.
    pub lambdas: Vec<Rc<Chunk>>,
    /// The values that a closure of it captures.
    pub captures: Vec<Capture>,
    /// Parameters of a lambda with their registers: `1` (which is also `$`), `2`, …, or a name. Of a script in the REPL: its
    /// shared variables.
    pub params: Vec<(Text, Reg)>,
    /// Its variables at its end with their registers, for reports; shared cells are left out.
    pub variables: Vec<(Text, Reg)>,
    /// The register that receives the running closure itself, so that a function made by `def` can recurse.
    pub myself: Option<Reg>,
    /// Member accesses.
    pub members: Vec<MemberSite>,
    /// Method calls.
    pub calls: Vec<CallSite>,
    /// Library calls.
    pub builtins: Vec<BuiltinSite>,
    /// Object constructions.
    pub news: Vec<NewSite>,
    /// Exception handlers, innermost first: the first whose range holds the failing instruction takes the exception.
    pub handlers: Vec<Handler>,
}

impl Chunk {
    /// The smallest span that holds the spans of all its instructions.
    #[must_use]
    pub fn extent(&self) -> Span {
        let spans = self.spans.iter().copied().filter(|span| !span.is_none());
        spans.reduce(Span::to).unwrap_or(Span::NONE)
    }
}

/// A value that a closure captures when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// Its register in the surrounding code.
    pub from: Reg,
    /// Its register in the closure's frame.
    pub to: Reg,
}

/// A range of instructions guarded by `try`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handler {
    /// The first guarded instruction.
    pub start: u32,
    /// One past the last guarded instruction.
    pub end: u32,
    /// The first instruction of the handler.
    pub target: u32,
    /// The register that receives the exception.
    pub exception: Reg,
}
