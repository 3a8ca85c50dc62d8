//! The run time: values, objects, contracts, the machine, object models.
//!
//! | module | owns |
//! | --- | --- |
//! | [`value`] | values, operators, equality, numbers, strings, dates, regular expressions |
//! | [`object`] | classes, methods, objects, the store, destruction |
//! | [`contract`] | contracts linked to a session, conversion, JSON schemas |
//! | [`machine`] | linked code, the virtual machine, tasks, limits, faults |
//! | [`model`] | object models: load, dump, wire form |

pub(crate) mod options;

pub(crate) mod recursion;

pub(crate) mod value;

pub(crate) mod object;

pub(crate) mod contract;

pub(crate) mod machine;

pub(crate) mod model;
