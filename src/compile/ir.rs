//! What the compiler hands to the machine: classes, contracts, code.
//!
//! Plain data: constants are literals, classes are ids, library functions are names with overload numbers. The run time
//! links them to values, classes and functions once.

pub mod class;
pub mod code;
mod constant;
pub mod contract;
pub mod instr;
pub mod site;

pub use super::ids::ClassId;
pub use class::{Class, Meta, Method, Param, Property};
pub use code::{Capture, Code, CodeKind, Handler};
pub use constant::Const;
pub use contract::{Contract, Hint, HintKind, Test};
pub use instr::{Instr, Reg};
pub use site::{Argument, BuiltinSite, CallSite, MemberSite, NewSite, NewValues, Owner, Refusal};
