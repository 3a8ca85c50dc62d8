//! Classes in the other notation: MuranoPL's YAML as `.murano` in its canonical form, and back.
//!
//! Either way the classes of one notation become a tree that the other notation can express, and one writer lays it out:
//! [`super::print`] for `.murano`, [`to_yaml`]'s `layout` for YAML. Comments stay at what they stand at. What the other
//! notation cannot express (documents with different namespaces in one file, statements outside of classes) is refused.

mod to_murano;
mod to_yaml;

pub(crate) use to_murano::to_murano;
pub(crate) use to_yaml::{Names, to_yaml};
