//! Environments: records, locks, plans, what is left over, and the end.

pub(crate) mod bench;
mod child;
mod files;
mod killed;
mod locks;
mod origins;
mod plans;
mod records;
mod removal;
