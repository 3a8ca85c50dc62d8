//! The output of the compiler, and the input of the machine: classes, contracts, code.
//!
//! Plain data: constants are literals, classes are ids, library functions are names with overload numbers. The run time
//! links them to values, classes and functions once.

pub(crate) mod class;
pub(crate) mod code;
mod constant;
pub(crate) mod contract;
pub(crate) mod instr;
pub(crate) mod site;

pub(crate) use super::ids::ClassId;
pub(crate) use class::{Class, Meta, Method, Param, Property};
pub(crate) use code::{Capture, Chunk, CodeKind, Handler};
pub(crate) use constant::Const;
pub(crate) use contract::{Contract, Hint, HintKind, Test};
pub(crate) use instr::{Instr, Reg};
pub(crate) use site::{
    Argument, BuiltinSite, CallSite, MemberSite, NewSite, NewValues, Owner, Refusal,
};
