//! Syntax: parses both notations to one [`tree`], and prints it.
//!
//! [`parse`] and [`yaml`] parse, [`print`] prints, [`convert`] converts between the notations,
//! [`tokens`] classifies text without parsing it. pest's types are used in this directory only.

pub(crate) mod convert;
pub(crate) mod dump;
pub(crate) mod print;
#[cfg_attr(
    not(feature = "cli"),
    allow(
        dead_code,
        unused_imports,
        reason = "the core has brackets to match, but nothing to highlight"
    )
)]
pub(crate) mod tokens;
pub(crate) mod tree;
pub(crate) mod unicode_names;
pub(crate) mod yaml;

mod brackets;
mod build;
mod dialect;
mod errors;
mod escape;
mod follow_ups;
mod foreign_edits;
mod foreign_syntax;
mod grammar;
mod limits;
mod missing_parts;
mod notation;
mod parse;
mod yaql_errors;

pub(crate) use dialect::{Dialect, ExpressionOptions};
pub(crate) use limits::with_enough_stack;
pub(crate) use notation::{CLASS_KEYS, ClassNotation};
#[cfg(test)]
pub(crate) use parse::parse_expression;
pub(crate) use parse::{parse_expression_in, parse_legacy_expression, parse_module};
pub(crate) use tree::*;
