//! Environments: records, locks, plans, orphans, and their removal.

pub(crate) mod bench;
mod child;
mod files;
mod killed;
mod locks;
mod origins;
mod plans;
mod records;
mod removal;
