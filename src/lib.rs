//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them.

pub mod compile;
pub mod corelib;
pub mod deploy;
pub mod diag;
pub mod engine;
pub mod hosts;
pub mod runtime;
pub mod session;
pub mod source;
pub mod stdlib;
pub mod syntax;
