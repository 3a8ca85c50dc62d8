//! Conversion of classes between the two notations: MuranoPL's YAML to canonical `.murano`, and
//! back.
//!
//! In both directions the classes of one notation are rewritten to a tree that the other
//! notation can express, which is then printed: by [`super::print`] for `.murano`, by
//! [`to_yaml`]'s `layout` for YAML. Comments keep their position. What the other notation
//! cannot express (documents with different namespaces in one file, statements outside of
//! classes) is an error.

mod to_murano;
mod to_yaml;

pub(crate) use to_murano::to_murano;
pub(crate) use to_yaml::{Names, to_yaml};
