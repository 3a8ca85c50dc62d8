//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them.

pub mod compile;
pub mod deploy;
pub mod diag;
pub mod engine;
pub mod hosts;
pub mod runtime;
pub mod source;
pub mod syntax;
