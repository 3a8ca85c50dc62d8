//! Sets.

/// A set.
#[derive(Clone, Default)]
pub struct Set {}
