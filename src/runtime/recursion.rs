//! The recursion limits of the runtime: one for each kind of recursion that uses the native stack, and its reason.
//!
//! Calls of programs use the heap; their limits are settings ([`Options::max_depth`](crate::runtime::options::Options) and
//! `max_nesting`). Equality, hashing, keys and destruction of values work through deep values iteratively.

/// Levels of containers that `print` and interpolation write; deeper ones show as `…`.
pub(crate) const PRINTED_LEVELS: usize = 100;

/// Levels of containers that `str()` writes; deeper ones are a `ValueError`.
pub(crate) const REPR_LEVELS: usize = 200;

/// Levels of containers in the result of an expression: as many as the data that can be parsed.
pub(crate) const RESULT_LEVELS: usize = 500;

/// Levels of objects and containers in an object model that is written. The limit for parsing
/// models is lower: nobody writes a model this deep by hand.
pub(crate) const MODEL_LEVELS: usize = 500;

/// Levels of values in the plain form of a model, whose frames take twice the stack of [`MODEL_LEVELS`].
pub(crate) const PLAIN_LEVELS: usize = 250;

/// Levels that freezing a value visits recursively, which is fast; deeper ones are put on a
/// list.
pub(crate) const FREEZE_LEVELS: usize = 100;

/// Levels of containers that are dropped recursively, which is fast; deeper ones are put on a list.
pub(crate) const DROP_LEVELS: u32 = 500;

/// Levels of containers that a hash covers: values that differ only below them have the same
/// hash.
pub(crate) const HASH_LEVELS: usize = 32;

/// Lazy sequences that read from one another: each reads its source on the native stack.
pub(crate) const SEQUENCE_DEPTH: u32 = 500;

/// Tasks that start tasks: each has a native stack of its own, of [`STACK`](crate::runtime::machine::task) bytes.
pub(crate) const TASK_DEPTH: usize = 100;

/// Owners of owners that destruction follows: owners may form a cycle.
pub(crate) const OWNER_DEPTH: usize = 10_000;
