//! Closures: unevaluated arguments with what they captured.

/// A closure.
pub struct Closure {}
