//! Call, member and construction sites: what an instruction needs beyond registers. The run time keeps its inline
//! caches beside them.

use crate::compile::ids::ClassId;
use crate::compile::signature::{Mismatch, Plan};
use crate::source::Span;
use crate::syntax::Text;

/// A read or write of `.name`.
#[derive(Debug, Clone)]
pub struct MemberSite {
    /// The name.
    pub name: Text,
    /// `?.`: null gives null.
    pub safe: bool,
    /// Where the name stands.
    pub span: Span,
}

/// How an argument of a method call was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// By position; evaluated.
    Value,
    /// By name; evaluated.
    Named(Text),
    /// By position; a closure, because a library method of that name may leave it unevaluated.
    Lambda,
    /// By name; a closure.
    NamedLambda(Text),
    /// Nothing between two commas.
    Skipped,
}

/// `receiver.name(arguments)`: the receiver may be an object, a class, or any value with library methods.
#[derive(Debug)]
pub struct CallSite {
    /// The method.
    pub name: Text,
    /// The arguments in registers after the receiver, in order.
    pub arguments: Vec<Argument>,
    /// `?.`: a null receiver gives null.
    pub safe: bool,
    /// The library methods that may be meant when the receiver is no object.
    pub builtin: Result<BuiltinSite, Refusal>,
    /// `super.name(…)`: start at the parents of the code's class.
    pub parents: bool,
    /// Where the name stands.
    pub span: Span,
}

impl CallSite {
    /// A call that only a program's own method, function or closure can answer.
    #[must_use]
    pub fn of_program(name: &Text, arguments: Vec<Argument>, span: Span) -> Self {
        let builtin = Err(Mismatch::Unknown.into());
        Self { name: name.clone(), arguments, safe: false, builtin, parents: false, span }
    }
}

/// Why no library method can be meant.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What is wrong.
    pub why: Mismatch,
    /// Each candidate, with what it objects to.
    pub candidates: Vec<String>,
    /// Arguments that are objected to, with what is wrong about them.
    pub arguments: Vec<(Span, String)>,
}

impl From<Mismatch> for Refusal {
    fn from(why: Mismatch) -> Self {
        Self { why, candidates: Vec::new(), arguments: Vec::new() }
    }
}

/// A call of a library function or method, with the overloads that may be meant.
#[derive(Debug, Clone)]
pub struct BuiltinSite {
    /// The name.
    pub name: Text,
    /// How many arguments lie in registers, receiver included.
    pub count: u16,
    /// The overloads that fit what is known before the call, and how arguments fill their parameters.
    pub plan: Plan,
    /// It is called as a method.
    pub method: bool,
    /// Where the name stands.
    pub span: Span,
}

/// `new Class { name: value, … }` with the property names known.
#[derive(Debug)]
pub struct NewSite {
    /// The class.
    pub class: ClassId,
    /// How the values are passed.
    pub values: NewValues,
    /// The property names; their values lie in registers in that order. Empty for [`NewValues::Dictionary`].
    pub names: Vec<Text>,
    /// Where each name stands.
    pub spans: Vec<Span>,
    /// Unknown names are errors (`new Name { … }`); ignored otherwise (`new(Name, …)`).
    pub strict: bool,
    /// Who owns the object.
    pub owner: Owner,
}

/// How a construction site passes property values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewValues {
    /// One register for each name.
    Registers,
    /// One register with a dictionary: some keys are computed.
    Dictionary,
}

/// Who owns a new object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// `$this`, or the script's environment.
    Implicit,
    /// Nobody.
    Nobody,
    /// Who lies in the register before the values: an object, or null.
    Given,
}
