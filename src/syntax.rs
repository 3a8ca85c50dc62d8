//! From text to tree and back: both notations, one [`tree`].
//!
//! [`parse`] and [`yaml`] parse, [`print`] lays out, [`convert`] turns one notation into the other, [`tokens`] classifies what need
//! not be parsed. pest's types stay inside this directory.

pub mod convert;
pub mod dump;
pub mod print;
#[cfg_attr(
    not(feature = "cli"),
    allow(
        dead_code,
        unused_imports,
        reason = "the core has brackets to match, but nothing to highlight"
    )
)]
pub(crate) mod tokens;
pub mod tree;
pub mod yaml;

mod brackets;
mod build;
mod dialect;
mod errors;
mod escape;
mod foreign_syntax;
mod grammar;
mod limits;
mod parse;
mod yaql_errors;

pub use dialect::{Dialect, ExpressionOptions};
pub(crate) use limits::with_enough_stack;
pub use parse::{parse_expression, parse_expression_in, parse_legacy_expression, parse_module};
pub use tree::*;
