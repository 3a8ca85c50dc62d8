//! What the compiler hands to the machine: classes, contracts, code.
//!
//! Plain data: constants are literals, classes are ids, library functions are names with overload numbers. The run time
//! links them to values, classes and functions once.

pub mod class;
pub mod code;
pub mod contract;
pub mod instr;
pub mod site;

pub use class::{Class, ClassId, Meta, Method, Param, Property};
pub use code::{Capture, Code, CodeKind, Handler};
pub use contract::{Contract, Hint, HintKind, Test};
pub use instr::{Instr, Reg};
pub use site::{Argument, BuiltinSite, CallSite, MemberSite, NewSite, NewValues, Owner, Refusal};

use crate::syntax::Text;

/// A literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Const {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer beyond 64 bits, in decimal digits.
    Big(Text),
    /// A float.
    Float(f64),
    /// A string.
    Str(Text),
    /// A list of constants.
    List(Vec<Const>),
    /// A class.
    Class(ClassId),
}
