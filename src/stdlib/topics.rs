//! The functions by topic: the order of the reference, of `:help` and of overload resolution within one name.

use super::system::{legacy, operators};
use super::{
    boolean, branching, collections, common, datetime, math, murano, queries, regex, strings,
    system,
};
use crate::runtime::machine::dsl;
use crate::runtime::machine::native::Builtin;

/// The tables of functions, by topic.
pub(crate) const TOPICS: &[(&str, &[&[Builtin]])] = &[
    ("system", &[system::FUNCTIONS, operators::FUNCTIONS, legacy::FUNCTIONS]),
    ("boolean", &[boolean::FUNCTIONS]),
    ("branching", &[branching::FUNCTIONS]),
    ("common", &[common::FUNCTIONS]),
    ("math", &[math::FUNCTIONS]),
    ("strings", strings::FUNCTIONS),
    ("regex", &[regex::FUNCTIONS]),
    ("collections", collections::FUNCTIONS),
    ("queries", queries::FUNCTIONS),
    ("datetime", &[datetime::FUNCTIONS]),
    ("murano", &[murano::FUNCTIONS]),
    ("objects", dsl::TABLES),
];
