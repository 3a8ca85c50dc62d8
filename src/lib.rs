//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them.

pub mod cli;
pub mod compile;
pub mod corelib;
pub mod diag;
pub mod engine;
pub mod runtime;
pub mod session;
pub mod source;
pub mod stdlib;
pub mod syntax;
