//! The `murano` binary.
fn main() {}
