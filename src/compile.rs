//! From syntax tree to code: names, slots, captures, contracts, classes.
//!
//! Two halves. [`registry`] is what is declared: classes by name, their scopes and packages ([`package`], [`scope`]). The
//! compiler uses it: [`unit`] is its entry, for a file, a REPL input or a package; [`class`] compiles a declaration,
//! [`contract`] a contract, [`meta`] attached metadata, [`lower`] bodies and expressions. The registry never calls the
//! compiler: it only keeps the compiled class beside its declaration. The result is [`ir`]: plain data without values.

pub mod class;
pub mod contract;
pub mod ids;
pub mod ir;
pub mod lower;
pub mod meta;
pub mod package;
mod predicates;
pub mod registry;
pub mod scope;
pub mod signature;
pub mod unit;
pub mod walk;

pub use self::unit::unit;
