//! Running programs: values, objects, contracts, the machine, object models.
//!
//! | module | owns |
//! | --- | --- |
//! | [`value`] | values, operators, equality, numbers, strings, dates, regular expressions |
//! | [`object`] | classes, methods, objects, the store, destruction |
//! | [`contract`] | contracts linked to a session, conversion, JSON schemas |
//! | [`machine`] | linked code, the virtual machine, tasks, limits, faults |
//! | [`model`] | object models: load, dump, wire form |

pub mod options;

pub(crate) mod recursion;

pub mod value;

pub mod object;

pub mod contract;

pub mod machine;

pub mod model;
