//! Lazy sequences.

/// A lazy sequence.
pub struct Seq {}
