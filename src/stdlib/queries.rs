//! Queries over collections: lazy if possible, reading no more elements than needed.

pub(super) mod aggregate;
mod filter;
pub(super) mod generate;
mod group;
mod order;
mod slice;
mod zip;

use crate::runtime::machine::native::Builtin;

/// The tables of functions, by topic.
pub(super) const FUNCTIONS: &[&[Builtin]] = &[
    filter::FUNCTIONS,
    aggregate::FUNCTIONS,
    order::FUNCTIONS,
    group::FUNCTIONS,
    zip::FUNCTIONS,
    slice::FUNCTIONS,
    generate::FUNCTIONS,
];
