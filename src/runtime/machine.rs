//! The machine that runs compiled code, and what one run shares: tasks, limits, faults, log.
//!
//! In reading order: [`function`] (linked code), [`vm`] (one task's registers and calls), [`task`] (parallel branches),
//! [`fault`] (what a failing operation returns), [`overload`] and [`native`] (calls of library functions), [`runtime`] (what
//! all tasks of a session share).

pub(crate) mod attributes;
pub(crate) mod clock;
pub(crate) mod destruction;
pub(crate) mod dsl;
pub(crate) mod finalize;
pub(crate) mod frames;
pub(crate) mod function;
pub(crate) mod host;
pub(crate) mod io;
pub(crate) mod iterate;
pub(crate) mod limits;
pub(crate) mod locate;
pub(crate) mod lock;
pub(crate) mod log;
pub(crate) mod metadata;
pub(crate) mod mock;
pub(crate) mod native;
pub(crate) mod ops;
pub(crate) mod overload;
pub(crate) mod parts;
pub(crate) mod reflection;
pub(crate) mod runtime;
pub(crate) mod sequence;
pub(crate) mod task;
pub(crate) mod trace;
pub(crate) mod vm;
mod written;
