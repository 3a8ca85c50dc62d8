//! From text to tree and back: both notations, one [`tree`].
//!
//! pest's types stay inside this folder. `parse_*` return tree *and* diagnostics, never only an error.

pub mod tree;

pub use tree::*;

/// Placeholder.
#[must_use]
pub fn parse_module(_: &crate::source::Source) -> (Module, Vec<crate::diag::Diagnostic>) {
    (Module::default(), Vec::new())
}
