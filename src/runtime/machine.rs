//! The machine that runs compiled code, and what one run shares: tasks, limits, faults, log.
//!
//! In reading order: [`function`] (linked code), [`vm`] (one task's registers and calls), [`task`] (parallel branches),
//! [`fault`] (what a failing operation returns), [`overload`] and [`native`] (calls of library functions), [`runtime`] (what
//! all tasks of a session share).

pub mod attributes;
pub mod clock;
pub mod destruction;
pub mod dsl;
pub mod finalize;
pub mod frames;
pub mod function;
pub mod host;
pub mod io;
pub mod iterate;
pub mod limits;
pub mod locate;
pub mod lock;
pub mod log;
pub mod metadata;
pub mod mock;
pub mod native;
pub mod ops;
pub mod overload;
pub mod reflection;
pub mod runtime;
pub mod sequence;
pub mod task;
pub mod trace;
pub mod vm;
