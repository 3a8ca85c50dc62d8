//! Call, member and construction sites: the operands of an instruction that are not registers. The run time has an inline cache
//! for each of them.

use crate::compile::ids::ClassId;
use crate::compile::signature::{Mismatch, Plan};
use crate::source::Span;
use crate::syntax::Text;

/// A read or write of `.name`.
#[derive(Debug, Clone)]
pub struct MemberSite {
    /// The name.
    pub name: Text,
    /// `?.`: the result is null if the receiver is.
    pub safe: bool,
    /// The span of the name.
    pub span: Span,
}

/// How an argument of a call is passed.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// By position, evaluated.
    Value,
    /// By name, evaluated.
    Named(Text),
    /// By position, as a closure: a library method of the call's name takes it unevaluated.
    Lambda,
    /// By name, as a closure.
    NamedLambda(Text),
    /// Omitted: nothing between two commas.
    Skipped,
}

/// `receiver.name(arguments)`: the receiver may be an object, a class, or any value with library methods.
#[derive(Debug)]
pub struct CallSite {
    /// The method.
    pub name: Text,
    /// The arguments, whose registers follow that of the receiver.
    pub arguments: Vec<Argument>,
    /// `?.`: the result is null if the receiver is.
    pub safe: bool,
    /// The library methods that the call can mean if the receiver is not an object.
    pub builtin: Result<BuiltinSite, Refusal>,
    /// `super.name(…)`: the look-up starts at the bases of the code's class.
    pub parents: bool,
    /// The span of the name.
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

/// Why the call can mean no library method.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The reason.
    pub why: Mismatch,
    /// Each candidate with its objection, as text.
    pub candidates: Vec<String>,
    /// The arguments that candidates reject, with the reason.
    pub arguments: Vec<(Span, String)>,
}

impl From<Mismatch> for Refusal {
    fn from(why: Mismatch) -> Self {
        Self { why, candidates: Vec::new(), arguments: Vec::new() }
    }
}

/// A call of a library function or method, with its candidates.
#[derive(Debug, Clone)]
pub struct BuiltinSite {
    /// The name.
    pub name: Text,
    /// How many registers hold arguments, the receiver included.
    pub count: u16,
    /// The overloads that match at compile time, and how arguments fill their parameters.
    pub plan: Plan,
    /// It is called as a method.
    pub method: bool,
    /// The span of the name.
    pub span: Span,
}

/// A construction of a class that is known at compile time: `new Class { name: value, … }`.
#[derive(Debug)]
pub struct NewSite {
    /// The class.
    pub class: ClassId,
    /// How the values are passed.
    pub values: NewValues,
    /// The property names, in the order of the registers with their values. Empty for [`NewValues::Dictionary`].
    pub names: Vec<Text>,
    /// The span of each name.
    pub spans: Vec<Span>,
    /// Unknown names are errors, as in `new Name { … }`; `new(Name, …)` ignores them.
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
    /// No object.
    Nobody,
    /// The object, or null, in the register before the values.
    Given,
}
