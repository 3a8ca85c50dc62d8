//! Environments: records, locks, plans, orphans, and their removal.

mod bench;
mod child;
mod killed;
mod locks;
mod plans;
mod records;
