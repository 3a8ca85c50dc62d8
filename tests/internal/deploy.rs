//! Environments: records, locks, plans, what is left over, and the end.

mod bench;
mod child;
mod killed;
mod locks;
mod plans;
mod records;
