//! The compiler: from syntax trees to code. Resolves names, registers, captures, contracts and
//! classes.
//!
//! Two halves. [`registry`] is what is declared: classes by name, their scopes and packages ([`package`], [`scope`]). The
//! compiler uses it: [`unit`] is its entry, for a file, a REPL input or a package; [`class`] compiles a declaration,
//! [`contract`] a contract, [`meta`] attached metadata, [`lower`] bodies and expressions. [`check`] finds what a run would find in
//! the tree, [`caught`] checks `catch` clauses, [`allow`] removes the warnings that comments
//! allow. The registry never calls the compiler: it only keeps the compiled class beside its declaration. The result is [`ir`]: plain data without values.

mod allow;
mod caught;
pub(crate) mod check;
pub(crate) mod class;
pub(crate) mod contract;
mod exception_names;
pub(crate) mod foreign_names;
pub(crate) mod ids;
pub(crate) mod ir;
pub(crate) mod lower;
pub(crate) mod meta;
pub(crate) mod package;
mod predicates;
pub(crate) mod registry;
pub(crate) mod scope;
pub(crate) mod signature;
pub(crate) mod unit;
pub(crate) mod walk;

pub(crate) use self::unit::unit;
