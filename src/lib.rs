//! `muranopl`: an interpreter for a MuranoPL-like language whose programs compose applications and deploy them.

pub mod diag;
pub mod source;
pub mod syntax;
