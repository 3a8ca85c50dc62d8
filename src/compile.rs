//! From tree to code: names, slots, captures, contracts, classes.

pub mod signature;
