//! Dictionaries.

/// A dictionary.
#[derive(Clone, Default)]
pub struct Dict {}
