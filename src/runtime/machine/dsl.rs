//! MuranoPL's own functions, which work on objects, classes and the running code.
//! See docs/language/library.md#functions-of-muranopl.

mod calls;
mod mirrors;
mod mocks;
mod objects;
mod outside;
mod program;

use crate::runtime::machine::native::Builtin;

/// The tables of functions, by topic.
pub(crate) const TABLES: &[&[Builtin]] = &[
    objects::FUNCTIONS,
    calls::FUNCTIONS,
    mirrors::FUNCTIONS,
    mocks::FUNCTIONS,
    outside::FUNCTIONS,
    program::FUNCTIONS,
];
