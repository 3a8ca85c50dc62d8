//! From tree to code: names, slots, captures, contracts, classes.
//!
//! [`registry`] knows all classes and compiles each once; [`class`] compiles a declaration, [`contract`] a contract,
//! [`lower`] bodies and expressions; [`package`] has manifests and versions. The result is [`ir`]: plain data, without values and without Docker.

pub mod class;
pub mod contract;
mod hints;
pub mod ir;
pub mod lower;
pub mod meta;
pub mod module;
pub mod origin;
pub mod package;
pub mod registry;
pub mod scope;
pub mod signature;
pub mod walk;
