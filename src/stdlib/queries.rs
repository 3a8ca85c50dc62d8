//! Queries over collections: lazy where they can be, reading no more than they need.

pub(super) mod aggregate;
mod filter;
pub(super) mod generate;
mod group;
mod order;
mod slice;
mod zip;

use crate::runtime::machine::native::Builtin;

/// The tables.
pub(super) const FUNCTIONS: &[&[Builtin]] = &[
    filter::FUNCTIONS,
    aggregate::FUNCTIONS,
    order::FUNCTIONS,
    group::FUNCTIONS,
    zip::FUNCTIONS,
    slice::FUNCTIONS,
    generate::FUNCTIONS,
];
